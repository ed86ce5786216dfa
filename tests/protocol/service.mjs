// A local service for a test: started on a free port, with a key pair of its own, ended with the test.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

export const KEYS = { accessKeyId: "AKIDTEST", secretAccessKey: "test-secret-key" };
export const REGION = "us-east-1";

/** Those of every local service, unless others are chosen. */
export const DEVELOPMENT_KEYS = { accessKeyId: "HOLDOUTLOCALACCESSKEY", secretAccessKey: "holdout-local-secret-key" };

/** Starts `holdout serve`; resolves when it listens. */
export function serve(...options) {
  return start(options.includes("--no-auth") ? [] : ["--access-key", KEYS.accessKeyId, "--secret-key", KEYS.secretAccessKey], options);
}

/** The same with the keys that it has of itself. */
export const serveWithDevelopmentKeys = (...options) => start([], options);

async function start(keys, options) {
  const listen = options.includes("--listen") ? [] : ["--listen", "127.0.0.1:0"];
  const child = spawn(process.env.HOLDOUT_BIN, ["serve", ...listen, ...keys, ...options], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let errors = "";
  child.stderr.on("data", (text) => (errors += text));
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([
    once(lines, "line").then(([line]) => line),
    once(child, "exit").then(([code]) => Promise.reject(new Error(`holdout serve ended with ${code}: ${errors}`))),
  ]);
  child.stdout.resume();
  const url = /http:\/\/[0-9.:]+/.exec(first)[0];
  const ended = once(child, "exit");
  return {
    url,
    child,
    /** What AWS's own tools read. */
    environment: {
      ...process.env,
      AWS_ENDPOINT_URL_REKOGNITION: url,
      AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
      AWS_DEFAULT_REGION: REGION,
      AWS_REGION: REGION,
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_CONFIG_FILE: "/dev/null",
      AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    },
    async end(signal = "SIGTERM") {
      child.kill(signal);
      await ended;
    },
  };
}

/** Runs a test with a service. */
export function withService(options, test) {
  return async (context) => {
    const service = await serve(...options);
    try {
      await test(service, context);
    } finally {
      await service.end();
    }
  };
}

/** A line of a manifest, as compact as the service writes it. */
export function line(image, label = `label-${image % 3}`) {
  return JSON.stringify({
    "source-ref": `s3://bucket/${image}.jpg`,
    kind: 1,
    "kind-metadata": {
      "class-name": label,
      confidence: 1,
      "human-annotated": "yes",
      "creation-date": "2024-05-31T09:30:00",
      type: "groundtruth/image-classification",
    },
  });
}
