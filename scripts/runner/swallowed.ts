/**
 * Without the lone "--" npm takes a flag for its own, and the command would run without it.
 *
 * @param command "npm run score"
 * @param flags   those that the command has, "output"
 * @param words   what the command was given
 * @throws RangeError if npm has kept one
 */
export function expectNoneSwallowed(
  command: string,
  flags: readonly string[],
  words: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): void {
  const given = new Set(words.map((word) => word.split("=")[0]));
  const missing = flags.filter((flag) => !given.has(`--${flag}`));
  const kept = missing.find((flag) => env[`npm_config_${flag.replaceAll("-", "_").toLowerCase()}`]);
  if (kept === undefined) return;
  throw new RangeError(
    `npm kept --${kept} for itself. Put \`--\` before all that is for the command: \`${command} -- … --${kept}\`.`,
  );
}
