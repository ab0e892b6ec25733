const oldest = { major: 20, minor: 19 };

/**
 * Whether this Node can run the set-up. If not, says so and sets the exit code.
 *
 * @param {string} [version] such as "20.11.0"
 */
export function requireNode(version) {
  const found = version || process.versions.node;
  const major = Number(found.split(".")[0]);
  const minor = Number(found.split(".")[1]);
  if (major > oldest.major || (major === oldest.major && minor >= oldest.minor)) return true;
  console.error(
    "Node.js " +
      found +
      " is too old: Node.js " +
      oldest.major +
      "." +
      oldest.minor +
      " or newer is needed.\n" +
      "Install a current one from nodejs.org or with your system's version manager, then run the same command again.",
  );
  process.exitCode = 1;
  return false;
}
