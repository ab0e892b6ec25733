import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load";

type Packages = Record<
  string,
  { version?: string; link?: boolean; optional?: boolean; os?: string[]; cpu?: string[] }
>;
const npmPackages = load<{ agree: (locked: Packages, installed: Packages) => boolean }>(
  "npmPackages.mjs",
);

const locked: Packages = {
  "": { version: "0.1.0" },
  lib: { version: "0.1.0" },
  "node_modules/vae-cookbook": { link: true },
  "node_modules/vega": { version: "5.33.0" },
  "node_modules/other-system": { version: "1.0.0", optional: true, os: ["aix"] },
};

const cases: [name: string, installed: Packages, expected: boolean][] = [
  ["the locked ones", { "node_modules/vega": { version: "5.33.0" } }, true],
  ["nothing", {}, false],
  ["another version", { "node_modules/vega": { version: "5.32.0" } }, false],
  ["one is missing", { "node_modules/vega-lite": { version: "5.23.0" } }, false],
  [
    "another system's binaries",
    {
      "node_modules/vega": { version: "5.33.0" },
      "node_modules/other-system": { version: "1.0.0", os: ["aix"] },
    },
    false,
  ],
  [
    "a package for all but Windows",
    { "node_modules/vega": { version: "5.33.0" }, "node_modules/x": { os: ["!aix"] } },
    true,
  ],
];

for (const [name, installed, expected] of cases) {
  test(`npm packages installed: ${name}`, async () => {
    assert.equal((await npmPackages).agree(locked, installed), expected);
  });
}
