// npm test: set-up, then every check and test. `npm test -- types kernel` runs some of them.
// Only old syntax here, so that an old Node can say that it is too old.
import { requireNode } from "./setup/requireNode.mjs";

if (requireNode()) {
  import("./setup/testCommand.mjs").then((command) => command.main(process.argv.slice(2)));
}
