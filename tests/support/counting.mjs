/** A way to a server that counts what comes back through it: every byte, of whichever worker, headers included. */

import { once } from "node:events";
import { connect, createServer } from "node:net";

/** @param {string} url of the server */
export async function counting(url) {
  const { hostname, port } = new URL(url);
  let bytes = 0;
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    upstream.on("data", (data) => (bytes += data.length));
    client.pipe(upstream).pipe(client);
    // A browser that closes in the middle is nothing to us.
    for (const end of [client, upstream]) end.on("error", () => (client.destroy(), upstream.destroy()));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { url: `http://127.0.0.1:${server.address().port}`, bytes: () => bytes, close: () => server.close() };
}
