import assert from "node:assert/strict";
import { isAbsolute, join } from "node:path";
import { test } from "node:test";
import { cacheFolder } from "../../../lib/backend/cacheFolder";

test("the user's cache folder, unless the settings name another", async () => {
  const before = process.env["VAE_COOKBOOK_CACHE"];
  Reflect.deleteProperty(process.env, "VAE_COOKBOOK_CACHE");
  const folder = await cacheFolder();
  assert.ok(isAbsolute(folder));
  assert.match(folder, /vae-cookbook/);
  process.env["VAE_COOKBOOK_CACHE"] = "/somewhere/else";
  assert.equal(await cacheFolder("a", "b"), join("/somewhere/else", "a", "b"));
  if (before === undefined) Reflect.deleteProperty(process.env, "VAE_COOKBOOK_CACHE");
  else process.env["VAE_COOKBOOK_CACHE"] = before;
});
