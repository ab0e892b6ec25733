import path from "node:path";
import { readText, writeWhole } from "./stamps.mjs";

const disabledExtensions = {
  // Asks the news feed; off twice, since a reader who clears the settings should not meet it either.
  "@jupyterlab/apputils-extension:announcements": true,
  "@jupyterlab/extensionmanager-extension": true,
  // A chapter's numbers are a table and the same as JSON in one message: the page must show the table.
  // The second draws JSON too.
  "@jupyterlab/json-extension": true,
  "@jupyterlab/json-lines-extension": true,
  // Their half in the server is off, below.
  "@jupyterlab/fileeditor-extension:language-server": true,
  "@jupyterlab/lsp-extension": true,
  "@jupyterlab/notebook-extension:language-server": true,
};

/**
 * The kernelspec, and settings of JupyterLab's for a page without pop-ups. All of it lies in `.venv`.
 *
 * @param {import("./paths.mjs").Paths} paths
 * @returns {import("./setUp.mjs").SetupStep}
 */
export function jupyterSettings(paths) {
  const files = Object.entries({
    "share/jupyter/kernels/tslab/kernel.json": {
      argv: [
        process.execPath,
        path.join(paths.root, "kernel", "dist", "launch.js"),
        "{connection_file}",
      ],
      display_name: "TypeScript",
      language: "typescript",
      // A message rather than a signal, which would also reach the programs that a cell starts.
      interrupt_mode: "message",
      metadata: { supported_encryption: ["curve"] },
    },
    "share/jupyter/lab/settings/overrides.json": {
      "@jupyterlab/apputils-extension:notification": { fetchNews: "false", checkForUpdates: false },
      // The glossary is to be read: a link to it opens the page, not its source.
      "@jupyterlab/docmanager-extension:plugin": {
        defaultViewers: { markdown: "Markdown Preview" },
      },
      // Without it, a widget of a notebook that is opened again is an error message until its cell has run.
      "@jupyter-widgets/jupyterlab-manager:plugin": { saveState: true },
    },
    // Jupyter adds the second list itself where it is missing.
    "etc/jupyter/labconfig/page_config.json": {
      disabledExtensions,
      lockedExtensions: disabledExtensions,
    },
    "etc/jupyter/jupyter_server_config.json": {
      ServerApp: {
        // Neither is used, and looking for language servers starts npm.
        jpserver_extensions: { jupyter_lsp: false, notebook_shim: false },
      },
      MultiKernelManager: { default_kernel_name: "tslab" },
      // Jupyter quietly takes another kernel of the same language where it can.
      KernelSpecManager: { allowed_kernelspecs: ["tslab"], ensure_native_kernel: false },
    },
  }).map(([name, content]) => ({
    file: path.join(paths.venv, ...name.split("/")),
    text: `${JSON.stringify(content, null, 2)}\n`,
  }));
  return {
    title: "Kernel and page settings",
    isDone: () => files.every(({ file, text }) => readText(file) === text),
    async work() {
      for (const { file, text } of files) writeWhole(file, text);
    },
  };
}
