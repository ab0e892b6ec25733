import { existsSync, readFileSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { dirname, extname, join, resolve } from "node:path";
import vm from "node:vm";
import type { CompiledCell, SideModule } from "../language/contract";
import type { Errors } from "./errors";
import { shownPath } from "./errors";
import { tslab } from "./tslabDisplay";

/** `require` as cells and the TypeScript files they import have it; `import()` becomes a call of its `import`. */
export interface CellRequire {
  (specifier: string): unknown;
  resolve(specifier: string): string;
  import(specifier: string): Promise<unknown>;
}

/**
 * Loads what cells import: TypeScript files as the server compiled them, CommonJS packages, and ES modules, which
 * are loaded ahead since a `require` cannot wait for them. What the notebook's folder does not have is looked for
 * beside the kernel.
 */
export class Modules {
  /** By absolute path. */
  private readonly sideModules = new Map<string, { code: string; exports?: object }>();
  /** Who imports a side module, both by absolute path. */
  private readonly importers = new Map<string, Set<string>>();
  /** Those that have begun to run and not ended. */
  private readonly loading = new Set<string>();
  /** ES modules, by folder and specifier. */
  private readonly namespaces = new Map<string, object>();

  constructor(
    private readonly folder: string,
    private readonly errors: Errors,
  ) {}

  /** New versions take the place of those loaded before. */
  add(modules: readonly SideModule[]): void {
    for (const { path, code, sourceMap } of modules) {
      this.forget(path);
      this.sideModules.set(path, { code });
      this.errors.know(path, shownPath(path, this.folder), readFileSync(path, "utf8"), sourceMap);
    }
  }

  /** What was being loaded when code was ended by force is half there; the next import loads it anew. */
  forgetUnfinished(): void {
    for (const path of this.loading) this.forget(path);
    this.loading.clear();
    for (const [path, module] of Object.entries(require.cache)) {
      if (module?.loaded === false) Reflect.deleteProperty(require.cache, path);
    }
  }

  /** A module runs again when it is next imported, and so do those that import it. */
  private forget(path: string): void {
    const module = this.sideModules.get(path);
    if (!module?.exports) return;
    delete module.exports;
    for (const importer of this.importers.get(path) ?? []) this.forget(importer);
  }

  /** Loads the ES modules among the static imports. */
  async preload(imports: CompiledCell["imports"]): Promise<void> {
    for (const { specifier, from, isDynamic } of imports) {
      const folder = from === undefined ? this.folder : dirname(from);
      const key = keyOf(folder, specifier);
      if (isDynamic || this.namespaces.has(key)) continue;
      if (this.sidePath(specifier, folder) === undefined && this.isEsModule(specifier, folder)) {
        this.namespaces.set(key, interoperable(await this.importModule(specifier, folder)));
      }
    }
  }

  /** The `require` of cells, or of a side module. */
  requireFor(importer?: string): CellRequire {
    const folder = importer === undefined ? this.folder : dirname(importer);
    const load = (specifier: string) => this.load(specifier, folder, importer);
    return Object.assign(load, {
      resolve: (specifier: string) => this.nodeRequire(specifier, folder).resolve(specifier),
      import: async (specifier: string) => {
        const side = this.sidePath(specifier, folder);
        if (side !== undefined || specifier === "tslab") return load(specifier);
        return await this.importModule(specifier, folder);
      },
    });
  }

  private load(specifier: string, folder: string, importer: string | undefined): unknown {
    if (specifier === "tslab") return tslab;
    const namespace = this.namespaces.get(keyOf(folder, specifier));
    if (namespace) return namespace;
    const side = this.sidePath(specifier, folder);
    if (side === undefined) return this.nodeRequire(specifier, folder)(specifier) as unknown;
    if (importer !== undefined) {
      const importers = this.importers.get(side) ?? new Set();
      this.importers.set(side, importers.add(importer));
    }
    return this.run(side);
  }

  private nodeRequire(specifier: string, folder: string): NodeJS.Require {
    return createRequire(join(this.home(specifier, folder), "cell.js"));
  }

  private async importModule(specifier: string, folder: string): Promise<object> {
    return await importFrom(this.home(specifier, folder), specifier);
  }

  private run(path: string): object {
    const module = this.sideModules.get(path)!;
    if (module.exports) return module.exports;
    const exports = {};
    module.exports = exports; // before it runs, for modules that import each other
    this.loading.add(path);
    try {
      const head = "(function (exports, require, __filename, __dirname) {";
      const script = new vm.Script(`${head}${module.code}\n})`, {
        filename: path,
        columnOffset: -head.length,
      });
      const run = script.runInThisContext() as (...args: unknown[]) => void;
      run(exports, this.requireFor(path), path, dirname(path));
    } catch (error) {
      delete module.exports;
      throw error;
    } finally {
      this.loading.delete(path);
    }
    return exports;
  }

  /** The compiled TypeScript file that a relative specifier means. */
  private sidePath(specifier: string, folder: string): string | undefined {
    if (!/^\.{0,2}\//.test(specifier)) return undefined;
    const path = resolve(folder, specifier);
    const stem = path.slice(0, path.length - extname(path).length);
    const candidates = [
      path,
      `${path}.ts`,
      `${path}.tsx`,
      join(path, "index.ts"),
      `${stem}.ts`,
      `${stem}.mts`,
      `${stem}.cts`,
    ];
    return candidates.find((candidate) => this.sideModules.has(candidate));
  }

  private isEsModule(specifier: string, folder: string): boolean {
    if (isBuiltin(specifier) || specifier === "tslab") return false;
    try {
      return isEsModuleFile(this.nodeRequire(specifier, folder).resolve(specifier));
    } catch (error) {
      // The package has entries for `import` alone.
      return (error as NodeJS.ErrnoException).code === "ERR_PACKAGE_PATH_NOT_EXPORTED";
    }
  }

  /** The folder from which a specifier is resolved: where it is written or, when it is not found there, the kernel's. */
  private home(specifier: string, folder: string): string {
    if (/^(\.|\/|node:)/.test(specifier) || isBuiltin(specifier)) return folder;
    const name = specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
    for (let at = folder; ; at = dirname(at)) {
      if (existsSync(join(at, "node_modules", name))) return folder;
      if (dirname(at) === at) return __dirname;
    }
  }
}

const keyOf = (folder: string, specifier: string): string => `${folder}\0${specifier}`;

/** `import()` as a file in this folder would do it. */
async function importFrom(folder: string, specifier: string): Promise<object> {
  const script = new vm.Script("(specifier) => import(specifier)", {
    filename: join(folder, "cell.js"),
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  return await (script.runInThisContext() as (specifier: string) => Promise<object>)(specifier);
}

function isEsModuleFile(path: string): boolean {
  const extension = extname(path);
  if (extension !== ".js") return extension === ".mjs";
  for (let at = dirname(path); ; at = dirname(at)) {
    const file = join(at, "package.json");
    if (existsSync(file)) {
      return (JSON.parse(readFileSync(file, "utf8")) as { type?: unknown }).type === "module";
    }
    if (dirname(at) === at) return false;
  }
}

/** TypeScript's `import x from` looks for this mark before it takes `default`. */
function interoperable(namespace: object): object {
  return new Proxy(namespace, {
    get: (target, name) => (name === "__esModule" ? true : (Reflect.get(target, name) as unknown)),
  });
}
