import assert from "node:assert/strict";
import { test } from "node:test";
import { compile, type TopLevelSpec } from "vega-lite";
import { PNG } from "pngjs";
import { parse, View, Warn } from "vega";
import { frames, imageGrid } from "../../../lib/plots";
import { mimeBundle } from "../../../lib/notebook/mime";

const dark = imageGrid(new Float32Array(16), { height: 4, width: 4 });
const light = imageGrid(new Float32Array(16).fill(1), { height: 4, width: 4 });
const options = { name: "log₂ β", values: [-1, 1], titles: ["β = ½", "β = 2"], first: 1 };

test("the slider chooses the image and its title", async () => {
  const message = mimeBundle(frames([dark, light], options));
  const spec = message.data["application/vnd.vegalite.v5+json"] as TopLevelSpec;
  const view = new View(parse(compile(spec).spec), { renderer: "none", logLevel: Warn });
  await view.runAsync();
  const shown = async (value: number) => {
    await view.signal("frame", value).runAsync();
    const svg = await view.toSVG();
    return {
      image: /href="(data:image\/png;base64,[^"]+)"/.exec(svg)?.[1],
      title: svg.includes("β = 2") ? "β = 2" : svg.includes("β = ½") ? "β = ½" : "",
    };
  };
  const [one, two] = [await shown(-1), await shown(1)];
  assert.equal(one.title, "β = ½");
  assert.equal(two.title, "β = 2");
  assert.ok(one.image && two.image && one.image !== two.image);
});

test("the picture for pages without Vega shows the first image", () => {
  const blacks = (first: number) => {
    const { data } = mimeBundle(frames(large, { ...options, first }));
    const png = PNG.sync.read(Buffer.from(data["image/png"] as string, "base64"));
    return png.data.filter((value, i) => i % 4 === 0 && value < 20).length;
  };
  const large = [0, 1].map((grey) => imageGrid([grey], { height: 1, width: 1, scale: 50 }));
  assert.ok(blacks(-1) > blacks(1) + 5000, "50 × 50 px, twice as dense in the file");
});

test("refuses what a slider cannot show", () => {
  assert.throws(() => frames([dark], options), RangeError);
  assert.throws(() => frames([], { ...options, values: [], titles: [] }), RangeError);
  const uneven = { name: "β", values: [0, 1, 3], titles: ["a", "b", "c"] };
  assert.throws(() => frames([dark, dark, dark], uneven), /frames: values are 0, 1, 3/);
  assert.throws(() => frames([dark, light], { ...options, first: 0 }), /use one of -1, 1/);
  const large = imageGrid(new Float32Array(64), { height: 8, width: 8 });
  assert.throws(() => frames([dark, large], options), /Make them the same size/);
});
