// @ts-check
/**
 * The worker of one submission: loads the client, has it do what is asked, hands its questions on to the page.
 */

import initWasm, { Submission, createProject, look, plan, projects } from "./glue.js";
import { load as loadFile } from "../platform/browser.js";
import { answerThread } from "./thread.js";

/** @import {Said} from "./clerk.js" */

/** @type {Map<number, {resolve: (value: any) => void, reject: (error: Error) => void}>} */
const asked = new Map();
let lastAsked = 0;

const say = answerThread((message) => {
  if ("kind" in message) return void begin(message);
  const { resolve, reject } = asked.get(message.answer) ?? {};
  asked.delete(message.answer);
  if (message.error === undefined) resolve?.(message.value);
  else reject?.(new Error(message.error));
});

/** What the client asks of the page. */
const host = {
  credentials: () => ask({ what: "credentials" }),
  read: (/** @type {string} */ side, /** @type {number} */ from, /** @type {number} */ length) =>
    ask({ what: "read", side, from, length }),
};

/** @type {Record<string, (request: string) => Promise<string>>} */
const kinds = {
  plan: (request) => plan(request, host),
  look: (request) => look(request, host),
  projects: (request) => projects(request, host),
  createProject: (request) => createProject(request, host),
  async submit(request) {
    const submission = new Submission(request, host);
    for (;;) {
      const event = await submission.advance();
      if (event === undefined) return "";
      send({ event });
    }
  },
};

/** @param {{kind: string, request: string}} asked */
async function begin({ kind, request }) {
  try {
    await load();
    send({ done: await kinds[kind](request) });
  } catch (thrown) {
    const error = /** @type {Error & {code?: string}} */ (thrown);
    send({ failed: { code: error.code ?? "INTERNAL", message: error.message } });
  }
}

async function load() {
  const url = new URL("./submit.wasm", import.meta.url);
  try {
    await initWasm({ module_or_path: await loadFile(url) });
  } catch (cause) {
    const words = cause instanceof Error ? cause.message : String(cause);
    const message = `${url.href} could not be loaded: ${words} Serve submit.wasm beside submit_worker.js, as application/wasm.`;
    throw Object.assign(new Error(message), { code: "WASM_UNAVAILABLE" });
  }
}

/** @param {object} question */
function ask(question) {
  const id = ++lastAsked;
  return new Promise((resolve, reject) => {
    asked.set(id, { resolve, reject });
    send(/** @type {Said} */ ({ ask: id, ...question }));
  });
}

/** @param {Said} message */
function send(message) {
  say(message);
}
