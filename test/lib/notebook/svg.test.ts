import assert from "node:assert/strict";
import { test } from "node:test";
import { parse, View } from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import { bar, beside, heatmap, line } from "../../../lib/plots";
import { chartSvg, font } from "../../../lib/notebook/svg";

const charts = {
  line: line(
    [
      { name: "a", x: [1, 2, 3], y: [1, 4, 9] },
      { name: "b", x: [1, 2, 3], y: [3, 2, 1] },
    ],
    { x: "x", y: "y", title: "Two lines" },
  ),
  heatmap: heatmap({ x: [0, 1], y: [0, 1], z: [1, 2, 3, 4] }),
  beside: beside([bar(["a"], [1]), bar(["b"], [2])]),
};

for (const [name, figure] of Object.entries(charts)) {
  test(`drawing at once gives what Vega's promise gives: ${name}`, async () => {
    const ours = chartSvg(figure); // first, since it also sets the text widths
    const { spec } = compile(figure.spec as unknown as TopLevelSpec, {
      config: { font, background: "white" },
    });
    const theirs = await new View(parse(spec), { renderer: "none" }).toSVG();
    const anonymous = (svg: string) => svg.replace(/(clip|gradient_)\d+/g, "$1");
    assert.equal(anonymous(ours), anonymous(theirs));
  });
}
