import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * Packages that TypeScript does not offer when an import is written, although it finds them: those linked from a
 * workspace, and those that the kernel brings.
 */
export function packageNames(folder: string): string[] {
  const names = new Set<string>();
  for (const at of upwards(folder)) for (const name of linkedIn(at)) names.add(name);
  for (const at of upwards(__dirname)) {
    for (const name of [...linkedIn(at), ...dependenciesOf(at)]) names.add(name);
  }
  return [...names].filter((name) => !name.startsWith("@types/"));
}

function upwards(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...upwards(parent)];
}

function linkedIn(folder: string): string[] {
  const modules = join(folder, "node_modules");
  return entriesOf(modules).flatMap((entry) => {
    if (entry.isSymbolicLink()) return [entry.name];
    if (!entry.name.startsWith("@")) return [];
    const scoped = entriesOf(join(modules, entry.name)).filter((inner) => inner.isSymbolicLink());
    return scoped.map((inner) => `${entry.name}/${inner.name}`);
  });
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return []; // there is no such folder
  }
}

function dependenciesOf(folder: string): string[] {
  try {
    const text = readFileSync(join(folder, "package.json"), "utf8");
    const { dependencies = {} } = JSON.parse(text) as { dependencies?: object };
    return Object.keys(dependencies);
  } catch {
    return []; // there is no such file
  }
}
