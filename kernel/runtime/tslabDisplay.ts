import { randomUUID } from "node:crypto";
import { display as show } from "./display";

/** What `import { display } from "tslab"` gives: tslab's own interface on our displays. */
class Display {
  private shown = false;

  /** @param id with it, each call replaces what the one before showed */
  constructor(private readonly id?: string) {}

  javascript = (text: string) => {
    this.raw("text/javascript", text);
  };
  html = (text: string) => {
    this.raw("text/html", text);
  };
  markdown = (text: string) => {
    this.raw("text/markdown", text);
  };
  latex = (text: string) => {
    this.raw("text/latex", text);
  };
  svg = (text: string) => {
    this.raw("image/svg+xml", text);
  };
  png = (bytes: Uint8Array) => {
    this.raw("image/png", bytes);
  };
  jpeg = (bytes: Uint8Array) => {
    this.raw("image/jpeg", bytes);
  };
  gif = (bytes: Uint8Array) => {
    this.raw("image/gif", bytes);
  };
  pdf = (bytes: Uint8Array) => {
    this.raw("application/pdf", bytes);
  };
  text = (text: string) => {
    this.raw("text/plain", text);
  };

  raw(type: string, value: string | Uint8Array): void {
    const data = {
      [type]: typeof value === "string" ? value : Buffer.from(value).toString("base64"),
    };
    if (this.id === undefined) show({ data });
    else {
      show({ data, transient: { display_id: this.id } }, this.shown);
      this.shown = true;
    }
  }
}

export const tslab = {
  display: new Display(),
  newDisplay: (): Display => new Display(randomUUID()),
};
