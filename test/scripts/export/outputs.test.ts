import assert from "node:assert/strict";
import { test } from "node:test";
import { Figures } from "../../../scripts/export/figures";
import { outputHtml } from "../../../scripts/export/outputs";
import type { Output } from "../../../scripts/runner/notebook";

const png = Buffer.from("png").toString("base64");
const vega = "application/vnd.vegalite.v5+json";
const widget = "application/vnd.jupyter.widget-view+json";

function html(data: Record<string, unknown>, metadata: object = {}): string {
  const output = { output_type: "display_data", data, metadata } as Output;
  return outputHtml(output, context());
}

function context() {
  return {
    ...{ figures: new Figures("03"), linkTo: () => "there.html" },
    render: (text: string) => `<p>${text}</p>`,
  };
}

test("a chart brings its spec, safe within a script, and its picture", () => {
  const spec = { title: "</script><b>" };
  const size = { "image/png": { width: 3, height: 2, alt: 'a "chart"' } };
  const chart = html({ [vega]: spec, "image/png": png, "text/plain": "c" }, size);
  const [, json] = /<script type="application\/json">(.*?)<\/script>/.exec(chart) ?? [];
  assert.deepEqual(JSON.parse(json!), spec);
  assert.match(
    chart,
    /<img src="figures\/03-1\.png" width="3" height="2" alt="a &#34;chart&#34;">/,
  );
  assert.match(chart, /^<figure class="chart" data-name="03-1">/);
});

test("a picture can be saved, and its text describes it", () => {
  const picture = html({ "image/png": [png], "text/plain": ["ten\n", "digits"] });
  assert.match(picture, /alt="ten\ndigits"/);
  assert.match(
    picture,
    /<a href="figures\/03-1\.png" download="03-1\.png">Save picture 1 \(PNG\)<\/a>/,
  );
});

test("a widget leaves what it brought for pages without a kernel", () => {
  const view = { [widget]: { model_id: "1" } };
  assert.match(html({ ...view, "image/png": png, "text/plain": "t" }), /<img /);
  assert.match(html({ ...view, "text/html": "<i>h</i>", "text/plain": "t" }), /<i>h<\/i>/);
  assert.match(html({ ...view, "text/plain": "a < b" }), /<pre class="text">a &#60; b<\/pre>/);
  assert.equal(html(view), "");
});

test("HTML gets the site's links, Markdown is rendered", () => {
  assert.match(html({ "text/html": '<a href="x">y</a>' }), /<a href="there\.html">y<\/a>/);
  assert.equal(html({ "text/markdown": "*a*", "text/plain": "a" }), "<p>*a*</p>");
});

test("what is printed is shown without its terminal colours; an error by its message", () => {
  const stream = { output_type: "stream", name: "stdout", text: ["\u001b[31ma <\n", "b\n"] };
  assert.equal(outputHtml(stream as Output, context()), '<pre class="text">a &#60;\nb</pre>');
  const error = { output_type: "error", ename: "RangeError", evalue: "beta < 0", traceback: [] };
  assert.match(outputHtml(error as Output, context()), /RangeError: beta &#60; 0/);
});
