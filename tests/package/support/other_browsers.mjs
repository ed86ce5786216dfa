/**
 * Browsers that are not Chromium, as far as this machine has them: Firefox by WebDriver BiDi, and the WebKit of GTK by
 * WebDriver, on a screen that nobody sees. Both with the same few verbs.
 */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants } from "node:fs";
import { createServer } from "node:net";
import { delimiter, join } from "node:path";
import puppeteer from "puppeteer-core";

const PATIENCE_MS = 120_000;

/** Where a program is. */
function find(...names) {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    for (const name of names) {
      try {
        accessSync(join(folder, name), constants.X_OK);
        return join(folder, name);
      } catch {
        // Elsewhere, or nowhere.
      }
    }
  }
  return undefined;
}

/**
 * @typedef {object} Tab
 * @property {(url: string) => Promise<unknown>} goto
 * @property {(selector: string, path: string) => Promise<unknown>} choose puts a file into an input
 * @property {(work: (...args: any[]) => any, ...args: any[]) => Promise<any>} evaluate as Playwright has it
 * @property {() => Promise<unknown>} close
 */

/**
 * By name: how it is started and how many tries it has, or what is missing for it.
 * @type {Record<string, {missing: string | false, launch: () => Promise<Tab>, tries: number}>}
 */
export const BROWSERS = {
  Firefox: {
    missing: !find("firefox-esr", "firefox") && "there is no Firefox here (Debian's firefox-esr)",
    launch: firefox,
    tries: 1,
  },
  WebKit: {
    missing: !(find("WebKitWebDriver") && find("Xvfb")) && "there is no WebKit with a driver here (Debian's webkit2gtk-driver and xvfb)",
    launch: webkit,
    tries: 2,
  },
};

async function firefox() {
  const browser = await puppeteer.launch({ browser: "firefox", executablePath: find("firefox-esr", "firefox"), protocolTimeout: PATIENCE_MS, timeout: PATIENCE_MS });
  const page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  return {
    goto: (url) => page.goto(url),
    choose: async (selector, path) => (await page.waitForSelector(selector)).uploadFile(path),
    evaluate: (work, ...args) => page.evaluate(work, ...args),
    close: () => browser.close(),
  };
}

async function webkit() {
  const screen = spawn("Xvfb", ["-displayfd", "3", "-nolisten", "tcp"], { stdio: ["ignore", "ignore", "ignore", "pipe"] });
  const [display] = await once(screen.stdio[3], "data");
  const port = await freePort();
  const driver = spawn("WebKitWebDriver", [`--port=${port}`], { stdio: "ignore", env: { ...process.env, DISPLAY: `:${String(display).trim()}`, GDK_BACKEND: "x11" } });
  const end = () => [driver, screen].forEach((program) => program.kill());
  const ask = async (method, path, body) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, body: body && JSON.stringify(body) });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`WebKit: ${value.message || value.error}`);
    return value;
  };
  try {
    await listening(() => ask("GET", "/status"));
    const { sessionId } = await ask("POST", "/session", { capabilities: {} });
    const session = `/session/${sessionId}`;
    await ask("POST", `${session}/timeouts`, { script: PATIENCE_MS, pageLoad: PATIENCE_MS, implicit: 10_000 });
    return {
      goto: (url) => ask("POST", `${session}/url`, { url }),
      async choose(selector, path) {
        const [id] = Object.values(await ask("POST", `${session}/element`, { using: "css selector", value: selector }));
        await ask("POST", `${session}/element/${id}/value`, { text: path });
      },
      async evaluate(work, ...args) {
        const script = `
          const [args, done] = arguments;
          (async () => (${work})(...args))().then((value) => done({ value }), (error) => done({ error: \`\${error}\\n\${error?.code ?? ""} \${error?.hint ?? ""}\\n\${error?.stack ?? ""}\` }));`;
        const { value, error } = await ask("POST", `${session}/execute/async`, { script, args: [args] });
        if (error) throw new Error(error);
        return value;
      },
      close: () => ask("DELETE", session).finally(end),
    };
  } catch (error) {
    end();
    throw error;
  }
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/** Asks until there is an answer. */
async function listening(ask) {
  for (const deadline = Date.now() + PATIENCE_MS; ; ) {
    try {
      return await ask();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
