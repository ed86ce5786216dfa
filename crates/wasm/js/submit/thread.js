// @ts-check
/**
 * Starting the worker of a submission, and talking with it from both ends.
 */

import { listen, send } from "../platform/browser.js";
import { submitWorker } from "./worker_file.js";

/**
 * @typedef {object} Thread
 * @property {(message: unknown, transfer?: any[]) => void} post
 * @property {() => void} end
 */

/**
 * @param {(said: any) => void} hear
 * @param {(message: string) => void} fail
 * @returns {Thread}
 */
export function startThread(hear, fail) {
  const worker = submitWorker();
  // In Node.js the process goes on until the submission has ended.
  worker.ref?.();
  worker.onmessage = ({ data }) => hear(data);
  worker.onerror = (event) => {
    event.preventDefault();
    fail(event.message ?? "its files could not be loaded");
  };
  return { post: (message, transfer = []) => worker.postMessage(message, transfer), end: () => void worker.terminate() };
}

/**
 * The other end, in the worker.
 * @param {(message: any) => void} hear
 * @returns {(message: unknown) => void} says something to the page
 */
export function answerThread(hear) {
  listen(hear);
  return (message) => send(message);
}
