import type { ImageGridOptions, Images } from "./imageGrid";

/** Height and width of one image: as told, else from the tensor's shape, else square. */
export function dimensions(
  images: Images,
  { height, width, channels = 1 }: Pick<ImageGridOptions, "height" | "width" | "channels">,
): { height: number; width: number } {
  const shape = "shape" in images ? images.shape : [];
  const side = Math.sqrt((shape.length === 2 ? shape[1]! : 784 * channels) / channels);
  return {
    height: height ?? shape[shape.length > 2 ? 1 : -1] ?? side,
    width: width ?? shape[shape.length > 2 ? 2 : -1] ?? side,
  };
}
