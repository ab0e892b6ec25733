/**
 * By tag and not `instanceof`: a notebook's cells may have typed arrays of their own realm.
 * (Node's own test for it is not there in a browser.)
 */
const hasTag = (value: unknown, tag: string): boolean =>
  Object.prototype.toString.call(value) === `[object ${tag}]`;

export const isUint8Array = (value: unknown): value is Uint8Array => hasTag(value, "Uint8Array");

export const isFloat32Array = (value: unknown): value is Float32Array =>
  hasTag(value, "Float32Array");
