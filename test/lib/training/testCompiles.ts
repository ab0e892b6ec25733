import assert from "node:assert/strict";
import { Vae } from "../../../lib/models";
import { fit, type FitOptions, type History } from "../../../lib/training";
import { nativeTest } from "../backend/capture/nativeTest";
import { bars } from "./images";

/**
 * Tests that a training compiles and gives the numbers of plain code. 10 steps of some 50 operations, each rounded by
 * 6e-8, at the worst all in one direction, make 3e-5; a term that is wrong or frozen is off by far more.
 *
 * @param options made anew for each of the two
 */
export function testCompiles(options: () => FitOptions): void {
  nativeTest("compiled and plain training agree", async () => {
    const numbers = async (compile: boolean): Promise<number[]> => {
      const vae = new Vae({ input: 16, hidden: [12], latent: 2, seed: 1 });
      // Batches of 10, and a last one of 3.
      const common = { epochs: 2, batchSize: 10, seed: 3, compile };
      const history: History = await fit(vae, bars(43), { ...common, ...options() });
      const terms = history.steps.flatMap(({ loss, rate, distortion }) => [loss, rate, distortion]);
      return [...terms, ...vae.variables.flatMap((variable) => Array.from(variable.dataSync()))];
    };
    const [fast, plain] = [await numbers(true), await numbers(false)];
    assert.equal(fast.length, plain.length);
    const off = Math.max(
      ...fast.map((value, i) => Math.abs(value - plain[i]!) / Math.max(1, Math.abs(plain[i]!))),
    );
    assert.ok(off < 3e-5, `off by ${off}`);
  });
}
