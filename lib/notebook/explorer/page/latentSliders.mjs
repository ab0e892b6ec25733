import { button, chooser, decimal, element, explorerRoot, freshId, labelled } from "./elements.mjs";
import { kernelLink, placeKeeper, whenQuiet } from "./kernelLink.mjs";
import { bytesOf, floatsOf, picture } from "./picture.mjs";

const idle =
  "No kernel answers, so the image does not follow the sliders. Run the cell to explore.";

/** @param {{ model: import("./elements.mjs").PageModel, el: HTMLElement }} page */
function renderSliders({ model, el }) {
  const imageSize = { height: model.get("height"), width: model.get("width") };
  const pixels = imageSize.height * imageSize.width;
  const [rates, order] = [model.get("rates"), /** @type {number[]} */ (model.get("order"))];
  const { names, codes, pixels: originals, decoded } = model.get("examples");
  const exampleCodes = floatsOf(codes);
  const range = model.get("range");
  let z = /** @type {number[]} */ (model.get("z")).slice();

  const digit = picture(imageSize, { label: "decoded image", caption: "decoded", kind: "large" });
  const original = picture(imageSize, {
    label: "original image",
    caption: "image",
    kind: "medium",
  });
  const spoken = element("p", { class: "spoken", role: "status" });
  const speak = whenQuiet(400, (/** @type {string} */ text) => {
    spoken.textContent = text;
  });
  const keep = placeKeeper(model);

  /** @type {{ set: (value: number) => void }[]} by dimension */
  const sliders = [];
  const rows = order.map((dimension) => {
    const id = freshId("slider");
    const attributes = { id, type: "range", min: -range, max: range, step: 0.05 };
    const slider = element("input", attributes);
    const readout = element("output", { for: id });
    const label = element("label", { for: id }, `z${dimension + 1}`);
    label.append(element("span", { class: "rate" }, ` ${decimal(rates[dimension], 2)} nats`));
    sliders[dimension] = {
      set(value) {
        slider.value = String(value);
        readout.textContent = decimal(value, 2);
      },
    };
    slider.addEventListener("input", () => {
      z[dimension] = Number(slider.value);
      readout.textContent = decimal(Number(slider.value), 2);
      choose.value = "";
      show();
    });
    return element("div", { class: "slider" }, label, slider, readout);
  });
  const shown = model.get("shown");
  const list = element("div", { class: "sliders" }, ...rows.slice(0, shown));
  if (rows.length > shown) {
    const summary = element("summary", {}, `all ${rows.length} dimensions`);
    list.append(element("details", {}, summary, ...rows.slice(shown)));
  }

  const root = explorerRoot("latent sliders");
  const link = kernelLink(model, root, {
    idle,
    onAnswer: (content, [image], question) => {
      if (image === undefined) return;
      digit.draw(image);
      if ("seed" in question) {
        z = content.z.slice();
        z.forEach((value, dimension) => sliders[dimension]?.set(value));
      }
      speak("The image has changed.");
      keep(content.z, image);
    },
  });
  const show = () => link.ask({ z });
  /** @param {readonly number[]} values */
  const goTo = (values) => {
    z = [...values];
    z.forEach((value, dimension) => sliders[dimension]?.set(value));
    show();
  };
  /** @param {number} at */
  const startFrom = (at) => {
    choose.value = String(at);
    original.figure.hidden = false;
    original.draw(bytesOf(originals).subarray(at * pixels, (at + 1) * pixels));
    original.say(names[at], `original ${names[at]}`);
    digit.draw(bytesOf(decoded).subarray(at * pixels, (at + 1) * pixels));
    goTo(Array.from(exampleCodes.subarray(at * z.length, (at + 1) * z.length)));
  };
  let at = 0;
  const choose = chooser(names, (chosen) => startFrom((at = chosen)));
  /** @param {number} by */
  const step = (by) => startFrom((at = (at + by + names.length) % names.length));
  const seed = element("input", { type: "number", value: 0, step: 1, class: "seed" });
  /** @param {() => void} go */
  const fromNoImage = (go) => {
    original.figure.hidden = true;
    choose.value = "";
    go();
  };
  const draw = () => {
    fromNoImage(() => link.ask({ seed: Math.round(Number(seed.value)) }));
    seed.value = String(Math.round(Number(seed.value)) + 1);
  };
  const controls = element(
    "div",
    { class: "controls" },
    labelled("start from", choose),
    button("previous", () => step(-1)),
    button("next", () => step(1)),
    button("all at 0", () => fromNoImage(() => goTo(z.map(() => 0)))),
    element(
      "span",
      { class: "field" },
      button("draw from the prior", draw),
      labelled("seed", seed),
    ),
  );

  const side = element("div", { class: "side" }, digit.figure, original.figure);
  root.append(controls, element("div", { class: "panes" }, list, side), link.note, spoken);
  el.append(root);
  const same = /** @type {string[]} */ (names).findIndex((_, i) =>
    z.every((value, j) => value === exampleCodes[i * z.length + j]),
  );
  if (same !== -1) startFrom((at = same));
  else {
    digit.draw(bytesOf(model.get("digit")));
    fromNoImage(() => goTo(z));
  }
  return link.stop;
}

export default { render: renderSliders };
