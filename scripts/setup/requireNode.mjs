const oldest = [20, 19];

/**
 * Whether this Node can run the set-up. If not, says so and sets the exit code.
 *
 * @param {string} [version] such as "20.11.0"
 */
export function requireNode(version) {
  const found = version || process.versions.node;
  const parts = found.split(".").map(Number);
  if (parts[0] > oldest[0] || (parts[0] === oldest[0] && parts[1] >= oldest[1])) return true;
  console.error(
    "Node.js " +
      found +
      " is too old: Node.js " +
      oldest.join(".") +
      " or newer is needed.\n" +
      "Install a current one from nodejs.org or with your system's version manager, then run the same command again.",
  );
  process.exitCode = 1;
  return false;
}
