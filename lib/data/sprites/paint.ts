/**
 * Round half up, by a hair more: at an exact half, the last digit of a cosine, in which engines differ, must not
 * decide.
 */
const toByte = (intensity: number): number => Math.floor(255 * intensity + 0.5 + 1e-9);

/** White on black: a pixel is its share. */
export function paintGray(shares: Float64Array, pixels: Uint8Array, offset: number): void {
  for (let k = 0; k < shares.length; k++) pixels[offset + k] = toByte(shares[k]!);
}

/** Hues, in degrees, around the whole circle. */
export const HUES = [0, 45, 90, 135, 180, 225, 270, 315] as const;

/** The sides that light comes from. */
export const LIGHTS = ["left", "top", "right", "bottom"] as const;

type Rgb = readonly [red: number, green: number, blue: number];

const GROUND = HUES.map((hue) => rgb(hue, 0.45, 0.8));
const SPRITE = HUES.map((hue) => rgb(hue, 0.95, 1));

/** How much light there is at a share t of the way from its side to the other. */
const brightness = (t: number): number => 1 - 0.7 * t;

/**
 * brightness(t) · (share · sprite + (1 − share) · ground), with t the way from the light's side to the pixel's centre.
 *
 * @param ground index into `HUES`
 * @param sprite index into `HUES`
 * @param light  index into `LIGHTS`
 * @param pixels written from `offset` on, channels fastest
 */
export function paintColour(
  shares: Float64Array,
  { ground, sprite, light }: { ground: number; sprite: number; light: number },
  pixels: Uint8Array,
  offset: number,
): void {
  const size = Math.sqrt(shares.length);
  const far = GROUND[ground]!;
  const near = SPRITE[sprite]!;
  const alongRow = light % 2 === 0;
  const fromStart = light < 2;
  let at = offset;
  for (let k = 0; k < shares.length; k++) {
    const share = shares[k]!;
    const place = alongRow ? k % size : Math.floor(k / size);
    const way = (place + 0.5) / size;
    const bright = brightness(fromStart ? way : 1 - way);
    for (let c = 0; c < 3; c++) {
      pixels[at++] = toByte(bright * (far[c]! + share * (near[c]! - far[c]!)));
    }
  }
}

/** Hue in degrees, saturation and value in [0, 1] → intensities in [0, 1]. */
function rgb(hue: number, saturation: number, value: number): Rgb {
  const channel = (n: number): number => {
    const k = (n + hue / 60) % 6;
    return value - value * saturation * Math.max(0, Math.min(k, 4 - k, 1));
  };
  return [channel(5), channel(3), channel(1)];
}
