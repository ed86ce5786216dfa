/** The element, and its tag in the JSX of React 19. */

import type { DetailedHTMLProps, HTMLAttributes } from "react";
import type { HoldoutSplitterElement } from "./element.js";
import type { SplitterAttributes, SplitterEvents } from "./element_types.js";

export * from "./element.js";

type Listeners = { [Name in keyof SplitterEvents as `on${Name}`]?: (event: SplitterEvents[Name]) => void };
type Properties = Partial<Pick<HoldoutSplitterElement, "source" | "credentials" | "keep" | "groupBy">>;

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "holdout-splitter": DetailedHTMLProps<HTMLAttributes<HoldoutSplitterElement>, HoldoutSplitterElement> &
        SplitterAttributes &
        Properties &
        Listeners;
    }
  }
}
