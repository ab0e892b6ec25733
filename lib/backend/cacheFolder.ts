import { join } from "node:path";
import { settings } from "./settings";

/** The folder for what is kept between runs: `VAE_COOKBOOK_CACHE`, or the user's cache folder. */
export async function cacheFolder(...parts: readonly string[]): Promise<string> {
  const { default: envPaths } = await import("env-paths");
  return join(settings().cache ?? envPaths("vae-cookbook", { suffix: "" }).cache, ...parts);
}
