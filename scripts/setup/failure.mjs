/** A step that cannot go on: what happened, and what the reader can do about it. */
export class SetupError extends Error {
  /**
   * @param {string} what
   * @param {string} remedy
   * @param {{ output?: readonly string[], log?: string }} [options]
   *   output: the last lines a tool printed; log: where all of them are, if not in the set-up's own
   */
  constructor(what, remedy, { output = [], log } = {}) {
    super(what);
    this.name = "SetupError";
    this.remedy = remedy;
    this.output = output;
    this.log = log;
  }
}

/** The reader pressed Ctrl-C. */
export class Interrupted extends Error {}

const unreachable = "The package servers cannot be reached";
const network =
  "The steps that are done are kept: run the same command again once the network is back.";

/** Symptoms in what npm, pip and the system print, the more telling ones first. */
const symptoms = [
  {
    sign: /ENOSPC|No space left on device|not enough space/i,
    what: "The disk is full",
    remedy: "Free about 3 GB (1 GB with --light), then run the same command again.",
  },
  {
    sign: /DO NOT MATCH THE HASHES|EINTEGRITY/,
    what: "A downloaded package is not the one that is locked",
    remedy:
      "A cache or a company mirror may have delivered a damaged or changed file. " +
      "Run `npm cache verify` and `python3 -m pip cache purge`, then the same command again.",
  },
  {
    sign: /407 Proxy Authentication|Proxy Authentication Required/i,
    what: "The proxy wants a user name and a password",
    remedy: "Set HTTPS_PROXY=http://user:password@host:port, then run the same command again.",
  },
  {
    sign: /CERTIFICATE_VERIFY_FAILED|SELF_SIGNED_CERT|UNABLE_TO_(GET_ISSUER_CERT|VERIFY_LEAF)|unable to (get local issuer|verify the first)|self[- ]signed certificate|CERT_HAS_EXPIRED/i,
    what: "A server's certificate is not trusted",
    remedy:
      "A company proxy probably signs with a certificate of its own. Point NODE_EXTRA_CA_CERTS (for npm) and " +
      "PIP_CERT (for pip) at its .pem file; if the clock of this machine is wrong, set it.",
  },
  {
    sign: /ProxyError|Cannot connect to proxy|tunneling socket|proxy.*(refused|ECONNREFUSED)/i,
    what: "The proxy does not answer",
    remedy:
      "HTTPS_PROXY, HTTP_PROXY and npm's `proxy` settings name the proxy: correct them, or unset them where no proxy is needed.",
  },
  {
    sign: /EAI_AGAIN|ENOTFOUND|getaddrinfo|name resolution|Name or service not known|nodename nor servname|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|NewConnectionError|ConnectTimeout|ReadTimeout|IncompleteRead|Connection (refused|reset|aborted|broken)|Network is unreachable/i,
    what: unreachable,
    remedy: `Is there a network? Behind a proxy, set HTTPS_PROXY=http://host:port. ${network}`,
  },
  {
    sign: /EUSAGE|are in sync/,
    what: "package.json and package-lock.json do not belong together",
    remedy: "Undo the change to package.json, or run `npm install` to lock it.",
  },
  {
    sign: /EACCES|EPERM|Permission denied|EROFS|Read-only file system/i,
    what: "A file may not be written",
    remedy:
      "An earlier run with sudo may have left files that belong to root: give the checkout back to yourself, and do not use sudo.",
  },
  {
    sign: /No matching distribution found/,
    what: "A locked package is not offered for this Python or this platform",
    remedy:
      "Use a Python from 3.10 to 3.14 (PYTHON=/path/to/python names one); behind a company mirror, ask whether it is complete.",
  },
];

/**
 * What a failed tool's output means for the reader.
 *
 * @param {string} tool    such as "npm"
 * @param {readonly string[]} output its last lines
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {SetupError}
 */
export function explain(tool, output, env = process.env) {
  const text = output.join("\n");
  const found = symptoms.find(({ sign }) => sign.test(text));
  const tail = output
    .filter(
      (line) =>
        !/^\s*$|^(npm (error|notice))?\s*$|^Ignoring |^npm notice|Retry\(total=[1-9]/.test(line),
    )
    .slice(-8);
  const proxy = proxyOf(env);
  if (found?.what === unreachable && proxy !== undefined) {
    return new SetupError(
      `The package servers cannot be reached through the proxy ${proxy} (said by ${tool})`,
      "HTTPS_PROXY and HTTP_PROXY name it: correct them, or unset them where no proxy is needed.",
      { output: tail },
    );
  }
  return found === undefined
    ? new SetupError(
        `${tool} failed`,
        "Its last lines are above. If running the same command again does not help, delete node_modules and .venv first.",
        { output: tail },
      )
    : new SetupError(`${found.what} (said by ${tool})`, found.remedy, { output: tail });
}

/**
 * The proxy that the environment names, without a password.
 *
 * @param {NodeJS.ProcessEnv} env
 */
function proxyOf(env) {
  const proxy = env.HTTPS_PROXY ?? env.https_proxy ?? env.HTTP_PROXY ?? env.http_proxy;
  return proxy?.replace(/\/\/[^@/]*@/, "//");
}
