import { decimal, element } from "./elements.mjs";

const namespace = "http://www.w3.org/2000/svg";

/**
 * q(z|x), a column for each dimension: a dot at μ, a bar from μ − σ to μ + σ, over a band for the prior's −1 to 1.
 *
 * @param {readonly number[]} order of the dimensions
 */
export function posteriorView(order) {
  const [step, height, left, most] = [14, 150, 26, 4];
  const width = left + step * order.length + 4;
  const svg = document.createElementNS(namespace, "svg");
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("role", "img");
  svg.style.width = `${width}px`;
  const y = (/** @type {number} */ value) =>
    (height - 20) * (0.5 - Math.min(most, Math.max(-most, value)) / most / 2) + 4;
  /** @type {(name: string, attributes: Record<string, string | number>, text?: string) => void} */
  const add = (name, attributes, text = "") => {
    const made = document.createElementNS(namespace, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
    made.textContent = text;
    svg.append(made);
  };
  const caption = element(
    "figcaption",
    {},
    "q(z|x): mean ± standard deviation of each dimension; the band is the prior’s ±\u00a01",
  );
  return {
    figure: element("figure", { class: "picture posterior" }, svg, caption),
    /**
     * @param {readonly number[]} mean
     * @param {readonly number[]} deviation
     */
    draw(mean, deviation) {
      svg.replaceChildren();
      add("rect", { class: "band", x: left, width: width - left, y: y(1), height: y(-1) - y(1) });
      for (const tick of [-3, 0, 3]) {
        add("text", { x: left - 5, y: y(tick) + 4, "text-anchor": "end" }, decimal(tick, 0));
        add("line", { class: "grid", x1: left, x2: width, y1: y(tick), y2: y(tick) });
      }
      order.forEach((dimension, i) => {
        const [m, s, x] = [
          mean[dimension] ?? 0,
          deviation[dimension] ?? 0,
          left + step * (i + 0.5),
        ];
        add("line", { class: "bar", x1: x, x2: x, y1: y(m + s), y2: y(m - s) });
        add("circle", { class: "mean", cx: x, cy: y(m), r: 3 });
        const every = order.length > 25 ? 5 : order.length > 9 ? 2 : 1;
        if (i % every === 0) {
          add("text", { x, y: height - 3, "text-anchor": "middle" }, String(dimension + 1));
        }
      });
      const words = order
        .slice(0, 8)
        .map((j) => `z${j + 1} ${decimal(mean[j] ?? 0, 1)} ± ${decimal(deviation[j] ?? 0, 1)}`);
      svg.setAttribute("aria-label", `Posterior: ${words.join(", ")}`);
    },
  };
}
