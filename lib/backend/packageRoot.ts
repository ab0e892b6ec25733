import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The folder of this package: from its sources as from its compiled files, the nearest package.json. */
export function packageRoot(folder = __dirname): string {
  if (existsSync(join(folder, "package.json"))) return folder;
  const parent = dirname(folder);
  if (parent === folder)
    throw new Error("packageRoot: found no package.json. Reinstall the package.");
  return packageRoot(parent);
}
