// npm run bench, npm run bench -- kernel: set-up, then a benchmark.
// Only old syntax here, so that an old Node can say that it is too old.
import { requireNode } from "./setup/requireNode.mjs";

if (requireNode()) {
  import("./setup/benchCommand.mjs").then((command) => command.main(process.argv.slice(2)));
}
