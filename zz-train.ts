import { writeFileSync } from "node:fs";
import { backend, ConditionalVae, elbo, evaluate, fit, images, mnist, plots, take, tf } from "/work/main/lib";
async function main() {
  await backend();
  const digits = await mnist();
  const test = take(digits.test, 2000);
  const objective = (vae: any, x: any, { labels, ...o }: any) => elbo(vae.given(labels), x, o);
  for (const [latent, max] of JSON.parse(process.argv[2]!) as [number, number][]) {
    const vae = new ConditionalVae({ latent, hidden: [400], seed: 0 });
    const started = performance.now();
    const h = await fit<ConditionalVae>(vae, digits.train, { epochs: max, objective, seed: 0 });
    const t = await evaluate<ConditionalVae>(vae, digits.test, { objective });
    console.log(latent, max, h.epochs.map((e: any) => e.seconds.toFixed(1)).join(" "), ((performance.now() - started) / 1000).toFixed(1), JSON.stringify(t));
    const first = Array.from({ length: 10 }, (_, d) => test.labels.indexOf(d));
    const x = images(test, first);
    const labels = first.map((i) => test.labels[i]!);
    const styles = vae.transfer(x, labels);
    const grid = tf.concat([x.expandDims(1), styles.reshape([10, 10, 784])], 1).reshape([110, 784]) as any;
    const fig = plots.imageGrid(grid, { columns: 11, scale: 2, gap: 2 });
    writeFileSync(`/tmp/grid-${latent}-${max}.json`, JSON.stringify({ w: fig.width, h: fig.height, p: Array.from(fig.pixels) }));
    const prior = vae.sample(10, { seed: 1, label: 0 });
    vae.dispose();
  }
}
main();
