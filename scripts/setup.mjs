// npm run setup: the set-up alone.
// Only old syntax here, so that an old Node can say that it is too old.
import { requireNode } from "./setup/requireNode.mjs";

if (requireNode()) {
  import("./setup/setupCommand.mjs").then((command) => command.main(process.argv.slice(2)));
}
