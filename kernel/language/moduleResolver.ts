import { dirname, join } from "node:path";
import { mayChange } from "./sourceFiles";
import { ts } from "./typescript";

type Resolution = ts.ResolvedModuleWithFailedLookupLocations;

/** Packages that the notebook's folder does not have are looked for from here. */
const besideKernel = join(__dirname, "cell.ts").replaceAll("\\", "/");

/** Finds what import specifiers and type directives mean. Failures are forgotten: the next cell may find the file. */
export class ModuleResolver {
  /** Of packages, which do not change. */
  readonly cache: ts.ModuleResolutionCache;
  private localCache: ts.ModuleResolutionCache;
  private readonly found = new Map<string, Resolution>();
  /** Imports in files on disk that led nowhere. */
  private readonly missing = new Map<string, [string, string, ts.ResolutionMode]>();

  constructor(
    private readonly folder: string,
    private readonly options: ts.CompilerOptions,
  ) {
    this.cache = this.newCache();
    this.localCache = this.newCache();
  }

  resolve(specifier: string, from: string, mode: ts.ResolutionMode): Resolution {
    const key = `${dirname(from)}\0${specifier}\0${mode ?? ""}`;
    const known = this.found.get(key);
    if (known) return known;
    const resolution = this.lookUp(specifier, from, mode);
    if (resolution.resolvedModule || !mayChange(from)) {
      this.found.set(key, resolution);
      this.missing.delete(key);
    } else {
      this.localCache = this.newCache();
      if (ts.sys.fileExists(from)) this.missing.set(key, [specifier, from, mode]);
    }
    return resolution;
  }

  /** Types of a directive or of the option `types`: the project's own, otherwise those beside the kernel. */
  resolveTypes(
    name: string,
    from: string,
    mode: ts.ResolutionMode,
  ): ts.ResolvedTypeReferenceDirectiveWithFailedLookupLocations {
    const look = (file: string) =>
      ts.resolveTypeReferenceDirective(
        name,
        file,
        this.options,
        ts.sys,
        undefined,
        undefined,
        mode,
      );
    const own = look(from);
    return own.resolvedTypeReferenceDirective ? own : look(besideKernel);
  }

  /** Files on disk have changed, so specifiers may mean others. */
  forgetLocal(): void {
    this.localCache = this.newCache();
    for (const [key, { resolvedModule }] of this.found) {
      if (resolvedModule && mayChange(resolvedModule.resolvedFileName)) this.found.delete(key);
    }
  }

  /** Whether an import that led nowhere would be found now. */
  foundMissing(): boolean {
    const found = [...this.missing.values()].filter(
      (missing) => this.resolve(...missing).resolvedModule,
    );
    return found.length > 0;
  }

  private lookUp(specifier: string, from: string, mode: ts.ResolutionMode): Resolution {
    const local = mayChange(from);
    const cache = local ? this.localCache : this.cache;
    const look = (file: string) =>
      ts.resolveModuleName(specifier, file, this.options, ts.sys, cache, undefined, mode);
    const own = look(from);
    const isPackage = !/^(\.|\/)/.test(specifier);
    if (own.resolvedModule || !local || !isPackage) return own;
    const fallback = look(besideKernel);
    return fallback.resolvedModule ? fallback : own;
  }

  private newCache(): ts.ModuleResolutionCache {
    return ts.createModuleResolutionCache(this.folder, (path) => path, this.options);
  }
}
