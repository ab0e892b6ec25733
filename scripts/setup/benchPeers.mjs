import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import { requireSpace } from "./disk.mjs";
import { Interrupted } from "./failure.mjs";
import { pip } from "./pip.mjs";
import { hashOf, stamp } from "./stamps.mjs";

/**
 * @typedef {object} Peer
 * @property {string} title
 * @property {string} requirements the lock file, below the checkout
 * @property {string} proof        a file below its folder that is there when it is installed
 * @property {number} megabytes    on disk
 */

/** @type {Record<string, Peer>} by the name of their folder in `.venv/bench` */
const peers = {
  deno: {
    title: "Deno",
    requirements: "bench/kernel/requirements.txt",
    proof: "bin/deno",
    megabytes: 100,
  },
  pytorch: {
    title: "PyTorch",
    requirements: "bench/peers/pytorch.txt",
    proof: "torch/__init__.py",
    megabytes: 900,
  },
  jax: {
    title: "JAX",
    requirements: "bench/peers/jax.txt",
    proof: "jax/__init__.py",
    megabytes: 600,
  },
};

/** @type {Record<string, readonly string[]>} what each benchmark compares with, beside what is here already */
const peersOf = { kernel: ["deno"], protocol: ["deno"], engines: ["pytorch", "jax"] };

/**
 * The peers of one benchmark, each in a folder of its own below `.venv/bench`. Where one cannot be had the benchmark
 * goes without it and says so. Only `npm run bench` installs them.
 *
 * @param {import("./paths.mjs").Paths} paths
 * @param {string | boolean} [benchmark] kernel, protocol or engines; true: kernel
 * @returns {import("./setUp.mjs").SetupStep}
 */
export function benchPeers(paths, benchmark = "kernel") {
  const wanted = (peersOf[String(benchmark)] ?? peersOf.kernel ?? []).map((name) =>
    installation(paths, name, /** @type {Peer} */ (peers[name])),
  );
  return {
    title: `${wanted.map(({ title }) => title).join(" and ")}, to compare with`,
    isDone: () => wanted.every((peer) => peer.isDone()),
    async work(step) {
      /** @type {string[]} */
      const leftOut = [];
      for (const peer of wanted) {
        if (peer.isDone()) continue;
        step.update(peer.title);
        if (!(await peer.install())) leftOut.push(peer.title);
      }
      return leftOut.length === 0
        ? undefined
        : `left out, not to be had here: ${leftOut.join(", ")}`;
    },
  };
}

/**
 * @param {import("./paths.mjs").Paths} paths
 * @param {string} name
 * @param {Peer} peer
 */
function installation(paths, name, { title, requirements, proof, megabytes }) {
  const folder = path.join(paths.venv, "bench", name);
  const lock = path.join(paths.root, requirements);
  const inputs = hashOf({ texts: [process.platform, process.arch], files: [lock] });
  const done = stamp(paths.stamps, `bench-${name}`, inputs);
  const args = ["install", "--require-hashes", "--no-deps", "--progress-bar", "off"];
  // Their files are read, and what is no package for this machine is not built.
  const target = ["--only-binary", ":all:", "--target", folder, "-r", lock];
  return {
    title,
    isDone: () => done.isDone() && existsSync(path.join(folder, proof)),
    /** @returns whether it is there now */
    async install() {
      done.clear();
      try {
        requireSpace(paths.root, megabytes, { what: title });
        rmSync(folder, { recursive: true, force: true });
        const { code } = await pip(paths, [...args, ...target]);
        if (code === 0) {
          done.markDone();
          return true;
        }
      } catch (error) {
        if (error instanceof Interrupted) throw error;
      }
      rmSync(folder, { recursive: true, force: true });
      return false;
    },
  };
}
