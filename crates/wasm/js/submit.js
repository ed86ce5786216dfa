// @ts-check
/**
 * Submitting: a split, or the service's own distribution, carried out on Amazon Rekognition Custom Labels or on a local
 * service. Importing this module does nothing; the client, a wasm file of its own, is loaded by who submits.
 *
 *     import { submit } from "./engine/submit.js";
 *     const envelope = await submit({ mode: "upload", projectArn, split, credentials });
 *
 * Credentials are given to the worker of this one submission when it asks for them, kept nowhere, and leave it only as
 * signatures, for the endpoint alone.
 */

import { parseCamel } from "./camel.js";
import { HoldoutError, asHoldoutError, cancelled } from "./errors.js";
import { only } from "./options.js";
import { Clerk } from "./submit/clerk.js";
import { Pace } from "./submit/pace.js";

export { HoldoutError } from "./errors.js";

/** @import {Split} from "./split.js" */
/** @import {Sent, Sending} from "./submit/pace.js" */

/**
 * Credentials as AWS's SDKs have them.
 * @typedef {object} Credentials
 * @property {string} accessKeyId
 * @property {string} secretAccessKey
 * @property {string} [sessionToken]
 * @property {Date | string | number} [expiration]
 */

/** @typedef {Credentials | (() => Credentials | Promise<Credentials>)} CredentialsSource a value, or what is asked for one */

/**
 * Where requests go, and who signs them.
 * @typedef {object} Access
 * @property {string} [region] that of the ARNs by default
 * @property {string | URL} [endpoint] an address instead of the service's own, such as "http://127.0.0.1:8020"
 * @property {CredentialsSource} [credentials]
 * @property {number} [systemClockOffset] milliseconds to add to this machine's clock
 * @property {AbortSignal} [signal]
 */

/** @typedef {{train: Blob, test: Blob}} Manifests */

/**
 * What is to be submitted.
 * @typedef {object} Errand
 * @property {"distribute" | "upload"} mode
 * @property {string} [trainDatasetArn] to distribute from
 * @property {string} [testDatasetArn] to distribute to, empty
 * @property {string} [projectArn] to upload to; datasets that it lacks are made
 * @property {Split | Manifests} [split] to upload
 */

/** @typedef {{[member: string]: unknown}} State where a submission is. It holds no secret and can be kept as JSON */

/**
 * @typedef {object} OwnSubmitOptions
 * @property {State} [state] a submission to take up again: the one that its last progress told
 * @property {(progress: SubmitProgress) => void} [onProgress]
 */

/** @typedef {Access & Errand & OwnSubmitOptions} SubmitOptions */

/**
 * What a submission did last.
 * @typedef {{event: "checked", trainEntries: number, testEntries: number} |
 *   {event: "created", dataset: string} |
 *   {event: "accepted", requestId: string | null, dataset: string | null, lines: number} |
 *   {event: "lost", message: string} |
 *   {event: "waiting", train: string | null, test: string | null, nextLook: number} |
 *   {event: "counted", dataset: string, entries: number} |
 *   {event: "ended", envelope: Envelope}} SubmitEvent
 */

/**
 * The event, and where the submission is after it. `datasets`: training first, null while unknown.
 * @typedef {SubmitEvent & {state: State, datasets: [string | null, string | null], sent: Sending | null}} SubmitProgress
 */

/**
 * How a submission ends, everywhere: what the command prints.
 * @typedef {{success: true, data: {id: string, created_at: string}} |
 *   {success: false, error: {code: string, message: string}}} Envelope
 */

/**
 * @typedef {object} DatasetLook
 * @property {string} datasetArn
 * @property {string | null} status
 * @property {string | null} statusMessage
 * @property {number | null} entries
 * @property {number | null} labeledEntries
 * @property {number | null} labels
 * @property {number | null} errorEntries
 */

/** @typedef {{projectArn: string, name: string, trainDatasetArn: string | null, testDatasetArn: string | null}} Project */

/**
 * What a submission would do.
 * @typedef {object} SubmitPlan
 * @property {string} endpoint
 * @property {string} region
 * @property {boolean} regionListed whether the service is known to be there
 * @property {{words: string, calls: {operation: string, target: string, body: any, command: string}[]}[]} steps
 * @property {{side: "train" | "test", bytes: number, lines: number, pieces: number}[]} uploads
 * @property {any} policy the least that the caller must be allowed, as IAM takes it
 * @property {string} script the same as a script for a shell, with the AWS CLI in either version
 */

const ACCESS = /** @type {const} */ (["region", "endpoint", "credentials", "systemClockOffset", "signal"]);
const ERRAND = /** @type {const} */ (["mode", "trainDatasetArn", "testDatasetArn", "projectArn", "split"]);

/**
 * Submits. Whatever becomes of it is in the envelope; thrown is only that the client could not be loaded.
 * @param {SubmitOptions} options
 * @returns {Promise<Envelope>}
 */
export async function submit(options) {
  try {
    const { onProgress, ...given } = only(options, [...ACCESS, ...ERRAND, "state", "onProgress"]);
    const pace = new Pace();
    /** @type {Envelope | undefined} */
    let envelope;
    await work("submit", given, (text) => {
      const progress = readEvent(text, pace);
      if (progress.event === "ended") envelope = progress.envelope;
      tell(onProgress, progress);
    });
    if (!envelope) throw new HoldoutError("INTERNAL", "A submission ended without an envelope.");
    return envelope;
  } catch (thrown) {
    return asEnvelope(thrown);
  }
}

/**
 * What a submission would do: the calls with their numbers, the least policy, commands of the AWS CLI. Nothing is sent, and
 * no credentials are needed.
 * @param {Access & Errand & {names?: {train: string, test: string}}} options `names`: of the files, as the commands should have them
 * @returns {Promise<SubmitPlan>}
 */
export async function plan(options) {
  const given = only(options, [...ACCESS, ...ERRAND, "names"]);
  const text = await work("plan", given);
  // A policy and what is sent have names that are not ours to change.
  const { policy, steps, ...rest } = JSON.parse(text);
  return { ...parseCamel(JSON.stringify(rest)), steps, policy };
}

/**
 * How far datasets are: training first.
 * @param {Access & {trainDatasetArn?: string, testDatasetArn?: string}} options
 * @returns {Promise<DatasetLook[]>}
 */
export async function look(options) {
  return parseCamel(await work("look", only(options, [...ACCESS, "trainDatasetArn", "testDatasetArn"])));
}

/**
 * The projects in a region, and their datasets.
 * @param {Access & {region: string}} options
 * @returns {Promise<Project[]>}
 */
export async function projects(options) {
  return parseCamel(await work("projects", only(options, ACCESS)));
}

/**
 * Makes a project, to upload to.
 * @param {Access & {region: string, projectName: string}} options
 * @returns {Promise<string>} its ARN
 */
export async function createProject(options) {
  return work("createProject", only(options, [...ACCESS, "projectName"]));
}

/**
 * Has a worker of its own do something.
 * @param {"submit" | "plan" | "look" | "projects" | "createProject"} kind
 * @param {{[option: string]: any}} given
 * @param {(text: string) => void} [hear]
 * @returns {Promise<string>}
 */
async function work(kind, { signal, credentials, split, endpoint, ...plain }, hear = () => {}) {
  if (signal?.aborted) throw cancelled("The submission");
  if (plain.mode === "upload" && !split) throw refused('"split" is missing: give a Split, or {train, test} as Blobs');
  const manifests = plain.mode === "upload" ? await manifestsOf(split) : undefined;
  const sizes = manifests && { train: manifests.train.size, test: manifests.test.size };
  const request = JSON.stringify({ ...plain, endpoint: endpoint === undefined ? undefined : String(endpoint), sizes });
  if (signal?.aborted) throw cancelled("The submission");
  const clerk = await Clerk.hire({ credentials, manifests, hear });
  try {
    return await clerk.ask(kind, request, signal);
  } finally {
    clerk.dismiss();
  }
}

/**
 * @param {any} split
 * @returns {Promise<Manifests>}
 */
async function manifestsOf(split) {
  const [train, test] = await Promise.all([split.train, split.test]);
  if (!(train instanceof Blob) || !(test instanceof Blob)) {
    throw refused('"split" is neither a Split nor {train, test} as Blobs');
  }
  return { train, test };
}

/**
 * @param {string} text
 * @param {Pace} pace
 * @returns {SubmitProgress}
 */
function readEvent(text, pace) {
  // An envelope and a state are handed on as they are: others read them too.
  const { envelope, state, ...rest } = JSON.parse(text);
  const event = parseCamel(JSON.stringify(rest));
  return { ...event, ...(envelope && { envelope }), state, sent: event.sent && pace.of(event.sent) };
}

/**
 * A listener that throws is reported, and doesn't spoil the work.
 * @param {((progress: SubmitProgress) => void) | undefined} listener
 * @param {SubmitProgress} progress
 */
function tell(listener, progress) {
  try {
    listener?.(progress);
  } catch (thrown) {
    globalThis.reportError?.(thrown);
  }
}

/** @param {string} message */
function refused(message) {
  return new HoldoutError("VALIDATION_ERROR", message);
}

/**
 * @param {unknown} thrown
 * @returns {Envelope}
 */
function asEnvelope(thrown) {
  const error = asHoldoutError(thrown);
  if (error.code === "WASM_UNAVAILABLE" || error.code === "INTERNAL" || error.code === "WORKER_TRAPPED") throw error;
  const code = error.code === "INVALID_OPTIONS" ? "VALIDATION_ERROR" : error.code;
  const message = error.hint ? `${error.message} ${error.hint}` : error.message;
  return { success: false, error: { code, message } };
}
