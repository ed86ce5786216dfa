/** What the element keeps to itself. */

import type { Source } from "./engine/index.js";
import type { Splitter } from "./element_glue.js";

/** A promise that is settled from outside. */
export interface Deferred<T> {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (reason: unknown) => void;
}

/** An earlier test set, which may be read more than once. */
export interface Former {
  source: Source;
  name: string;
}

/** An application in the element, from when it is put in till it is taken out. */
export interface Run {
  splitter?: Splitter;
  ended: boolean;
}
