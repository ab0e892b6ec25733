/** The rows of the table, and what our kernel is held to. */

export interface Row {
  measure: string;
  label: string;
  unit: "s" | "ms" | "MB" | "lines" | "%" | "";
  bound?: Bound;
}

export type Bound =
  | { kind: "at most" | "at least"; value: number }
  /** No more than this kernel takes in the same run. */
  | { kind: "peer"; peer: string };

const atMost = (value: number): Bound => ({ kind: "at most", value });
const atLeast = (value: number): Bound => ({ kind: "at least", value });
const ipykernel: Bound = { kind: "peer", peer: "ipykernel" };

export const ours = "ours";

export const rows: readonly Row[] = [
  { measure: "ready_s", label: "start to ready", unit: "s", bound: atMost(0.8) },
  { measure: "first_result_s", label: "start to the first result", unit: "s", bound: atMost(1.5) },
  { measure: "cell_p50_ms", label: "trivial cell, p50", unit: "ms", bound: ipykernel },
  { measure: "cell_p95_ms", label: "trivial cell, p95", unit: "ms", bound: ipykernel },
  {
    measure: "cell_after_1000_p50_ms",
    label: "the same after 1,000 cells, p50",
    unit: "ms",
    bound: ipykernel,
  },
  {
    measure: "cell_after_1000_p95_ms",
    label: "the same after 1,000 cells, p95",
    unit: "ms",
    bound: ipykernel,
  },
  { measure: "completion_p50_ms", label: "completion, p50", unit: "ms", bound: atMost(60) },
  { measure: "completion_p95_ms", label: "completion, p95", unit: "ms" },
  {
    measure: "completion_right_percent",
    label: "completions with the member asked for",
    unit: "%",
    bound: atLeast(100),
  },
  { measure: "is_complete_p50_ms", label: "is the cell complete, p50", unit: "ms" },
  { measure: "lines_10k_s", label: "10,000 lines", unit: "s", bound: atMost(0.5) },
  {
    measure: "lines_10k_arrived",
    label: "of 10,000 lines, there at the cell's end",
    unit: "lines",
    bound: atLeast(10_000),
  },
  { measure: "lines_100k_s", label: "100,000 lines", unit: "s", bound: atMost(5) },
  {
    measure: "lines_100k_arrived",
    label: "of 100,000 lines, there at the cell's end",
    unit: "lines",
    bound: atLeast(100_000),
  },
  { measure: "lines_slow_s", label: "100,000 lines, slow reader", unit: "s", bound: atMost(5) },
  {
    measure: "lines_slow_arrived",
    label: "of these lines, there at the cell's end",
    unit: "lines",
    bound: atLeast(100_000),
  },
  { measure: "interrupt_loop_s", label: "interrupt of a loop", unit: "s", bound: atMost(0.5) },
  {
    measure: "interrupt_await_s",
    label: "interrupt of awaited work",
    unit: "s",
    bound: atMost(0.5),
  },
  {
    measure: "goes_on_percent",
    label: "the work goes on after it",
    unit: "%",
    bound: atMost(0),
  },
  {
    measure: "running_complete_ms",
    label: "completion while a cell runs",
    unit: "ms",
    bound: atMost(200),
  },
  {
    measure: "running_inspect_ms",
    label: "inspection while a cell runs",
    unit: "ms",
    bound: atMost(200),
  },
  {
    measure: "running_is_complete_ms",
    label: "is_complete while a cell runs",
    unit: "ms",
    bound: atMost(200),
  },
  {
    measure: "running_comm_info_ms",
    label: "comm_info while a cell runs",
    unit: "ms",
    bound: atMost(200),
  },
  { measure: "memory_pss_mb", label: "memory, idle (PSS)", unit: "MB", bound: atMost(240) },
  { measure: "memory_rss_mb", label: "memory, idle (sum of RSS)", unit: "MB" },
  { measure: "processes", label: "processes", unit: "" },
];
