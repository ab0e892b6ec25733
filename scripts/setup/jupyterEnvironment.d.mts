export function jupyterEnvironment(
  env?: NodeJS.ProcessEnv,
  paths?: { venv: string; python: string; jupyterHome: string },
): NodeJS.ProcessEnv;
export const jupyterPython: string;
