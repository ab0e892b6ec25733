/** What the environment may set. Everything is optional. */
export interface Settings {
  /** `VAE_COOKBOOK_BACKEND`: the tensor engine to use instead of the best one */
  backend?: string;
  /** `VAE_COOKBOOK_CACHE`: the folder for downloads and checkpoints */
  cache?: string;
  /** `VAE_COOKBOOK_FASHION_MNIST`: a folder with its four files, to be used instead of a download */
  fashionMnist?: string;
}

/** The library's settings. This is the only place that reads the environment. */
export function settings(env: NodeJS.ProcessEnv = process.env): Settings {
  const backend = env["VAE_COOKBOOK_BACKEND"];
  const cache = env["VAE_COOKBOOK_CACHE"];
  const fashionMnist = env["VAE_COOKBOOK_FASHION_MNIST"];
  return {
    ...(backend ? { backend } : {}),
    ...(cache ? { cache } : {}),
    ...(fashionMnist ? { fashionMnist } : {}),
  };
}
