/** Runs a command with its arguments; its number, or 2 when it refuses, becomes the exit status. */
export function runMain(main: (words: string[]) => Promise<number>): void {
  main(process.argv.slice(2)).then(
    (status) => {
      process.exitCode = status;
    },
    (error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = 2;
    },
  );
}
