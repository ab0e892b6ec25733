import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Writes the files that all pages share: styles, formulas' fonts, and what draws the charts. */
export async function writeAssets(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of ["site.css", "site.js"]) {
    await copyFile(join(__dirname, "page", name), join(folder, name));
  }
  const scripts = {
    "vega.js": "vega/build/vega.min.js",
    "vega-lite.js": "vega-lite/build/vega-lite.min.js",
    "vega-embed.js": join(dirname(require.resolve("vega-embed")), "vega-embed.min.js"),
  };
  for (const [name, file] of Object.entries(scripts)) {
    const code = await readFile(require.resolve(file), "utf8");
    // Their maps are left behind.
    await writeFile(join(folder, name), code.replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n"));
  }
  await writeFile(join(folder, "katex.css"), await katexStyles());
}

/** KaTeX's styles with the fonts in them: a browser may refuse a font file to a page that was opened without a server. */
async function katexStyles(): Promise<string> {
  const file = require.resolve("katex/dist/katex.min.css");
  const styles = await readFile(file, "utf8");
  const names = new Set([...styles.matchAll(/url\((fonts\/[\w-]+\.woff2)\)/g)].map(([, n]) => n!));
  let whole = styles.replace(/,url\(fonts\/[\w-]+\.(?:woff|ttf)\) format\("\w+"\)/g, "");
  for (const name of names) {
    const font = await readFile(join(dirname(file), name));
    whole = whole.replace(`url(${name})`, `url(data:font/woff2;base64,${font.toString("base64")})`);
  }
  return whole;
}
