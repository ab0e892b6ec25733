import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** The pictures of a page, as files that can be saved and put on a slide. */
export class Figures {
  readonly #files = new Map<string, Uint8Array | string>();

  /** @param stem the page's name: "03-training" */
  constructor(readonly stem: string) {}

  /**
   * Keeps a picture.
   *
   * @param picture   its bytes, or the path of its file
   * @param extension "png"
   * @returns its address within the site, "figures/03-training-4.png"
   */
  add(picture: Uint8Array | string, extension: string): string {
    const address = `figures/${this.stem}-${this.#files.size + 1}.${extension}`;
    this.#files.set(address, picture);
    return address;
  }

  /** Writes them into the site's folder. */
  async write(folder: string): Promise<void> {
    for (const [address, picture] of this.#files) {
      const file = join(folder, address);
      await mkdir(dirname(file), { recursive: true });
      await (typeof picture === "string" ? copyFile(picture, file) : writeFile(file, picture));
    }
  }
}
