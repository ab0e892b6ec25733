import assert from "node:assert/strict";
import { test } from "node:test";
import { withPart } from "../../../bench/common/page";

const kernel = { name: "kernel", command: "npm run bench -- kernel --write" };

test("a part of the page is replaced, and nothing else", () => {
  const page = `# Title

<!-- npm run bench -- kernel --write -->
old
<!-- end of kernel -->

Text.
`;
  const once = withPart(page, kernel, "new");
  assert.equal(once, page.replace("\nold\n", "\n\nnew\n\n"));
  assert.equal(withPart(once, kernel, "new"), once);
  assert.throws(() => withPart(page, { ...kernel, name: "protocol" }, "new"), /must have/);
});
