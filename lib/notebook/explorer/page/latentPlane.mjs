import { decimal, element, explorerRoot, labelled } from "./elements.mjs";
import { atMostEvery, kernelLink, placeKeeper, whenQuiet } from "./kernelLink.mjs";
import { bytesOf, picture } from "./picture.mjs";
import { codesLayer, legendOf, planeView } from "./planeView.mjs";

/** @type {Record<string, [number, number]>} */
const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const idle = "No kernel answers: this shows the nearest image of the map. Run the cell to explore.";

/** @param {{ model: import("./elements.mjs").PageModel, el: HTMLElement }} page */
function renderPlane({ model, el }) {
  const [range, columns, size] = [model.get("range"), model.get("columns"), model.get("size")];
  const imageSize = { height: model.get("height"), width: model.get("width") };
  const codes = model.get("codes");
  const plane = planeView({ range, size, label: "" });
  const { square } = plane;
  for (const [name, value] of Object.entries({
    ...{ role: "application", tabindex: "0", "aria-roledescription": "plane" },
    "aria-label":
      "Latent plane. Arrow keys move by 0.1, with Shift by 0.5, Home goes to the middle.",
  })) {
    square.setAttribute(name, value);
  }

  const map = element("canvas", {
    width: columns * imageSize.width,
    height: columns * imageSize.height,
  });
  map.classList.add("map");
  plane.add(map);
  const mapContext = /** @type {CanvasRenderingContext2D} */ (map.getContext("2d"));
  void createImageBitmap(new Blob([model.get("map")], { type: "image/png" })).then((image) => {
    mapContext.drawImage(image, 0, 0);
  });

  const place = element("output", { class: "place" });
  const spoken = element("p", { class: "spoken", role: "status" });
  const digit = picture(imageSize, {
    label: "decoded image",
    caption: "decoded there",
    kind: "large",
  });
  const near = Array.from({ length: model.get("neighbours") }, () =>
    picture(imageSize, { label: "near image", kind: "small" }),
  );
  const nearby = element(
    "div",
    {},
    element("p", { class: "heading" }, "images with the nearest codes"),
    element("div", { class: "row" }, ...near.map(({ figure }) => figure)),
  );
  nearby.hidden = true;
  const side = element("div", { class: "side" }, place, digit.figure, nearby);

  const controls = element("div", { class: "controls" });
  if (near.length > 0) {
    const points = codesLayer(codes, { range, size });
    plane.add(points);
    /** @type {(text: string, layer: HTMLElement) => void} */
    const addSwitch = (text, layer) => {
      const box = element("input", { type: "checkbox", checked: true });
      box.addEventListener("change", () => {
        layer.hidden = !box.checked;
        map.classList.toggle("dim", !map.hidden && !points.hidden);
      });
      controls.append(labelled(text, box));
    };
    addSwitch("map of decoded images", map);
    addSwitch("codes of images", points);
    map.classList.add("dim");
    controls.append(legendOf(codes));
  }

  let z = /** @type {number[]} */ (model.get("z")).slice();
  /** @param {number[]} at */
  const words = (at) => `z = (${at.map((value) => decimal(value, 2)).join(", ")})`;
  const speak = whenQuiet(400, (/** @type {string} */ text) => {
    spoken.textContent = text;
  });
  const keep = placeKeeper(model);
  /** Without a kernel: what the map has nearest. */
  const fromMap = () => {
    const cell = z.map((value) =>
      Math.min(columns - 1, Math.max(0, Math.floor((columns * (value / range + 1)) / 2))),
    );
    const { width, height } = imageSize;
    const [left, top] = [(cell[0] ?? 0) * width, (columns - 1 - (cell[1] ?? 0)) * height];
    digit.say("nearest in the map");
    digit.context.drawImage(map, left, top, width, height, 0, 0, width, height);
  };
  // Five pictures more each time would slow the large one down.
  const showNear = atMostEvery(
    100,
    (/** @type {string[]} */ names, /** @type {Uint8Array[]} */ images) => {
      nearby.hidden = names.length === 0;
      near.forEach((one, i) => {
        one.draw(images[i] ?? []);
        one.say(names[i] ?? "", `image with a near code, ${names[i]}`);
      });
    },
  );
  const root = explorerRoot("latent plane", element("div", { class: "panes" }, plane.view, side));
  const link = kernelLink(model, root, {
    idle,
    onAnswer: (content, [image, ...images]) => {
      if (image === undefined) return;
      mark(content.z);
      digit.draw(image);
      digit.say("decoded there");
      showNear(content.near, images);
      const names = content.near.length > 0 ? `, near ${content.near.join(", ")}` : "";
      speak(words(content.z) + names);
      keep(content.z, image);
    },
  });
  root.append(controls, link.note, spoken);

  /** @param {number[]} at */
  const mark = (at) => {
    plane.mark(at);
    place.textContent = words(at);
  };
  const show = () => {
    link.ask({ z });
    // With a kernel the ring goes where the image is from, and the page draws each place once.
    if (root.dataset.kernel !== "silent") return;
    mark(z);
    fromMap();
  };
  /** @param {PointerEvent} event */
  const follow = (event) => {
    z = plane.placeOf(event);
    show();
  };
  square.addEventListener("pointermove", follow);
  square.addEventListener("pointerdown", (event) => {
    square.focus({ preventScroll: true });
    follow(event);
  });
  square.addEventListener("keydown", (event) => {
    const arrow = arrows[event.key];
    if (
      (arrow === undefined && event.key !== "Home") ||
      event.ctrlKey ||
      event.altKey ||
      event.metaKey
    )
      return;
    event.preventDefault();
    const step = event.shiftKey ? 0.5 : 0.1;
    z = z.map((value, i) =>
      arrow === undefined ? 0 : Math.min(range, Math.max(-range, value + step * (arrow[i] ?? 0))),
    );
    show();
  });

  digit.draw(bytesOf(model.get("digit")));
  mark(z);
  el.append(root);
  show();
  return link.stop;
}

export default { render: renderPlane };
