// @ts-check
/** Where the wasm is: in this module, compressed, as text. For `holdout/inline`; the package's build puts it there. */

import packed from "holdout:wasm";

/** @returns {Promise<ArrayBuffer>} */
export async function wasmSource() {
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
}
