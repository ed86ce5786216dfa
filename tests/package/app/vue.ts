/** The element's tag in the templates of Vue. */

import "holdout/element/vue";
import type { GlobalComponents } from "vue";

type Properties = InstanceType<GlobalComponents["holdout-splitter"]>["$props"];

export const right: Properties = { fraction: 0.3, strategy: "hash", onHoldoutSplit: ({ detail }) => void detail.train };
// @ts-expect-error a strategy that there is not
export const wrong: Properties = { strategy: "best" };
