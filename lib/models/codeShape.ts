/**
 * What is left of an image that is halved once for each of the filters: [height, width, channels].
 *
 * @param where the model, for messages
 * @throws RangeError if height or width cannot be halved so often
 */
export function codeShape(
  where: string,
  { height, width, filters }: { height: number; width: number; filters: readonly number[] },
): readonly [number, number, number] {
  const shrink = 2 ** filters.length;
  for (const [name, size] of Object.entries({ height, width })) {
    if (size % shrink === 0) continue;
    throw new RangeError(
      `${where}: ${name} must be divisible by ${shrink}, once by 2 for each of the ${filters.length} filters; ` +
        `it is ${size}. Pad the images, or pass fewer filters.`,
    );
  }
  return [height / shrink, width / shrink, filters.at(-1)!];
}
