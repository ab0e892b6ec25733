// npm start: set-up, then JupyterLab on the first chapter.
// Only old syntax here, so that an old Node can say that it is too old.
import { requireNode } from "./setup/requireNode.mjs";

if (requireNode()) {
  import("./setup/startCommand.mjs").then((command) => command.main(process.argv.slice(2)));
}
