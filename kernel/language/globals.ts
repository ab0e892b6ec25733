/** What the runtime adds to Node's global names, see `kernel/runtime/main.ts`. */
export const globals = `declare global {
  /**
   * A line of text that the reader types.
   * @throws Error where nobody can answer
   */
  function input(prompt?: string, options?: { password?: boolean }): Promise<string>;
}`;
