import { readFileSync } from "node:fs";
import { protocolVersion } from "./wire";

/** The content of a `kernel_info_reply`. There is no debugger. */
export function kernelInfo(): object {
  const typescript = versionOf(require.resolve("typescript/package.json"));
  return {
    protocol_version: protocolVersion,
    implementation: "vae-cookbook",
    implementation_version: versionOf(require.resolve("../../package.json")),
    language_info: {
      name: "typescript",
      version: typescript,
      mimetype: "text/typescript",
      file_extension: ".ts",
      // JupyterLab finds its highlighter by the name, the classic notebook by the rest.
      codemirror_mode: { mode: "typescript", name: "javascript", typescript: true },
    },
    banner: `TypeScript ${typescript} on Node.js ${process.version}`,
    debugger: false,
    supported_features: [],
    help_links: [
      { text: "TypeScript", url: "https://www.typescriptlang.org/docs/" },
      { text: "TensorFlow.js", url: "https://js.tensorflow.org/api/latest/" },
    ],
  };
}

function versionOf(packageFile: string): string {
  return (JSON.parse(readFileSync(packageFile, "utf8")) as { version: string }).version;
}
