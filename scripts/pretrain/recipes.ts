import { classifier } from "./classifier";
import type { Recipe } from "./recipe";
import { robust } from "./robust";

/** By the name of the folder in lib/pretrained. */
export const recipes: Readonly<Record<string, Recipe>> = { classifier, robust };
