// @ts-check
/**
 * `<holdout-splitter>`: checks a manifest and splits it, on any page. Importing this module defines the element, and does
 * nothing where there are no elements; the code behind it is fetched when the first one is put into a document.
 *
 *     import "holdout/element";
 *     document.querySelector("holdout-splitter").source = file;
 */

import { HoldoutError, release } from "./engine/index.js";
import { Splitter } from "./element_glue.js";
import { load, styleSheet } from "./element_parts.js";

/** @import {Report, Source, Split} from "./engine/index.js" */
/** @import {CredentialsSource} from "./engine/submit.js" */
/** @import {Deferred, Former, Run} from "./element_inner.js" */
/** @import {Strategy} from "./element_types.js" */

/**
 * Attributes, and the properties that stand for them. `lang` is every element's own, and means what is put into it; the
 * application within speaks English, marked as such, whatever the page around speaks.
 */
const ATTRIBUTES = /** @type {const} */ ({
  fraction: "fraction",
  strategy: "strategy",
  seed: "seed",
  "group-by": "groupBy",
  region: "region",
  endpoint: "endpoint",
  theme: "theme",
});
const NAME = "holdout-splitter";

// A module for servers, too: there it defines nothing.
const Base = /** @type {typeof HTMLElement} */ (globalThis.HTMLElement ?? class {});

/**
 * @template T
 * @returns {Deferred<T>}
 */
function deferred() {
  /** @type {any} */
  const made = {};
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  // Who doesn't wait for it has the event.
  made.promise.catch(() => {});
  return made;
}

/**
 * What a manifest is called that comes with or without a name.
 * @param {any} source
 */
function nameOf(source) {
  if (typeof Response !== "undefined" && source instanceof Response && source.url) {
    return decodeURIComponent(new URL(source.url).pathname.split("/").pop() ?? "") || "unnamed.manifest";
  }
  return typeof source?.name === "string" && source.name ? source.name : "unnamed.manifest";
}

/**
 * An earlier test set that can be read as often as a split is made: what can be read once only is taken down first.
 * @param {Source | Promise<Source>} given
 * @returns {Former | Promise<Former>}
 */
function formerOf(given) {
  const whole = async () => {
    const source = await given;
    const name = nameOf(source);
    if (source instanceof Response) {
      if (!source.ok) throw new Error(`the server answered ${source.status}`);
      return { source: await source.blob(), name };
    }
    return { source: source instanceof ReadableStream ? await new Response(source).blob() : source, name };
  };
  const isReady = !(given instanceof Promise || given instanceof Response || given instanceof ReadableStream);
  return isReady ? { source: given, name: nameOf(given) } : whole();
}

/** @param {any} fault */
const errorOf = ({ code, message, hint, range }) => new HoldoutError(code, message, { hint, range });

/**
 * @param {string} what
 * @param {unknown} cause
 */
function notFetched(what, cause) {
  const said = cause instanceof Error ? cause.message : String(cause);
  const hint = "Check its address and whether it may be read.";
  return new HoldoutError("NOT_READABLE", `The ${what} could not be fetched: ${said}`, { hint, cause });
}

const cancelled = () => new HoldoutError("CANCELLED", "The element was taken out of the page, or began something else.");

/** `<holdout-splitter>`: a manifest goes in, and comes out checked and split. */
export class HoldoutSplitterElement extends Base {
  static observedAttributes = Object.keys(ATTRIBUTES);

  /** @type {ShadowRoot} */
  #shadow;
  /** @type {Run | undefined} */
  #run;
  /** @type {Deferred<Splitter>} The application that is there, or will be. */
  #ready = deferred();
  /** @type {Source | Promise<Source> | null} */
  #source = null;
  /** @type {CredentialsSource | null} */
  #credentials = null;
  /** @type {Source | Promise<Source> | null} */
  #keep = null;
  /** @type {Former | Promise<Former> | undefined} The same, as it is handed on. */
  #former;
  /** @type {Promise<void> | undefined} Settled when it is handed on. */
  #keeping;
  /** @type {Map<number, Deferred<Report>>} Those who wait for a manifest, by its number. */
  #opening = new Map();
  /** @type {Promise<Report> | undefined} The reading of `source`, till it ends. */
  #opened;
  /** @type {number | undefined} The number of the manifest that came from `source`. */
  #number;
  /** @type {Split | undefined} The split that holds. */
  #split;
  /** @type {Deferred<Split> | undefined} */
  #splitting;
  /** @type {Deferred<string[]> | undefined} */
  #saving;
  #isOpen = false;
  /** Whether attributes are being set to what a person has chosen. */
  #echoes = false;

  constructor() {
    super();
    this.#shadow = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    this.#shadow.adoptedStyleSheets = [styleSheet()];
  }

  connectedCallback() {
    for (const name of [...Object.values(ATTRIBUTES), "credentials", "keep", "source"]) this.#upgrade(name);
    if (!this.#run) void this.#begin();
  }

  disconnectedCallback() {
    // Who is only moved is back before the next task.
    setTimeout(() => {
      if (!this.isConnected) this.#end();
    });
  }

  /** Moved with `moveBefore`: it was never gone. */
  connectedMoveCallback() {}

  attributeChangedCallback() {
    if (!this.#echoes) this.#run?.splitter?.configure(this.#attributes());
  }

  /** Share of the usable lines for the test side, from 0.01 to 0.9. `null` where it is the usual 0.2. */
  get fraction() {
    return this.#numberIn("fraction");
  }
  set fraction(value) {
    this.#set("fraction", value);
  }

  /**
   * How sides are chosen. `null` where it is the usual "stratified".
   * @returns {Strategy | null}
   */
  get strategy() {
    return /** @type {Strategy | null} */ (this.getAttribute("strategy"));
  }
  set strategy(value) {
    this.#set("strategy", value);
  }

  /** The seed. `null` where it is the usual 42. */
  get seed() {
    return this.#numberIn("seed");
  }
  set seed(value) {
    this.#set("seed", value);
  }

  /** What stays together: "folder", or a pattern, of which lines stay on one side whose addresses give it the same text. */
  get groupBy() {
    return this.getAttribute("group-by");
  }
  set groupBy(value) {
    this.#set("group-by", value);
  }

  /** The region whose limits manifests are checked by. The manifest that is open is judged by another one's at once. */
  get region() {
    return this.getAttribute("region");
  }
  set region(value) {
    this.#set("region", value);
  }

  /** The address that submissions go to. `null` for the service's own. */
  get endpoint() {
    return this.getAttribute("endpoint");
  }
  set endpoint(value) {
    this.#set("endpoint", value);
  }

  /**
   * What submissions are signed with, as the AWS SDK has it: an object, or a function that is asked for one. `null`: the
   * person gives keys. Held here and nowhere else.
   * @returns {CredentialsSource | null}
   */
  get credentials() {
    return this.#credentials;
  }
  set credentials(value) {
    this.#credentials = value ?? null;
    this.#run?.splitter?.lend(this.#credentials);
  }

  /**
   * An earlier test manifest, whose images stay in test: whatever `open` of the engine takes. `null` where none is kept.
   * @returns {Source | Promise<Source> | null}
   */
  get keep() {
    return this.#keep;
  }
  set keep(value) {
    if (value === this.#keep) return;
    this.#keep = value ?? null;
    this.#former = this.#keep === null ? undefined : formerOf(this.#keep);
    // It may fail before there is anybody to hand it to.
    if (this.#former instanceof Promise) this.#former.catch(() => {});
    if (this.#run?.splitter) this.#keepIn(this.#run.splitter);
  }

  /**
   * `null` for the colour scheme of what is around the element.
   * @returns {"light" | "dark" | null}
   */
  get theme() {
    return /** @type {"light" | "dark" | null} */ (this.getAttribute("theme"));
  }
  set theme(value) {
    this.#set("theme", value);
  }

  /**
   * The manifest: whatever `open` of the engine takes. `null` puts it away.
   * @returns {Source | Promise<Source> | null}
   */
  get source() {
    return this.#source;
  }
  set source(value) {
    if (value === this.#source) return;
    this.#source = value ?? null;
    if (this.#source === null) this.#run?.splitter?.clear();
    else if (this.#run?.splitter) void this.#openIn(this.#run.splitter, this.#source);
  }

  /**
   * Reads and checks a manifest.
   * @param {Source | Promise<Source>} source
   * @returns {Promise<Report>}
   */
  async open(source) {
    this.#source = source;
    if (this.#run?.splitter) return this.#openIn(this.#run.splitter, source);
    // It is opened as soon as there is something to open it with.
    await this.#ready.promise;
    if (this.#source !== source) throw cancelled();
    return /** @type {Promise<Report>} */ (this.#opened);
  }

  /**
   * The split that holds with the settings as they are, as soon as it is there.
   * @returns {Promise<Split>}
   */
  async split() {
    await this.#ready.promise;
    await this.#keeping;
    await this.#opened;
    if (this.#split) return this.#split;
    if (!this.#isOpen) throw new HoldoutError("INVALID_OPTIONS", "There is no manifest to split.", { hint: "Set source, or call open() first." });
    this.#splitting ??= deferred();
    return this.#splitting.promise;
  }

  /** Leaves what is being read and what is being written. What was there before stays. */
  cancel() {
    this.#run?.splitter?.cancel();
  }

  /**
   * Brings the files of the split home: into a folder that the person chooses where the browser can, as downloads elsewhere.
   * @returns {Promise<string[]>} the names of the files
   */
  async save() {
    await this.split();
    const saving = (this.#saving ??= deferred());
    if (!this.#run?.splitter?.save()) saving.reject(cancelled());
    return saving.promise;
  }

  async #begin() {
    /** @type {Run} */
    const run = { ended: false };
    this.#run = run;
    try {
      await load();
    } catch (error) {
      if (!run.ended) this.#fail(/** @type {HoldoutError} */ (error));
      return;
    }
    if (run.ended) return;
    const frame = document.createElement("div");
    const root = document.createElement("div");
    [frame.className, root.className] = ["frame", "root"];
    frame.append(root);
    this.#shadow.replaceChildren(frame);
    const splitter = new Splitter(root, this.#attributes(), (/** @type {string} */ kind, /** @type {number} */ id, /** @type {any} */ value) => {
      if (run.ended) return;
      if (kind !== "ready") return this.#hear(kind, id, value);
      run.splitter = splitter;
      splitter.lend(this.#credentials);
      this.#keepIn(splitter);
      if (this.#source !== null) void this.#openIn(splitter, this.#source);
      this.#ready.resolve(splitter);
    });
  }

  /** @param {HoldoutError} error */
  #fail(error) {
    const words = document.createElement("p");
    words.className = "root failed";
    words.setAttribute("role", "alert");
    words.textContent = `${error.message} ${error.hint ?? ""}`;
    this.#shadow.replaceChildren(words);
    this.#run = undefined;
    this.#ready.reject(error);
    this.#ready = deferred();
    this.#say("error", error);
  }

  #end() {
    const run = this.#run;
    if (!run) return;
    run.ended = true;
    this.#run = undefined;
    run.splitter?.end();
    release();
    this.#shadow.replaceChildren();
    for (const waiting of [...this.#opening.values(), this.#splitting, this.#saving]) waiting?.reject(cancelled());
    this.#opening.clear();
    [this.#split, this.#splitting, this.#saving, this.#opened, this.#keeping, this.#isOpen] = [undefined, undefined, undefined, undefined, undefined, false];
    if (run.splitter) this.#ready = deferred();
  }

  /**
   * @param {Splitter} splitter
   * @param {Source | Promise<Source>} given
   */
  #openIn(splitter, given) {
    // What is split must not be told without what is to be kept.
    const opening = Promise.all([this.#come(given), this.#keeping]).then(([source]) => {
      if (this.#run?.splitter !== splitter || this.#source !== given) throw cancelled();
      const id = splitter.open(source, nameOf(source));
      this.#number = id;
      const waiting = deferred();
      this.#opening.set(id, waiting);
      return waiting.promise;
    });
    const done = () => {
      if (this.#opened === opening) this.#opened = undefined;
    };
    this.#opened = opening;
    opening.then(done, done);
    return opening;
  }

  /**
   * Hands on what is to be kept: at once, or as soon as it is there.
   * @param {Splitter} splitter
   */
  #keepIn(splitter) {
    const former = this.#former;
    if (!(former instanceof Promise)) {
      this.#keeping = undefined;
      return splitter.keep(former?.source ?? null, former?.name ?? "");
    }
    const isWanted = () => this.#run?.splitter === splitter && this.#former === former;
    this.#keeping = former.then(
      ({ source, name }) => {
        if (isWanted()) splitter.keep(source, name);
      },
      (cause) => {
        if (!isWanted()) return;
        this.keep = null;
        this.#say("error", notFetched("test set to keep", cause));
      },
    );
  }

  /**
   * A source that is still to come, from the network say.
   * @param {Source | Promise<Source>} given
   */
  async #come(given) {
    try {
      return await given;
    } catch (cause) {
      const error = notFetched("manifest", cause);
      if (this.#source === given) this.#say("error", error);
      throw error;
    }
  }

  /**
   * @param {string} kind
   * @param {number} id
   * @param {any} value
   */
  #hear(kind, id, value) {
    const isFault = kind === "failed" || kind.startsWith("not-");
    const error = isFault ? errorOf(value) : undefined;
    switch (kind) {
      case "set":
        return this.#echo(value[0], value[1]);
      case "progress":
        return this.#say("progress", value);
      case "checked":
      case "paired":
        [this.#isOpen, this.#split] = [kind === "checked", undefined];
        // A person has brought another one.
        if (id !== this.#number) this.#source = null;
        this.#say("checked", { report: value.report });
        return this.#settle(id, value.report);
      case "cleared":
        [this.#isOpen, this.#split, this.#source] = [false, undefined, null];
        this.#splitting?.reject(cancelled());
        this.#splitting = undefined;
        return;
      case "unkept":
        // A person has chosen otherwise, or it can't be read.
        [this.#keep, this.#former] = [null, undefined];
        return;
      case "submitted":
        return this.#say("submitted", value);
      case "stale":
        this.#split = undefined;
        return;
      case "split":
        this.#split = value;
        this.#splitting?.resolve(value);
        this.#splitting = undefined;
        return this.#say("split", value);
      case "saved":
        this.#saving?.resolve(value);
        this.#saving = undefined;
        return;
      case "not-opened":
        this.#opening.get(id)?.reject(error);
        this.#opening.delete(id);
        break;
      case "not-split":
        this.#splitting?.reject(error);
        this.#splitting = undefined;
        break;
      case "not-saved":
        this.#saving?.reject(error);
        this.#saving = undefined;
    }
    if (error && error.code !== "CANCELLED") this.#say("error", error);
  }

  /**
   * @param {number} id
   * @param {any} report
   */
  #settle(id, report) {
    this.#opening.get(id)?.resolve(report);
    this.#opening.delete(id);
  }

  /**
   * @param {string} what
   * @param {unknown} detail
   */
  #say(what, detail) {
    this.dispatchEvent(new CustomEvent(`holdout-${what}`, { detail, bubbles: true, composed: true }));
  }

  /** Names and values in turns. */
  #attributes() {
    return Object.keys(ATTRIBUTES).flatMap((name) => {
      const value = this.getAttribute(name);
      return value === null ? [] : [name, value];
    });
  }

  /**
   * @param {string} name
   * @param {string | null} value
   */
  #echo(name, value) {
    this.#echoes = true;
    this.#set(name, value);
    this.#echoes = false;
  }

  /**
   * @param {string} name
   * @param {string | number | null | undefined} value
   */
  #set(name, value) {
    if (value === null || value === undefined) this.removeAttribute(name);
    else this.setAttribute(name, String(value));
  }

  /** @param {string} name */
  #numberIn(name) {
    const text = this.getAttribute(name)?.trim();
    const value = Number(text);
    return text && Number.isFinite(value) ? value : null;
  }

  /**
   * A property that was set before the element was defined hides the one that the element has.
   * @param {string} name
   */
  #upgrade(name) {
    if (!Object.hasOwn(this, name)) return;
    const self = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (this));
    const value = self[name];
    delete self[name];
    self[name] = value;
  }
}

if (globalThis.customElements && !customElements.get(NAME)) customElements.define(NAME, HoldoutSplitterElement);
