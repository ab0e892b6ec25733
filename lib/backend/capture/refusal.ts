/** The error for a step that a recording would get wrong. */
export function refuse(what: string, remedy: string): Error {
  return new Error(
    `capture: the step ${what}. A captured step is recorded and then repeated without its JavaScript. ${remedy}.`,
  );
}
