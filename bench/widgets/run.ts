/** npm run bench -- widgets: what a reader's hand on a slider or a pointer waits for, in JupyterLab in a real browser. */
import { parseArgs } from "node:util";
import { inLab } from "../../test/browser/cellsInLab";
import { machine } from "../common/machine";
import { writeJson, writePart } from "../common/page";
import { spreadOf } from "../common/spread";
import { inColumns, markdown } from "../common/tables";
import { explorerCells, measureExplorer, type ExplorerMeasures } from "./explorer";
import { liveCells, measureLive, type LiveMeasures } from "./live";

const usage = `npm run bench -- widgets: sliders while a model trains, and the latent plane, in JupyterLab in a real browser.

  --json        prints the numbers as JSON (with \`npm run --silent bench -- widgets --json\`, nothing else)
  --moves <n>   of the slider; default: 20
  --write       writes the numbers to bench/widgets/results.json and the table to bench/widgets/README.md`;

type Measures = LiveMeasures & ExplorerMeasures;

interface Row {
  measure: keyof Measures;
  label: string;
  digits: number;
  bound?: { words: string; holds: (median: number) => boolean };
}

const rows: readonly Row[] = [
  { measure: "toLoop", label: "slider to the first step with the new β, ms", digits: 0 },
  {
    ...{ measure: "toChart", label: "slider to its mark in the chart, ms", digits: 0 },
    bound: { words: "≤ 1,000", holds: (median) => median <= 1000 },
  },
  {
    ...{ measure: "slowdown", label: "training with view and controls, × without", digits: 3 },
    bound: { words: "≤ 1.1", holds: (median) => median <= 1.1 },
  },
  {
    ...{ measure: "perSecond", label: "places of the plane decoded a second", digits: 0 },
    bound: { words: "≥ 20", holds: (median) => median >= 20 },
  },
  { measure: "p95", label: "95 % of them within, ms", digits: 0 },
];

async function main(): Promise<number> {
  const { values: flags } = parseArgs({
    options: {
      json: { type: "boolean" },
      moves: { type: "string" },
      write: { type: "boolean" },
      help: { type: "boolean" },
    },
  });
  if (flags.help === true) {
    console.log(usage);
    return 0;
  }
  const moves = Number(flags.moves ?? 20);
  if (!Number.isInteger(moves) || moves < 1) {
    throw new RangeError(`bench: --moves must be a whole number from 1 up, got ${flags.moves}.`);
  }
  let live: LiveMeasures | undefined;
  let explorer: ExplorerMeasures | undefined;
  await inLab(liveCells, {}, async (lab) => {
    live = await measureLive(lab, moves);
  });
  await inLab(explorerCells, {}, async (lab) => {
    explorer = await measureExplorer(lab, 5);
  });
  const values: Measures = { ...live!, ...explorer! };
  const results = { machine: machine(), moves, values };
  const table = markdown([
    ["", "median", "range", "bound"],
    ...rows.map((row) => cellsOf(row, values[row.measure])),
  ]);
  if (flags.write === true) {
    const { cpu, cores, memoryGb, node } = results.machine;
    const where = `${cpu}, ${cores} cores, ${memoryGb} GB, Node ${node}.`;
    const part = { name: "widgets", command: "npm run bench -- widgets --write" };
    await writePart(__dirname, part, `${where}\n\n${table}`);
    await writeJson(__dirname, results);
  }
  console.log(flags.json === true ? JSON.stringify(results) : inColumns(table));
  return 0;
}

function cellsOf({ label, digits, bound }: Row, values: readonly number[]): string[] {
  const spread = spreadOf(values);
  if (spread === undefined || spread === "never") return [label, "–", "–", ""];
  const text = (value: number) => value.toFixed(digits);
  return [
    label,
    text(spread.median),
    `${text(spread.least)}–${text(spread.most)}`,
    bound === undefined ? "" : `${bound.words}: ${bound.holds(spread.median) ? "ok" : "**over**"}`,
  ];
}

main().then(
  (status) => (process.exitCode = status),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  },
);
