import { join } from "node:path";
import { globals } from "./globals";
import { ModuleResolver } from "./moduleResolver";
import { SourceFiles, mayChange } from "./sourceFiles";
import { internals, internalsOf, programInternals, ts } from "./typescript";

/**
 * The checker never forgets a file that it has seen, so it is made anew after so many characters. A million of them
 * take about 30 MB.
 */
const charactersPerChecker = 1_000_000;
/** What a small file costs beside its characters. */
const charactersPerFile = 2_000;

/**
 * The files on disk that cells import, as a TypeScript program. Cells are no part of it: a program and its checker
 * take milliseconds to make anew when a thousand files are in it, and a cell can be checked against one that exists.
 */
export class Project {
  readonly options: ts.CompilerOptions;
  private readonly files = new SourceFiles();
  private readonly resolver: ModuleResolver;
  private readonly host: ts.CompilerHost;
  /** The one root: it imports whatever cells have imported. */
  private readonly root: string;
  private readonly imported = new Set<string>();
  /** `/// <reference … />` of cells. */
  private readonly references = new Set<string>();
  /** Statements that add to global or to other modules' declarations; see `augment`. */
  augmentations: readonly ts.SourceFile[] = [];
  private current: ts.Program | undefined;
  /** Counts the changes on disk. */
  generation = 0;
  private resolutionsChanged = false;
  private characters = 0;
  private connected = new WeakSet<ts.SourceFile>();

  readonly folder: string;

  constructor(folder: string, options: ts.CompilerOptions) {
    this.folder = folder.replaceAll("\\", "/");
    this.options = options;
    this.root = this.pathOf("__imports__.ts");
    this.resolver = new ModuleResolver(folder, options);
    this.host = this.createHost();
  }

  get program(): ts.Program {
    return (this.current ??= this.build());
  }

  /** The path of a file that is not on disk, in the notebook's folder. */
  pathOf(name: string): string {
    return join(this.folder, name).replaceAll("\\", "/");
  }

  /** Notices what has changed on disk. */
  refresh(): void {
    const changed = this.files.dropChanged();
    if (changed) this.resolver.forgetLocal();
    if (changed || this.resolver.foundMissing()) {
      this.generation += 1;
      this.resolutionsChanged = true;
      this.current = this.build();
      this.resolutionsChanged = false;
    } else if (this.characters > charactersPerChecker) {
      this.current = this.build();
    }
  }

  /** Lets the checker find what these files, which are no part of the program, import. */
  connect(files: readonly ts.SourceFile[]): void {
    const resolved = files.map((file) => this.resolutionsOf(file));
    const absent = resolved.flatMap(({ absent }) => absent);
    const references = files.flatMap(referencesOf).filter((one) => !this.references.has(one));
    if (absent.length > 0 || references.length > 0) {
      for (const specifier of absent) this.imported.add(specifier);
      for (const reference of references) this.references.add(reference);
      this.current = this.build();
    }
    const { resolvedModules } = programInternals(this.program);
    files.forEach((file, i) => {
      resolvedModules.set(internalsOf(file).path, resolved[i]!.cache);
      if (!this.connected.has(file)) this.characters += charactersPerFile + file.text.length;
      this.connected.add(file);
    });
  }

  /** Makes the statements `declare global` and `declare module` of these files known everywhere. */
  augment(files: readonly ts.SourceFile[]): void {
    const same = files.length === this.augmentations.length;
    if (same && files.every((file, i) => file === this.augmentations[i])) return;
    this.augmentations = files;
    this.current = this.build();
  }

  /** Whether a module has types that can be added to. */
  hasTypes(specifier: string): boolean {
    const { resolvedModule } = this.resolver.resolve(specifier, this.root, undefined);
    if (resolvedModule && !/^\.[cm]?jsx?$/.test(resolvedModule.extension)) return true;
    const known = this.program.getTypeChecker().getAmbientModules();
    return known.some(({ name }) => name === `"${specifier}"`);
  }

  /** Forgets what the checker knows: it may have been stopped in the middle. */
  renew(): void {
    this.current = undefined;
  }

  /** The file that an import in `file` leads to. */
  importedFile(specifier: ts.StringLiteralLike, file: ts.SourceFile): ts.SourceFile | undefined {
    const resolution = programInternals(this.program).getResolvedModuleFromModuleSpecifier(
      specifier,
      file,
    );
    const path = resolution?.resolvedModule?.resolvedFileName;
    return path === undefined ? undefined : this.program.getSourceFile(path);
  }

  private resolutionsOf(file: ts.SourceFile) {
    const cache = internals.createModeAwareCache<ts.ResolvedModuleWithFailedLookupLocations>();
    const absent: string[] = [];
    for (const specifier of internalsOf(file).imports) {
      const mode = programInternals(this.program).getModeForUsageLocation(file, specifier);
      const resolution = this.resolver.resolve(specifier.text, file.fileName, mode);
      cache.set(specifier.text, mode, resolution);
      const path = resolution.resolvedModule?.resolvedFileName;
      if (path !== undefined && !this.program.getSourceFile(path)) absent.push(specifier.text);
    }
    return { cache, absent };
  }

  private build(): ts.Program {
    this.characters = 0;
    this.connected = new WeakSet();
    const rootNames = [this.root, ...this.augmentations.map(({ fileName }) => fileName)];
    return ts.createProgram({
      rootNames,
      options: this.options,
      host: this.host,
      ...(this.current && { oldProgram: this.current }),
    });
  }

  private parseRoot(): ts.SourceFile {
    const imports = [...this.imported].map((specifier) => `import ${JSON.stringify(specifier)};`);
    const text = [...this.references, ...imports, globals, "export {};"].join("\n");
    return ts.createSourceFile(this.root, text, ts.ScriptTarget.ES2022);
  }

  private createHost(): ts.CompilerHost {
    const { sys } = ts;
    return {
      getSourceFile: (path, options) => {
        if (path === this.root) return this.parseRoot();
        return (
          this.augmentations.find(({ fileName }) => fileName === path) ??
          this.files.get(path, options)
        );
      },
      getDefaultLibFileName: (options) => ts.getDefaultLibFilePath(options),
      getCurrentDirectory: () => this.folder,
      getCanonicalFileName: (path) =>
        sys.useCaseSensitiveFileNames ? path : path.toLocaleLowerCase(),
      useCaseSensitiveFileNames: () => sys.useCaseSensitiveFileNames,
      getNewLine: () => "\n",
      fileExists: (path) => path === this.root || sys.fileExists(path),
      readFile: (path) => sys.readFile(path),
      writeFile: () => undefined,
      directoryExists: (path) => sys.directoryExists(path),
      getDirectories: (path) => sys.getDirectories(path),
      realpath: (path) => sys.realpath?.(path) ?? path,
      getModuleResolutionCache: () => this.resolver.cache,
      hasInvalidatedResolutions: (path) => this.resolutionsChanged && mayChange(path),
      resolveModuleNameLiterals: (literals, from, _redirect, options, file) =>
        literals.map((literal) => {
          const mode = ts.getModeForUsageLocation(file, literal, options);
          return this.resolver.resolve(literal.text, from, mode);
        }),
      resolveTypeReferenceDirectiveReferences: (references, from, _redirect, _options, file) =>
        references.map((reference) => {
          const name = typeof reference === "string" ? reference : reference.fileName;
          const own = typeof reference === "string" ? undefined : reference.resolutionMode;
          return this.resolver.resolveTypes(name, from, own ?? file?.impliedNodeFormat);
        }),
    };
  }
}

function referencesOf(file: ts.SourceFile): string[] {
  const write = (kind: string, references: readonly ts.FileReference[]) =>
    references.map(({ fileName }) => `/// <reference ${kind}="${fileName}" />`);
  return [
    ...write("lib", file.libReferenceDirectives),
    ...write("types", file.typeReferenceDirectives),
    ...write("path", file.referencedFiles),
  ];
}
