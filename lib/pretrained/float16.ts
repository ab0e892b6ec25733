const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/**
 * Numbers of 16 bits: a sign, 5 bits of exponent, 10 of fraction; each the nearest to the value, of two equally near the
 * even one. Relative errors are at most 2⁻¹¹. TensorFlow.js reads them and does not write them.
 *
 * @throws RangeError if a value is not finite, or too large: beyond 65,504
 * @see IEEE 754-2008, binary16
 */
export function toFloat16(values: Float32Array): Uint16Array {
  return Uint16Array.from(values, (value) => {
    float[0] = value;
    const word = bits[0]!;
    const sign = (word >>> 16) & 0x8000;
    const size = Math.abs(value);
    if (!(size < 65_520)) {
      throw new RangeError(
        `toFloat16: ${value} is beyond what 16 bits hold, ±65,504. Look for a model that diverged.`,
      );
    }
    // Below 2⁻¹⁴ there is no exponent left: multiples of 2⁻²⁴.
    if (size < 2 ** -14) return sign | roundToEven(size * 2 ** 24);
    // The fraction is rounded; a carry goes into the exponent, as it should.
    const rest = word & 0x7fff_ffff;
    return sign | roundToEven(rest / 2 ** 13 - (112 << 10));
  });
}

function roundToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}
