/** Draws the charts of a page, and helps where styles alone do not suffice. Without it every page can still be read. */
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");

  /** Draws a chart in place of its picture, which stays for print. */
  async function draw(figure) {
    const spec = JSON.parse(figure.querySelector("script").textContent);
    const picture = figure.querySelector("img");
    const { name } = figure.dataset;
    const place = document.createElement("div");
    const embed = (where, options) =>
      vegaEmbed(where, spec, { mode: "vega-lite", renderer: "svg", ...options });
    const { view } = await embed(place, {
      ...(dark.matches && { theme: "dark", config: { background: "transparent" } }),
      actions: { export: true, source: false, compiled: false, editor: false },
      downloadFileName: name,
      i18n: { SVG_ACTION: "Save as SVG", PNG_ACTION: "Save as PNG" },
    });
    // Announced by its text, and by its marks for those who look further.
    place.setAttribute("role", "group");
    place.setAttribute("aria-label", picture?.alt ?? spec.description ?? name);
    completeMenu(place, name, () => embed(document.createElement("div"), { actions: false }));
    // What Vega draws without a name is there for the pointer alone.
    for (const mark of place.querySelectorAll('[role="graphics-symbol"]:not([aria-label])')) {
      mark.removeAttribute("role");
      mark.setAttribute("aria-hidden", "true");
    }
    figure.querySelector(":scope > div")?.remove();
    figure.append(place);
    figure.classList.add("drawn");
    return view;
  }

  /**
   * vega-embed makes the files when a mouse button goes down, so not for a keyboard, and of what is shown. Here they
   * are made when the menu is opened, on white ground, as a slide wants them.
   */
  function completeMenu(place, name, drawLight) {
    const menu = place.querySelector("details");
    menu.querySelector("summary").setAttribute("aria-label", `Save the chart ${name}`);
    menu.addEventListener("toggle", async () => {
      if (!menu.open || menu.dataset.made) return;
      menu.dataset.made = "yes";
      const { view } = await drawLight();
      view.background("white");
      await view.runAsync();
      for (const [type, scale] of [
        ["svg", 1],
        ["png", 3],
      ]) {
        const old = menu.querySelector(`a[download$=".${type}"]`);
        const link = old.cloneNode(true);
        link.removeAttribute("target");
        link.href = await view.toImageURL(type, scale);
        old.replaceWith(link);
      }
      view.finalize();
    });
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  }

  const drawn = new Map();
  const whenNear = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        whenNear.unobserve(target);
        drawn.set(target, draw(target));
      }
    },
    { rootMargin: "1200px" },
  );
  for (const figure of document.querySelectorAll("figure.chart")) whenNear.observe(figure);
  dark.addEventListener("change", () => {
    for (const [figure, view] of drawn) {
      drawn.set(
        figure,
        view.then((old) => {
          old.finalize();
          return draw(figure);
        }),
      );
    }
  });

  /** What is wider than the page scrolls by itself, so a keyboard must reach it. */
  function reachScrolled() {
    for (const box of document.querySelectorAll(".scroll, .katex-block, pre.text")) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  }
  addEventListener("load", reachScrolled);
  addEventListener("resize", reachScrolled);

  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("main details:not([open]):not(.vega-embed details)")];
    for (const details of folded) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of folded) details.open = false;
  });
})();
