import { button, chooser, decimal, element, explorerRoot, labelled } from "./elements.mjs";
import { drawingField } from "./drawingField.mjs";
import { kernelLink, whenQuiet } from "./kernelLink.mjs";
import { bytesOf, floatsOf, picture } from "./picture.mjs";
import { codesLayer, planeView } from "./planeView.mjs";
import { posteriorView } from "./posteriorView.mjs";

const idle = "No kernel answers: this is an example. Run the cell to draw.";

/** @param {{ model: import("./elements.mjs").PageModel, el: HTMLElement }} page */
function renderDrawing({ model, el }) {
  const imageSize = { height: model.get("height"), width: model.get("width") };
  const pixels = imageSize.height * imageSize.width;
  const { names, pixels: examplePixels } = model.get("examples");
  const average = model.get("average");
  const spoken = element("p", { class: "spoken", role: "status" });
  const speak = whenQuiet(600, (/** @type {string} */ text) => {
    spoken.textContent = text;
  });

  const seen = picture(imageSize, {
    label: "the drawing as the model gets it",
    caption: "as the model gets it, x",
    kind: "medium",
  });
  const mean = picture(imageSize, {
    label: "decoded from the mean",
    caption: "decoded from the mean of q(z|x)",
    kind: "medium",
  });
  const samples = Array.from({ length: model.get("draws") }, (_, i) =>
    picture(imageSize, { label: `decoded from draw ${i + 1}`, kind: "small" }),
  );
  const posterior = posteriorFigure(model);
  const terms = element("table", { class: "terms" });
  /** @type {(name: string, rate: number, distortion: number) => HTMLTableRowElement} */
  const row = (name, rate, distortion) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, name),
      ...[rate, distortion, rate + distortion].map((value) => element("td", {}, decimal(value, 1))),
    );
  const columns = ["in nats", "rate", "distortion", "negative ELBO"];
  const head = element("tr", {}, ...columns.map((name) => element("th", { scope: "col" }, name)));

  /** @type {(content: any, buffers: readonly Uint8Array[]) => void} */
  const show = (content, [x, reconstruction, ...drawn]) => {
    seen.draw(x ?? []);
    mean.draw(reconstruction ?? []);
    samples.forEach((sample, i) => sample.draw(drawn[i] ?? []));
    posterior.draw(content.mean, content.deviation);
    terms.replaceChildren(
      head,
      row("this image", content.rate, content.distortion),
      ...(average ? [row(`${average.name}, mean`, average.rate, average.distortion)] : []),
    );
    speak(
      `Rate ${decimal(content.rate, 1)} nats, distortion ${decimal(content.distortion, 1)} nats.`,
    );
  };

  const root = explorerRoot("draw a digit");
  const link = kernelLink(model, root, { idle, onAnswer: show });
  const drawing = drawingField({
    say: (text) => {
      spoken.textContent = text;
    },
    onChange: () => {
      choose.value = "";
      const { bytes, content } = drawing.ink();
      link.ask(content, [bytes]);
    },
  });
  /** @param {number} at */
  const startFrom = (at) => {
    const bytes = bytesOf(examplePixels).slice(at * pixels, (at + 1) * pixels);
    seen.draw(bytes);
    drawing.show(seen.canvas);
    link.ask({}, [bytes.buffer]);
  };
  const choose = chooser(names, startFrom);
  const clear = button("clear", () => {
    choose.value = "";
    drawing.clear();
    link.ask(drawing.ink().content, [drawing.ink().bytes]);
  });
  const controls = element("div", { class: "controls" }, clear);
  if (names.length > 0) controls.append(labelled("or an example", choose));

  const left = element(
    "div",
    { class: "side" },
    element("p", { class: "heading" }, "Draw a digit here"),
    drawing.frame,
    controls,
  );
  const right = element(
    "div",
    { class: "results" },
    element("div", { class: "row" }, seen.figure, mean.figure),
    element("p", { class: "heading" }, "decoded from draws from q(z|x)"),
    element("div", { class: "row" }, ...samples.map(({ figure }) => figure)),
    posterior.figure,
    terms,
  );
  root.append(element("div", { class: "panes" }, left, right), link.note, spoken);
  el.append(root);
  const first = model.get("first");
  show(first, first.images.map(bytesOf));
  if (names.length > 0) startFrom(0);
  else link.ask(drawing.ink().content, [drawing.ink().bytes]);
  return link.stop;
}

/**
 * The posterior in the plane, where the code is one, or a column for each dimension.
 *
 * @param {import("./elements.mjs").PageModel} model
 * @returns {{ figure: HTMLElement, draw: (mean: number[], deviation: number[]) => void }}
 */
function posteriorFigure(model) {
  const codes = model.get("codes");
  if (model.get("latent") !== 2 || codes.labels.byteLength === 0)
    return posteriorView(model.get("order"));
  const range = Math.max(3, Math.ceil(Math.max(...floatsOf(codes.means).map(Math.abs))));
  const options = { range, size: 260, label: "" };
  const plane = planeView(options);
  plane.add(codesLayer(codes, options));
  const caption = element(
    "figcaption",
    {},
    "q(z|x) in the plane: mean, and ± 1 standard deviation",
  );
  const cloud = element("div", { class: "cloud", "aria-hidden": "true" });
  plane.square.append(cloud);
  return {
    figure: element("figure", { class: "picture" }, plane.view, caption),
    draw(mean, deviation) {
      plane.mark(mean);
      const [m1 = 0, m2 = 0, s1 = 0, s2 = 0] = [...mean, ...deviation];
      Object.assign(cloud.style, {
        left: `${50 + (50 * (m1 - s1)) / range}%`,
        bottom: `${50 + (50 * (m2 - s2)) / range}%`,
        width: `${(100 * s1) / range}%`,
        height: `${(100 * s2) / range}%`,
      });
      const words = mean.map(
        (m, j) => `z${j + 1} ${decimal(m, 2)} ± ${decimal(deviation[j] ?? 0, 2)}`,
      );
      plane.square.setAttribute("aria-label", `Posterior in the plane: ${words.join(", ")}`);
    },
  };
}

export default { render: renderDrawing };
