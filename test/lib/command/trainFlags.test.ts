import assert from "node:assert/strict";
import { test } from "node:test";
import { main } from "../../../lib/command/main";
import { readTrainFlags, usage } from "../../../lib/command/trainFlags";

const read = (line: string) => readTrainFlags(line.split(" ").filter((word) => word !== ""));

test("reads the flags that differ and has a default for each other", () => {
  const config = read("--output runs/a --objective iwae --samples 50 --seed=-3 --hidden 300,100");
  assert.deepEqual(config, {
    output: "runs/a",
    objective: "iwae",
    samples: 50,
    beta: 1,
    data: "mnist",
    binarize: true,
    hidden: [300, 100],
    latent: 50,
    activation: "tanh",
    outputBias: true,
    epochs: 10,
    batchSize: 100,
    learningRate: 0.001,
    decay: "none",
    seed: -3,
    likelihoodSamples: 0,
    likelihoodImages: 0,
    checkpointSeconds: 60,
  });
  const other = read("--output=b --no-binarize --no-output-bias --data fashion-mnist --beta .5");
  const { binarize, outputBias, data, beta, samples } = other;
  assert.deepEqual([binarize, outputBias, data, beta], [false, false, "fashion-mnist", 0.5]);
  assert.equal(samples, 1, "the ELBO has one draw");
});

test("refuses what it does not know, what is no number and what is out of range", () => {
  const refused: [string, RegExp, string?][] = [
    ["", /train: --output is missing/],
    ["--output a --epoch 3", /train: Unknown option '--epoch'/, "TypeError"],
    ["--output a b", /train: Unexpected argument 'b'/, "TypeError"],
    ["--output a --epochs", /train: Option '--epochs.*' argument missing/, "TypeError"],
    ["--output a --epochs 1.5", /train: --epochs must be a whole number of at least 1; it is 1.5/],
    ["--output a --epochs x", /train: --epochs must be .* it is NaN/],
    ["--output a --epochs=", /train: --epochs must be .* it is NaN/],
    ["--output a --hidden 200,", /train: a size of --hidden must be .* Like 200,200/],
    ["--output a --objective vae", /train: --objective "vae" is unknown. Use one of elbo, iwae/],
    ["--output a --beta -1", /train: .*/, "TypeError"],
    ["--output a --checkpoint-seconds=-1", /train: --checkpoint-seconds must be .* at least 0/],
    ["--output a --beta=-1", /train: --beta must be .* at least 0; it is -1/],
  ];
  for (const [line, message, name = "RangeError"] of refused) {
    assert.throws(() => read(line), { name, message }, line);
  }
});

test("the text of --help names every flag", () => {
  for (const name of Object.keys(read("--output a"))) {
    const flag = name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    assert.match(usage, new RegExp(`--(no-)?${flag}\\b`));
  }
});

test("an unknown command is refused", async () => {
  await assert.rejects(main(["fly"]), {
    message: /there is no command "fly". Use train or export/,
  });
});
