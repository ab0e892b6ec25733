import { parseArgs } from "node:util";

/** @typedef {{ type: "boolean" | "string", value?: string, help: string }} Flag */

/**
 * Reads a command's flags. An unknown one is refused with the list.
 *
 * @template {Record<string, Flag>} T
 * @param {object} command
 * @param {string} command.name  "npm start"
 * @param {string} command.about one line
 * @param {T} command.flags      `value` names what a string flag takes
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {{ values: { [K in keyof T]?: T[K]["type"] extends "string" ? string : boolean } } | { exitCode: number }}
 *   the values, or the exit code where the command was refused or only asked for help
 */
export function readFlags({ name, about, flags }, args, env = process.env) {
  /** @type {Record<string, Flag>} */
  const all = { ...flags, help: { type: "boolean", help: "this text" } };
  const list = Object.entries(all)
    .map(
      ([flag, { help, value }]) => `  ${`--${flag}${value ? ` ${value}` : ""}`.padEnd(16)} ${help}`,
    )
    .join("\n");
  const usage = `${name}: ${about}\n\nFlags, after "${name} --":\n${list}`;
  // Without the lone "--", npm takes a flag for its own and says nothing; --no-gpu it takes for an empty "gpu".
  const swallowed = Object.keys(flags).find((flag) => {
    const [, denied] = /^no-(.*)/.exec(flag) ?? [];
    const value = env[`npm_config_${(denied ?? flag).replaceAll("-", "_")}`];
    return denied === undefined ? value : value === "";
  });
  if (swallowed !== undefined && !args.some((arg) => arg.startsWith(`--${swallowed}`))) {
    console.error(`npm kept --${swallowed} for itself: write \`${name} -- --${swallowed}\`.`);
    return { exitCode: 2 };
  }
  try {
    const { values } = parseArgs({ args: [...args], options: all });
    if (values.help) {
      console.log(usage);
      return { exitCode: 0 };
    }
    return { values: /** @type {any} */ (values) };
  } catch (error) {
    const [what] = (error instanceof Error ? error.message : String(error)).split(". To specify");
    console.error(`${name}: ${what}\n\n${usage}`);
    return { exitCode: 2 };
  }
}
