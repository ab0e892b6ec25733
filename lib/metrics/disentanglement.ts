import type { FactorData } from "../data/factorData";
import { betaVaeScore, type BetaVaeScore, type BetaVaeScoreOptions } from "./betaVaeScore";
import { dci, type Dci } from "./dci";
import { encodeFactors, type EncodeFactorsOptions, type Encoder } from "./encodeFactors";
import { factorVaeScore, type FactorVaeScore, type FactorVaeScoreOptions } from "./factorVaeScore";
import { mig, type Mig } from "./mig";
import { sap, type Sap } from "./sap";

export interface DisentanglementOptions
  extends EncodeFactorsOptions, FactorVaeScoreOptions, BetaVaeScoreOptions {
  /** of boosting in `dci`, which takes most of the time; default its own */
  rounds?: number;
  /** told each time one is measured: "MIG", "SAP", "DCI", "FactorVAE score", "β-VAE score" */
  onProgress?: (measured: string) => void;
}

export interface Disentanglement {
  /** the numbers alone, each in [0, 1] and better when larger */
  readonly scores: {
    readonly mig: number;
    readonly sap: number;
    readonly disentanglement: number;
    readonly completeness: number;
    readonly informativeness: number;
    readonly factorVae: number;
    readonly betaVae: number;
  };
  readonly mig: Mig;
  readonly sap: Sap;
  readonly dci: Dci;
  readonly factorVae: FactorVaeScore;
  readonly betaVae: BetaVaeScore;
}

/**
 * All scores of one encoder, each with its defaults: MIG, SAP and DCI on `samples` random images, the FactorVAE and
 * β-VAE scores on 82,000 and 77,000 further ones; their options may be given too. For some of the
 * scores alone, call `encodeFactors` and the metric itself.
 *
 * @throws TypeError, RangeError as the metrics do
 * @throws the signal's reason if it is aborted
 *
 * @example const { scores } = await disentanglement(vae, sprites(), { seed: 1 });
 */
export async function disentanglement(
  encoder: Encoder,
  data: FactorData,
  options: DisentanglementOptions,
): Promise<Disentanglement> {
  const { seed, rounds, signal, onProgress } = options;
  const { codes, factors, categorical } = await encodeFactors(encoder, data, options);
  const gap = mig(codes, factors);
  onProgress?.("MIG");
  const separated = sap(codes, factors, { categorical });
  onProgress?.("SAP");
  const trees = await dci(codes, factors, { seed, signal, ...(rounds && { rounds }) });
  onProgress?.("DCI");
  const factorVae = await factorVaeScore(encoder, data, options);
  onProgress?.("FactorVAE score");
  const betaVae = await betaVaeScore(encoder, data, options);
  onProgress?.("β-VAE score");
  const scores = {
    mig: gap.score,
    sap: separated.score,
    disentanglement: trees.disentanglement,
    completeness: trees.completeness,
    informativeness: trees.informativeness,
    factorVae: factorVae.score,
    betaVae: betaVae.score,
  };
  return { scores, mig: gap, sap: separated, dci: trees, factorVae, betaVae };
}
