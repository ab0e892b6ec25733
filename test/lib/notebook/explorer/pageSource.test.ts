import assert from "node:assert/strict";
import { test } from "node:test";
import { pageFile, pageSource } from "../../../../lib/notebook/explorer/pageSource";

for (const entry of ["latentPlane.mjs", "latentSliders.mjs", "drawDigit.mjs"]) {
  test(`${entry} becomes one module with a default export`, async () => {
    const source = pageSource(entry);
    assert.doesNotMatch(source, /^import /m, "an import is left");
    assert.doesNotMatch(source, /^\s*\/\*\*[^]*?\*\/\n/m, "a comment is left");
    // A name that two files declare would be a SyntaxError here.
    const address = `data:text/javascript,${encodeURIComponent(source)}`;
    const page = (await import(address)) as { default: { render: unknown } };
    assert.equal(typeof page.default.render, "function");
    assert.deepEqual(Object.keys(page), ["default"]);
  });
}

test("what is shared is there once", () => {
  const source = pageSource("drawDigit.mjs");
  assert.equal(source.match(/^function kernelLink\b/gm)?.length, 1);
  assert.equal(source.match(/^function element\b/gm)?.length, 1);
});

test("the style sheet touches nothing but the explorers", () => {
  const selectors = [...pageFile("explorer.css").matchAll(/([^{}]+)\{/g)].flatMap(([, list]) =>
    list!.split(","),
  );
  for (const selector of selectors) assert.match(selector.trim(), /^\.vae-explorer\b/);
});
