import { backend, ConvolutionalVae, evaluate, fit, mnist, take, Vae } from "./lib";
async function main() {
  console.log((await backend()).summary);
  const digits = await mnist();
  const build = {
    "MLP 784-400-20": () => new Vae({ latent: 20, seed: 0 }),
    "conv [16,32] dense 128, z 20": () => new ConvolutionalVae({ filters: [16, 32], dense: 128, latent: 20, seed: 0 }),
    "conv [32,64] dense 16, z 20": () => new ConvolutionalVae({ filters: [32, 64], dense: 16, latent: 20, seed: 0 }),
  };
  const size = Number(process.argv[2] ?? 60000);
  for (const [name, make] of Object.entries(build)) {
    const vae = make(); const n = vae.variables.reduce((s, v) => s + v.size, 0);
    const h = await fit(vae, take(digits.train, size), { epochs: 3, seed: 0, compile: true });
    const t = await evaluate(vae as any, digits.test);
    console.log(name, "weights", n, "test -ELBO", t.negativeElbo.toFixed(2), "rate", t.rate.toFixed(2), "ms/step by epoch", h.epochs.map((e) => (e.seconds * 1000 / (size / 100)).toFixed(2)).join(" "));
  }
}
main();
