// npm run sweep: set-up, then Snakemake on sweep/Snakefile.
// Only old syntax here, so that an old Node can say that it is too old.
import { requireNode } from "./setup/requireNode.mjs";

if (requireNode()) {
  import("./setup/sweepCommand.mjs").then((command) => command.main(process.argv.slice(2)));
}
