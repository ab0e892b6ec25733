/* eslint-disable @typescript-eslint/no-require-imports --
   The drawing libraries take half a second to load: only a notebook that draws pays for them. */
import type * as Resvg from "@resvg/resvg-js";
import type * as FastPng from "fast-png";
import type * as VegaLite from "vega-lite";

export const vega = (): unknown => require("vega");
export const vegaLite = (): typeof VegaLite => require("vega-lite") as typeof VegaLite;
export const resvg = (): typeof Resvg => require("@resvg/resvg-js") as typeof Resvg;
export const fastPng = (): typeof FastPng => require("fast-png") as typeof FastPng;
