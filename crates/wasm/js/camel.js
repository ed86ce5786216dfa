// @ts-check
/**
 * Names. The core writes its members in snake_case, JavaScript reads camelCase; one schema, two renderings. Only
 * members are renamed, never values: labels, codes and messages stay as they are.
 */

/** @param {BufferSource} bytes */
export const textOf = (bytes) => new TextDecoder().decode(bytes);

/** @param {string} name */
const camelName = (name) => name.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase());

/**
 * The same data with members in camelCase.
 * @param {any} value data as JSON.parse makes it
 * @param {Uint8Array<ArrayBuffer>[]} [lists] of labels, to be put in where they belong
 * @returns {any}
 */
export function camel(value, lists = []) {
  if (Array.isArray(value)) return value.map((one) => camel(one, lists));
  if (value === null || typeof value !== "object") return value;
  /** @type {Record<string, any>} */
  const made = {};
  for (const [name, member] of Object.entries(value)) {
    const list = name === "labels" && lists.shift();
    if (list) putOff(made, name, () => parseCamel(textOf(list)));
    else made[camelName(name)] = camel(member, lists);
  }
  return made;
}

/**
 * A member that is made when somebody looks.
 * @param {object} of
 * @param {string} name
 * @param {() => unknown} make
 */
function putOff(of, name, make) {
  const get = () => {
    const value = make();
    Object.defineProperty(of, name, { value, writable: true });
    return value;
  };
  Object.defineProperty(of, name, { get, enumerable: true, configurable: true });
}

/**
 * @param {string} text JSON as the core writes it
 * @returns {any}
 */
export const parseCamel = (text) => camel(JSON.parse(text));

/**
 * A report as the core hands it over: on lines of their own, after the report, are the lists of labels that belong in it.
 * There may be as many labels as lines; objects are made of those lists that somebody looks at.
 */
export class Reported {
  #head;
  /** @type {Uint8Array<ArrayBuffer>[]} */
  #lists = [];

  /** @param {Uint8Array<ArrayBuffer>} bytes */
  constructor(bytes) {
    for (let from = 0, to = 0; to < bytes.length; from = to + 1) {
      to = bytes.indexOf(10, from);
      if (to < 0) to = bytes.length;
      this.#lists.push(bytes.subarray(from, to));
    }
    this.#head = textOf(this.#lists.splice(0, 1)[0]);
    this.report = camel(JSON.parse(this.#head), [...this.#lists]);
  }

  /** As the command prints it. A quote within a string is escaped, so nothing but a member is written as here. */
  get text() {
    let next = 0;
    return this.#head.replace(/"labels":\[\]/g, () => `"labels":${textOf(this.#lists[next++])}`);
  }
}
