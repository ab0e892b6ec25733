import type { Paths } from "./paths.mjs";

export function clientsEnvironment(env?: NodeJS.ProcessEnv, paths?: Paths): NodeJS.ProcessEnv;
export function clientsPaths(paths: Paths): Paths;
export const clientsPython: string;
