import assert from "node:assert/strict";
import { test } from "node:test";
import { Vae } from "../../../lib/models";

test("a model before an engine is refused, rather than run on the slowest", () => {
  assert.throws(
    () => new Vae(),
    /Vae: no tensor engine has been started\. Call `await backend\(\)`/,
  );
});
