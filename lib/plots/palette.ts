/**
 * Lines and bars: Okabe and Ito's colours for colour-blind readers, moved so that each has a
 * contrast near 3 : 1 on a white page and on Vega's dark one.
 */
export const seriesColours = ["#1f82c4", "#d55e00", "#009e73", "#c46a9b", "#a58b00", "#8a8a8a"];

/** Ten classes. Petroff 2021, "Accessible color sequences for data visualization", also petroff10 in matplotlib. */
export const classColours = [
  "#3f90da",
  "#ffa90e",
  "#bd1f01",
  "#94a4a2",
  "#832db6",
  "#a96b59",
  "#e76300",
  "#b9ac70",
  "#717581",
  "#92dadd",
];

/** Reference lines, and text drawn over a picture: readable on white and on black. */
export const neutral = "#808080";
