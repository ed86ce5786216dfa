// @ts-check
/**
 * Names. The core writes its members in snake_case, JavaScript reads camelCase; one schema, two renderings. Only
 * members are renamed, never values: labels, codes and messages stay as they are.
 */

/** @param {string} name */
const camelName = (name) => name.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase());

/**
 * The same data with members in camelCase.
 * @param {any} value data as JSON.parse makes it
 * @returns {any}
 */
export function camel(value) {
  if (Array.isArray(value)) return value.map(camel);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [camelName(name), camel(member)]));
}

/**
 * @param {string} text JSON as the core writes it
 * @returns {any}
 */
export const parseCamel = (text) => camel(JSON.parse(text));
