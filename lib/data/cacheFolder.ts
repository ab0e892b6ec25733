import { settings } from "../backend/settings";

/** Where downloads and checkpoints are kept: `VAE_COOKBOOK_CACHE`, or else the user's cache folder. */
export async function cacheFolder(): Promise<string> {
  const { cache } = settings();
  if (cache !== undefined) return cache;
  const { default: envPaths } = await import("env-paths");
  return envPaths("vae-cookbook", { suffix: "" }).cache;
}
