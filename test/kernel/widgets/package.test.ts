import assert from "node:assert/strict";
import { join, relative } from "node:path";
import { test } from "node:test";
import ts from "typescript";

const root = join(__dirname, "../../..");
const name = "@vae-cookbook/kernel/widgets";

for (const [kind, moduleResolution] of [
  ["node16, as the kernel has it", ts.ModuleResolutionKind.Node16],
  ["node10, as stock tslab has it", ts.ModuleResolutionKind.Node10],
] as const) {
  test(`TypeScript finds the types: ${kind}`, () => {
    const { resolvedModule } = ts.resolveModuleName(
      name,
      join(root, "notebooks", "cell.ts"),
      { moduleResolution, module: ts.ModuleKind.Node16 },
      ts.sys,
    );
    assert.equal(
      relative(root, resolvedModule?.resolvedFileName ?? ""),
      join("kernel", "dist", "widgets", "index.d.ts"),
    );
  });
}

test("Node finds the code", async () => {
  const path = require.resolve(name, { paths: [join(root, "notebooks")] });
  const widgets = (await import(path)) as { default: object };
  assert.deepEqual(Object.keys(widgets.default).sort(), [
    ...["button", "checkbox", "column", "customWidget", "dropdown", "html", "intSlider"],
    ...["jupyterDisplay", "label", "logSlider", "progress", "row", "slider", "text"],
  ]);
});
