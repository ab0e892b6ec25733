/** jupyter_kernel_test, every test of it with samples for each, and what it leaves out. */
import assert from "node:assert/strict";
import { before, suite, test } from "node:test";
import type { ProtocolCase } from "./suite";
import { runProtocolSuite } from "./suite";

const suites: Record<ProtocolCase["group"], string[]> = {
  Suite: [
    ...["clear_output", "completion", "display_data", "error", "execute_result", "execute_stderr"],
    ...["execute_stdout", "history", "inspect", "is_complete", "kernel_info", "pager"],
  ],
  Welcome: ["recv_iopub_welcome_msg"],
  More: [
    ...["comms", "control_channel", "input", "interrupt", "no_input", "password", "shutdown"],
    ...["silent", "stop_on_error", "store_history_off", "unknown_request", "update_display"],
    "user_expressions",
  ],
};

suite("the Jupyter protocol", { timeout: 240_000 }, () => {
  let ran: ProtocolCase[] = [];
  before(async () => {
    ran = await runProtocolSuite();
  });

  for (const [group, names] of Object.entries(suites)) {
    for (const name of names) {
      test(`${group}: ${name}`, () => {
        const found = ran.find((one) => one.group === group && one.case === name);
        assert.ok(found, "the suite did not come to this test");
        // A skipped test has no sample.
        assert.equal(found.outcome, "passed", found.detail);
      });
    }
  }

  test("there is no other test in the suite", () => {
    const names = (cases: { group: string; case: string }[]) =>
      cases.map((one) => `${one.group}: ${one.case}`).sort();
    const listed = Object.entries(suites).flatMap(([group, cases]) =>
      cases.map((name) => ({ group, case: name })),
    );
    assert.deepEqual(names(ran), names(listed));
  });
});
