/**
 * What a widget's page is given by anywidget.
 *
 * @typedef {object} PageModel
 * @property {(key: string) => any} get
 * @property {(key: string, value: unknown) => void} set
 * @property {() => void} save_changes
 * @property {(content: unknown, callbacks?: unknown, buffers?: (ArrayBuffer | DataView)[]) => void} send
 * @property {(event: string, listener: (content: any, buffers: DataView[]) => void) => void} on
 * @property {(event: string, listener: (content: any, buffers: DataView[]) => void) => void} off
 */

/**
 * An element with attributes and children. An attribute that is true stands without a value, one that is false is left out.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | number | boolean>} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children);
  return made;
}

let idsGiven = 0;

/**
 * An id that no other element of the page has.
 *
 * @param {string} name
 */
export function freshId(name) {
  idsGiven += 1;
  return `vae-explorer-${name}-${idsGiven}-${Math.random().toString(36).slice(2, 8)}`;
}

/**
 * A button that does something.
 *
 * @param {string} text
 * @param {() => void} onClick
 */
export function button(text, onClick) {
  const made = element("button", { type: "button" }, text);
  made.addEventListener("click", onClick);
  return made;
}

/**
 * A control with its label before it.
 *
 * @param {string} text
 * @param {HTMLElement} control
 */
export function labelled(text, control) {
  control.id = freshId("control");
  return element("span", { class: "field" }, element("label", { for: control.id }, text), control);
}

/**
 * A list to choose from.
 *
 * @param {readonly string[]} names
 * @param {(at: number) => void} onChoose
 */
export function chooser(names, onChoose) {
  const select = element(
    "select",
    {},
    ...names.map((name, i) => element("option", { value: i }, name)),
  );
  select.addEventListener("change", () => onChoose(Number(select.value)));
  return select;
}

/**
 * The outermost element of a widget. JupyterLab leaves the keys that are pressed in it to it.
 *
 * @param {string} label
 * @param {...(Node | string)} children
 */
export function explorerRoot(label, ...children) {
  const attributes = { class: "vae-explorer", role: "group", "aria-label": label };
  return element("div", { ...attributes, "data-lm-suppress-shortcuts": "true" }, ...children);
}

/**
 * A number as people write it, with so many decimals.
 *
 * @param {number} value
 * @param {number} digits
 */
export function decimal(value, digits) {
  return value.toFixed(digits).replace("-", "−");
}
