/**
 * Without the lone "--" npm takes a flag for its own, and the command would run without it.
 *
 * @param command "npm run score"
 * @param flags   the command's, "pdf"
 * @throws RangeError if npm has kept one
 */
export function expectNoneSwallowed(
  command: string,
  flags: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): void {
  const kept = flags.find((flag) => env[`npm_config_${flag.replaceAll("-", "_")}`]);
  if (kept === undefined) return;
  throw new RangeError(
    `npm kept --${kept} for itself. Put \`--\` before all that is for the command: \`${command} -- … --${kept}\`.`,
  );
}
