import assert from "node:assert/strict";
import { test } from "node:test";
import { expectNoneSwallowed } from "../../../scripts/runner/swallowed";

test("a flag that npm took for its own is named, with what to write", () => {
  const flags = ["full", "time-limit"];
  expectNoneSwallowed("npm run score", flags, [], { npm_config_loglevel: "warn" });
  assert.throws(() => {
    expectNoneSwallowed("npm run score", flags, ["--full"], { npm_config_time_limit: "true" });
  }, /RangeError: npm kept --time-limit for itself[^]*`npm run score -- … --time-limit`/);
  assert.throws(() => {
    expectNoneSwallowed("npm run execute", ["batchSize"], [], { npm_config_batchsize: "5" });
  }, /npm kept --batchSize for itself/);
  // npm run score --time-limit=9 -- submitted --time-limit=600
  const words = ["submitted", "--time-limit=600"];
  expectNoneSwallowed("npm run score", flags, words, { npm_config_time_limit: "9" });
});
