/** An IDX file, read: `data` holds `shape[0] × shape[1] × …` bytes, the last axis fastest. */
export interface IdxArray {
  shape: number[];
  data: Uint8Array;
}

const UNSIGNED_BYTE = 0x08;
const OTHER_TYPES: Readonly<Record<number, string>> = {
  0x09: "signed bytes",
  0x0b: "16-bit integers",
  0x0c: "32-bit integers",
  0x0d: "32-bit floats",
  0x0e: "64-bit floats",
};

const REPLACE = "Delete it and fetch it again.";

/**
 * Reads an IDX file of unsigned bytes, the format of MNIST:
 * `0 0 type dimensions`, each size as a big-endian 32-bit integer, then the data.
 *
 * @param bytes the file, already decompressed; `data` is a view of it, not a copy
 * @param name  what errors call the file
 * @throws TypeError  if it is not an IDX file, or not one of unsigned bytes
 * @throws RangeError if it is empty, cut short or too long
 * @see LeCun, Cortes & Burges, "The MNIST database of handwritten digits", file formats
 */
export function readIdx(bytes: Uint8Array, name: string): IdxArray {
  const fail = `readIdx: ${name}`;
  if (bytes.length === 0) throw new RangeError(`${fail} is empty. ${REPLACE}`);
  const foreign = foreignKind(bytes);
  if (foreign !== undefined) throw new TypeError(`${fail} ${foreign}`);

  const cutShort = (promised: number): RangeError =>
    new RangeError(
      `${fail} is ${count(bytes.length)} bytes, its header promises ${count(promised)}. ` +
        "The download was cut short: delete it and run again.",
    );
  if (bytes.length < 4) throw cutShort(4);

  const type = bytes[2]!;
  if (type !== UNSIGNED_BYTE) {
    throw new TypeError(
      `${fail} holds ${OTHER_TYPES[type] ?? `data of the unknown type 0x${hex(type)}`}, ` +
        "only unsigned bytes (type 0x08) can be read. Convert it first.",
    );
  }
  const dimensions = bytes[3]!;
  if (dimensions === 0) throw new RangeError(`${fail} has no dimensions. ${REPLACE}`);

  const header = 4 + 4 * dimensions;
  if (bytes.length < header) throw cutShort(header);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: dimensions }, (_, axis) => view.getUint32(4 + 4 * axis));
  const values = shape.reduce((product, size) => product * size, 1);
  if (values === 0) {
    throw new RangeError(`${fail} holds no data, its shape is [${shape.join(", ")}]. ${REPLACE}`);
  }

  const promised = header + values;
  if (bytes.length < promised) throw cutShort(promised);
  if (bytes.length > promised) {
    throw new RangeError(
      `${fail} is ${count(bytes.length)} bytes, its header promises ${count(promised)}. ` +
        `Something was added to its end. ${REPLACE}`,
    );
  }
  return { shape, data: bytes.subarray(header) };
}

/** What the first bytes say that the file is instead; undefined if nothing speaks against IDX. */
function foreignKind(bytes: Uint8Array): string | undefined {
  const [first = 0, second = 0] = bytes;
  if (first === 0 && second === 0) return undefined;
  if (first === 0x1f && second === 0x8b) return "is still compressed by gzip. Decompress it first.";
  if (first === 0x3c) return `is a web page or XML, not an IDX file. ${REPLACE}`;
  return `is not an IDX file: it starts with ${hex(first)} ${hex(second)} instead of 00 00. ${REPLACE}`;
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}

function count(n: number): string {
  return n.toLocaleString("en-US");
}
