/** What the element tells, and what HTML and the DOM know of it. */

import type { HoldoutError, Progress, Report, Split } from "./engine/index.js";
import type { Envelope } from "./engine/submit.js";
import type { HoldoutSplitterElement } from "./element.js";

/** How sides are chosen. */
export type Strategy = "stratified" | "random" | "hash";

/** Progress, without its phase: only the reading is told. */
export type SplitterProgress = Pick<Progress, "bytes" | "lines" | "elapsedMs" | "bytesPerSecond" | "codes"> & {
  totalBytes?: number;
  etaMs?: number;
};

/** The events, by name. They bubble and cross shadow roots. */
export interface SplitterEvents {
  /** How far the reading has come. */
  "holdout-progress": CustomEvent<SplitterProgress>;
  /** A manifest is looked at that was not before. */
  "holdout-checked": CustomEvent<{ report: Report }>;
  /** A split holds with the settings as they are. Its Blobs are composed when they are asked for. */
  "holdout-split": CustomEvent<Split>;
  /** A submission ended, well or not. */
  "holdout-submitted": CustomEvent<Envelope>;
  /** Something failed; cancelling is no failure. */
  "holdout-error": CustomEvent<HoldoutError>;
}

/** The attributes, as a template sets them. */
export interface SplitterAttributes {
  fraction?: number | string;
  strategy?: Strategy;
  seed?: number | string;
  "group-by"?: string;
  region?: string;
  endpoint?: string;
  theme?: "light" | "dark";
}

declare global {
  interface HTMLElementTagNameMap {
    "holdout-splitter": HoldoutSplitterElement;
  }
  interface GlobalEventHandlersEventMap extends SplitterEvents {}
}
