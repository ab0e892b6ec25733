/** How far a reader is with a chapter, as its saved notebook tells. */
export interface ChapterProgress {
  /** "3. Training": the first heading; the file's name where there is none. */
  readonly title: string;
  /** "about 5 minutes to run on 2 cores, 75 minutes to read and try": the sentence behind "Time:". */
  readonly time: string;
  /** of the `check` calls in its cells */
  readonly exercises: { readonly solved: number; readonly all: number };
  /** of the code cells */
  readonly cells: { readonly run: number; readonly all: number };
  /** Whether a cell shows an error. */
  readonly failed: boolean;
  /** Whether it shows the numbers that a chapter ends with. */
  readonly numbers: boolean;
}

/**
 * Reads a chapter's progress from the text of its notebook file. An exercise is solved when the saved output of
 * its `check` says so.
 *
 * @param name of the file, for messages and as a title
 * @throws TypeError when it is no notebook
 */
export function chapterProgress(name: string, text: string): ChapterProgress {
  const cells = cellsOf(name, text);
  const prose = cells
    .filter((cell) => cell.kind === "markdown")
    .map(({ source }) => source)
    .join("\n");
  const code = cells.filter((cell) => cell.kind === "code");
  const exercises = code.map(({ source, outputs }) => {
    const verdicts = outputs.map(verdictOf).filter((verdict) => verdict !== undefined);
    const written = source.match(/(?<![\w.])check\(/g)?.length ?? 0;
    const all = Math.max(written, verdicts.length);
    return { all, solved: verdicts.filter((verdict) => verdict === "right").length };
  });
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const outputs = code.flatMap((cell) => cell.outputs);
  return {
    title: /^# (.+)$/m.exec(prose)?.[1]?.trim() ?? name,
    time: /^Time: (.+)$/m.exec(prose)?.[1]?.split(/\.(?:\s|$)/)[0] ?? "",
    exercises: {
      solved: sum(exercises.map(({ solved }) => solved)),
      all: sum(exercises.map(({ all }) => all)),
    },
    cells: { run: code.filter(({ wasRun }) => wasRun).length, all: code.length },
    failed: outputs.some((output) => output["output_type"] === "error"),
    numbers: outputs.some((output) => dataOf(output)["application/json"] !== undefined),
  };
}

interface Cell {
  readonly kind: unknown;
  readonly source: string;
  readonly outputs: readonly Fields[];
  readonly wasRun: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

function cellsOf(name: string, text: string): Cell[] {
  const cells = fields(parse(name, text))["cells"];
  if (!Array.isArray(cells)) {
    throw new TypeError(`chapterProgress: ${name} has no cells. It is no notebook of format 4.`);
  }
  return cells.map(fields).map((cell) => ({
    kind: cell["cell_type"],
    source: joined(cell["source"]),
    outputs: Array.isArray(cell["outputs"]) ? cell["outputs"].map(fields) : [],
    wasRun: typeof cell["execution_count"] === "number",
  }));
}

function parse(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TypeError(`chapterProgress: ${name} is not JSON: ${reason}`);
  }
}

/** What `check` said in an output: for programs; in notebooks from before, by the sign that its text begins with. */
function verdictOf(output: Fields): string | undefined {
  const data = dataOf(output);
  const { verdict } = fields(data["application/vnd.vae-cookbook.check+json"]);
  if (typeof verdict === "string") return verdict;
  const sign = /^([✓✗…]) /.exec(joined(data["text/plain"]))?.[1];
  return sign === undefined
    ? undefined
    : sign === "✓"
      ? "right"
      : sign === "✗"
        ? "wrong"
        : "missing";
}

function dataOf(output: Fields): Fields {
  return fields(output["data"]);
}

function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

/** Text in a notebook is a string, or its lines. */
function joined(text: unknown): string {
  return Array.isArray(text) ? text.join("") : typeof text === "string" ? text : "";
}
