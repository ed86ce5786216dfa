/** The element, and its tag in the templates of Vue 3. */

import type { DefineComponent } from "vue";
import type { HoldoutSplitterElement } from "./element.js";
import type { SplitterAttributes, SplitterEvents } from "./element_types.js";

export * from "./element.js";

type Capital<Name extends string> = Name extends `${infer Head}-${infer Tail}` ? `${Capitalize<Head>}${Capitalize<Tail>}` : Name;
type Listeners = { [Name in keyof SplitterEvents as `on${Capital<Name>}`]?: (event: SplitterEvents[Name]) => void };
type Properties = Partial<Pick<HoldoutSplitterElement, "source" | "credentials" | "keep" | "groupBy">>;

declare module "vue" {
  interface GlobalComponents {
    "holdout-splitter": DefineComponent<SplitterAttributes & Properties & Listeners>;
  }
}
