import { deserialize, serialize } from "node:v8";

/**
 * Values on a byte stream between the kernel's two processes: four bytes of length, then the value as V8 clones it.
 */
export function encodeFrame(value: unknown): Buffer {
  const body = serialize(value);
  const frame = Buffer.allocUnsafe(4 + body.length);
  frame.writeUInt32LE(body.length);
  body.copy(frame, 4);
  return frame;
}

/** Puts frames together again from the pieces in which they arrive. */
export class FrameReader<T> {
  private pieces: Buffer[] = [];
  private length = 0;

  constructor(private readonly receive: (value: T) => void) {}

  push(piece: Buffer): void {
    this.pieces.push(piece);
    this.length += piece.length;
    for (;;) {
      const size = this.nextSize();
      if (size === undefined || this.length < size) return;
      const all = this.pieces.length === 1 ? this.pieces[0]! : Buffer.concat(this.pieces);
      this.length -= size;
      this.pieces = this.length > 0 ? [all.subarray(size)] : [];
      this.receive(deserialize(all.subarray(4, size)) as T);
    }
  }

  /** Of the frame that begins the pieces, its head included. */
  private nextSize(): number | undefined {
    if (this.length < 4) return undefined;
    if (this.pieces[0]!.length < 4) this.pieces = [Buffer.concat(this.pieces)];
    return 4 + this.pieces[0]!.readUInt32LE();
  }
}
