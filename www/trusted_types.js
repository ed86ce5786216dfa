// The one thing here that takes an address for a script is the start of a worker. These two are ours.
if (globalThis.trustedTypes) {
  const own = (path) => new URL(path, document.currentScript.src).href;
  const workers = new Set([own("engine/worker.js"), own("engine/submit/submit_worker.js")]);
  globalThis.trustedTypes.createPolicy("default", { createScriptURL: (url) => (workers.has(url) ? url : null) });
}
