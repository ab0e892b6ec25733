import assert from "node:assert/strict";
import { test } from "node:test";
import { load, type SetupFailure } from "./load";

interface Failure {
  explain: (tool: string, output: string[], env?: NodeJS.ProcessEnv) => SetupFailure;
}
const failure = load<Failure>("failure.mjs");

// What npm and pip really print.
const symptoms: [name: string, line: string, what: RegExp, remedy: RegExp][] = [
  [
    "no network, npm",
    "npm error request to https://host/zod failed, reason: getaddrinfo EAI_AGAIN host",
    /cannot be reached/,
    /network/,
  ],
  [
    "no network, pip",
    "ERROR: No matching distribution found for anyio\n" +
      "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError(\"[Errno -3] Temporary failure in name resolution\")'",
    /cannot be reached/,
    /network/,
  ],
  ["disk, npm", "npm error code ENOSPC", /disk is full/, /Free about 3 GB/],
  ["disk, pip", "ERROR: [Errno 28] No space left on device", /disk is full/, /Free about 3 GB/],
  [
    "hash",
    "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.",
    /not the one that is locked/,
    /cache purge/,
  ],
  ["integrity", "npm error code EINTEGRITY", /not the one that is locked/, /cache verify/],
  [
    "certificate, pip",
    "SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate'))",
    /not trusted/,
    /PIP_CERT/,
  ],
  [
    "certificate, npm",
    "npm error code UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
    /not trusted/,
    /NODE_EXTRA_CA_CERTS/,
  ],
  [
    "proxy password",
    "ProxyError('Unable to connect to proxy', OSError('Tunnel connection failed: 407 Proxy Authentication Required'))",
    /user name/,
    /user:password/,
  ],
  [
    "lock",
    "npm error `npm ci` can only install packages when your package.json and package-lock.json are in sync.",
    /do not belong together/,
    /npm install/,
  ],
  [
    "rights",
    "ERROR: Could not install packages due to an OSError: [Errno 13] Permission denied: '/x'",
    /may not be written/,
    /sudo/,
  ],
  [
    "no wheel",
    "ERROR: No matching distribution found for pyzmq==27",
    /not offered for this Python/,
    /PYTHON=/,
  ],
];

for (const [name, line, what, remedy] of symptoms) {
  test(`says what happened and what to do: ${name}`, async () => {
    const error = (await failure).explain("the tool", line.split("\n"), {});
    assert.match(error.message, what);
    assert.match(error.message, /the tool/);
    assert.match(error.remedy, remedy);
  });
}

test("names the proxy that does not answer, without its password", async () => {
  const env = { HTTPS_PROXY: "http://me:secret@proxy:3128" };
  const error = (await failure).explain("npm", ["connect ECONNREFUSED 127.0.0.1:3128"], env);
  assert.match(error.message, /through the proxy http:\/\/proxy:3128/);
  assert.doesNotMatch(error.message + error.remedy, /secret/);
});

test("shows the last lines of a failure that it does not know", async () => {
  const output = Array.from({ length: 100 }, (_, line) => `line ${line}`);
  const error = (await failure).explain("pip", [...output, "npm notice", ""], {});
  assert.equal(error.message, "pip failed");
  assert.deepEqual(error.output, output.slice(-8));
});
