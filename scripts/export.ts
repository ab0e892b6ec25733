/** npm run export [-- --output site --pdf]: all chapters as pages that need no server. */
import { relative, resolve, join } from "node:path";
import { parseArgs } from "node:util";
import { exportSite } from "./export/exportSite";
import { browserPath, pdfOf, printPages } from "./export/pdf";
import { runMain } from "./runner/runMain";
import { expectNoneSwallowed } from "./runner/swallowed";

const usage = `Writes the chapters, with the outputs saved in them, as pages that need no server and no network.

  npm run export [-- --output site --pdf]

  --output <folder>  default: site
  --pdf              print each page to a PDF as well, with Chromium, Chrome or Edge
  --help             this text`;

async function main(words: string[]): Promise<number> {
  // --pdf npm takes for its own -p -d -f, that is --parseable, --loglevel info and --force.
  const { npm_config_parseable: parseable, npm_config_force: pdf } = process.env;
  const env = { ...process.env, ...(parseable && pdf && { npm_config_pdf: "true" }) };
  expectNoneSwallowed("npm run export", ["output", "pdf"], words, env);
  const { values: flags } = parseArgs({
    args: words,
    options: {
      output: { type: "string", default: "site" },
      pdf: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (flags.help) {
    console.log(usage);
    return 0;
  }
  if (flags.pdf) browserPath();
  const output = resolve(flags.output);
  const root = resolve(__dirname, "..");
  const onNotRun = (path: string) => {
    console.error(`${path} has no outputs, its page neither: run it, save it and export again.`);
  };
  const pages = await exportSite({ root, output, onNotRun, ...(flags.pdf && { pdfOf }) });
  if (flags.pdf) {
    await printPages(output, pages, (path) => {
      console.log(relative(process.cwd(), path));
    });
  }
  console.log(`${pages.length} pages. Open ${relative(process.cwd(), join(output, "index.html"))}`);
  return 0;
}

runMain(main);
