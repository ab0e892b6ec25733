// npm run workshop, npm run workshop -- participants: set-up, then JupyterHub for a room of people.
// Only old syntax here, so that an old Node can say that it is too old.
import { requireNode } from "./setup/requireNode.mjs";

if (requireNode()) {
  import("./setup/workshopCommand.mjs").then((command) => command.main(process.argv.slice(2)));
}
