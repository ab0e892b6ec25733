import assert from "node:assert/strict";
import { test } from "node:test";
import { csv, type Score } from "../../../scripts/score/gradebook";
import { page } from "../../../scripts/score/page";

const settings = { budget: "full", limits: { seconds: 60, megabytes: 1000 } } as const;

function score(student: string, verdicts: readonly ("right" | "wrong" | "missing")[]): Score {
  return {
    ...{ student, assignment: "03-training", notebook: `${student}.ipynb`, remarks: [] },
    verdicts: verdicts.map((verdict, i) => ({
      name: `task ${i + 1}`,
      verdict,
      says: `<${verdict}>`,
    })),
    ...{ status: "finished", seconds: 12.3, megabytes: 456 },
  };
}

test("names from others are text, in the page and in a spreadsheet", () => {
  const evil = score('<script>alert("&")</script>', ["right"]);
  assert.doesNotMatch(page([evil], settings), /<script|<wrong/);
  const formula = csv([{ ...score('=HYPERLINK("x")', ["right"]), remarks: ["a, b", "c"] }]);
  assert.match(formula, /,"'=HYPERLINK\(""x""\)",1,1,1,finished,"a, b; c",right,12.3,456,/);
});

test("the page counts for each exercise, and names the most common mistake", () => {
  const html = page(
    [
      score("a", ["right", "wrong"]),
      score("b", ["wrong", "wrong"]),
      score("c", ["missing", "right"]),
    ],
    settings,
  );
  assert.match(html, /2\. task 2<\/td>(<td[^>]*>\d<\/td>){3}<td[^>]*>2 × &#60;wrong&#62;/);
  assert.match(html, /<th scope="row">b<\/th><td class="number">0 of 2<\/td>/);
  // A verdict is a sign and, for those who do not see it, a word.
  assert.match(html, /aria-hidden="true">✗<\/span><span class="hidden">wrong<\/span>/);
});

test("a class without a chapter, without numbers and without points still has a page", () => {
  const none: Score = {
    ...{ student: "a", assignment: "", notebook: "", status: "not run", remarks: ["no notebook"] },
    ...{ verdicts: [], seconds: 0, megabytes: 0 },
  };
  const html = page([none], settings);
  assert.match(html, /No chapter[^]*0 of 0[^]*no notebook/);
  assert.doesNotMatch(html, /Rate and distortion/);
});
