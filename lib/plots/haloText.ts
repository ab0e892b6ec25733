import type { Layer } from "./rule";

/**
 * Text with an outline of the opposite colour, in two layers: readable on a white page, on a dark
 * one, and over a picture. (A page's own text colour reaches axes and titles, but no text within a chart.)
 */
export function haloText(
  mark: object,
  encoding: object,
  colours: { readonly text: string; readonly halo: string },
): Layer[] {
  const text = { type: "text", fontSize: 12, ...mark };
  return [
    {
      mark: {
        ...text,
        color: colours.halo,
        stroke: colours.halo,
        strokeWidth: 5,
        strokeJoin: "round",
      },
      encoding,
    },
    { mark: { ...text, color: colours.text }, encoding },
  ];
}
