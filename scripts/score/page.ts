import { escapeHtml, tableHtml } from "../../lib/notebook/html";
import { chartSvg } from "../../lib/notebook/svg";
import type { TableFigure } from "../../lib/plots";
import { formatNumber } from "../../lib/plots/numbers";
import { classChart } from "./classChart";
import { pointsOf, type Score, type Settings } from "./gradebook";
import { ratePoints, type ClassPoint } from "./ratePoints";

/** The class on one page, which needs no network and no scripts. */
export function page(scores: readonly Score[], settings: Settings): string {
  const assignments = [...new Set(scores.map(({ assignment }) => assignment))].sort();
  const parts = assignments.map((assignment) =>
    section(
      assignment,
      scores.filter((score) => score.assignment === assignment),
      settings,
    ),
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>The class</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>The class</h1>
<p>${escapeHtml(runWith(settings))}</p>
${parts.join("\n")}
</main>
</body>
</html>
`;
}

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
.wide { overflow-x: auto; margin: 1.2rem 0; }
table { border-collapse: collapse; }
caption { text-align: left; font-weight: bold; padding-bottom: 0.4em; }
th, td { padding: 0.25em 0.8em 0.25em 0; text-align: left; vertical-align: top; border-bottom: 1px solid #8886; }
td.number { text-align: right; }
td.mark { text-align: center; }
summary { cursor: pointer; }
dl { margin: 0.3em 0; }
dd { margin-left: 1.2em; }
figure { margin: 1rem 0; }
figure svg { background: white; max-width: 100%; height: auto; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
`;

function runWith({ budget, limits }: Settings): string {
  const how = budget === "full" ? "at full budget" : "at the chapters' small budget for tests";
  return `Every notebook was run ${how}, with at most ${limits.seconds} s and ${limits.megabytes} MB.`;
}

function section(assignment: string, scores: readonly Score[], settings: Settings): string {
  const most = Math.max(...scores.map(({ verdicts }) => verdicts.length));
  const points = scores.flatMap(({ student, numbers }) =>
    numbers ? ratePoints(student, numbers) : [],
  );
  return `<section>
<h2>${escapeHtml(assignment === "" ? "No chapter" : assignment)}</h2>
${gradeTable(scores, most)}
${exerciseTable(scores)}
${rateSection(points, settings)}
</section>`;
}

/** A row for each notebook. */
function gradeTable(scores: readonly Score[], most: number): string {
  const heads = Array.from(
    { length: most },
    (_, i) => `<th scope="col"><span class="hidden">exercise </span>${i + 1}</th>`,
  );
  const rows = scores.map((score) => {
    const { student, verdicts, seconds, megabytes } = score;
    const marks = Array.from({ length: most }, (_, i) => mark(verdicts[i]?.verdict));
    const cost = score.status === "not run" ? "" : `${Math.round(seconds)} s, ${megabytes} MB`;
    return (
      `<tr><th scope="row">${escapeHtml(student)}</th>` +
      `<td class="number">${pointsOf(score)} of ${verdicts.length}</td>${marks.join("")}` +
      `<td>${escapeHtml(cost)}</td><td>${remarks(score)}</td></tr>`
    );
  });
  return (
    `<div class="wide"><table><caption>Participants: ✓ right, ✗ wrong, … missing</caption><thead><tr>` +
    `<th scope="col">student</th><th scope="col">score</th>${heads.join("")}` +
    `<th scope="col">took</th><th scope="col">remarks</th></tr></thead>` +
    `<tbody>${rows.join("\n")}</tbody></table></div>`
  );
}

function mark(verdict: "right" | "wrong" | "missing" | undefined): string {
  if (verdict === undefined) return "<td></td>";
  const sign = { right: "✓", wrong: "✗", missing: "…" }[verdict];
  return `<td class="mark"><span aria-hidden="true">${sign}</span><span class="hidden">${verdict}</span></td>`;
}

/** What happened, and what the checks said, folded. */
function remarks({ remarks, verdicts }: Score): string {
  const said = verdicts.map(
    ({ name, says }) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(says)}</dd>`,
  );
  const list = remarks.map(escapeHtml).join("<br>");
  if (said.length === 0) return list;
  return `${list}<details><summary>what the checks said</summary><dl>${said.join("")}</dl></details>`;
}

/** For each exercise: how many have it, and what goes wrong most often. */
function exerciseTable(scores: readonly Score[]): string {
  const names = [...new Set(scores.flatMap(({ verdicts }) => verdicts.map(({ name }) => name)))];
  if (names.length === 0) return "";
  const rows = names.map((name, i) => {
    const found = scores.flatMap(({ verdicts }) => verdicts.filter((one) => one.name === name));
    const count = (wanted: string) => found.filter(({ verdict }) => verdict === wanted).length;
    const wrong = found.filter(({ verdict }) => verdict === "wrong").map(({ says }) => says);
    const row = [`${i + 1}. ${name}`, count("right"), count("wrong"), count("missing")];
    return [...row, commonest(wrong)];
  });
  const table: TableFigure = {
    kind: "table",
    columns: ["exercise", "right", "wrong", "missing", "most common mistake"],
    rows,
    description: "Exercises",
  };
  return `<div class="wide">${tableHtml(table)}</div>`;
}

function commonest(texts: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  const [best] = [...counts].sort((a, b) => b[1] - a[1]);
  return best === undefined ? "" : `${best[1]} × ${best[0]}`;
}

/** A picture and a table for each thing whose rate and distortion the class measured. */
function rateSection(points: readonly ClassPoint[], { budget }: Settings): string {
  const series = [...new Set(points.map((point) => point.series))];
  const parts = series.map((name) => {
    const own = points.filter((point) => point.series === name);
    const chart = classChart(own, `The class between rate and distortion: ${name}`);
    const table: TableFigure = {
      kind: "table",
      columns: ["student", "β", "rate (nats)", "distortion (nats)", "−ELBO (nats)"],
      rows: own.map(({ student, beta, rate, distortion }) => [
        ...[student, beta === undefined ? null : formatNumber(beta)],
        ...[rate, distortion, rate + distortion].map((value) => value.toFixed(2)),
      ]),
      description: `Rate and distortion: ${name}`,
    };
    const picture = chart
      ? `<figure role="img" aria-label="${escapeHtml(chart.description)}">${chartSvg(chart)}</figure>`
      : "";
    return `${picture}<details><summary>whose points these are</summary>${tableHtml(table)}</details>`;
  });
  if (parts.length === 0) return "";
  const small =
    budget === "test"
      ? "<p>At the small budget the models are hardly trained: to compare them, score with --full.</p>"
      : "";
  return `<h3>Rate and distortion</h3>${small}${parts.join("\n")}`;
}
