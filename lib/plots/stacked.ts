import type { Caption, ImageFigure } from "./figure";

/** An image of 1 or 3 channels, and what stands beside and below it. */
export interface Row {
  readonly name: string;
  readonly image: ImageFigure;
  /** below the image, `y` from its lower edge */
  readonly captions: readonly Caption[];
  /** px of clear ground below the image */
  readonly below: number;
}

/** Rows one below the other, from the same left edge, on a clear ground. */
export function stacked(rows: readonly Row[], description: string): ImageFigure {
  const tops: number[] = [];
  let height = 0;
  for (const { image, below } of rows) {
    tops.push(height);
    height += image.height + below;
  }
  const width = Math.max(...rows.map(({ image }) => image.width));
  const pixels = new Uint8Array(width * height * 4);
  rows.forEach(({ image }, row) => {
    const { channels } = image;
    for (let i = 0; i < image.width * image.height; i++) {
      const y = tops[row]! + Math.floor(i / image.width);
      const at = (y * width + (i % image.width)) * 4;
      for (let c = 0; c < 3; c++) pixels[at + c] = image.pixels[i * channels + (c % channels)]!;
      pixels[at + 3] = 255;
    }
  });
  return {
    kind: "image",
    width,
    height,
    channels: 4,
    pixels,
    description,
    rowLabels: rows.map(({ name, image }, row) => ({
      y: tops[row]! + image.height / 2,
      text: name,
    })),
    captions: rows.flatMap(({ image, captions }, row) =>
      captions.map((caption) => ({ ...caption, y: tops[row]! + image.height + caption.y })),
    ),
  };
}
