import { writeSync } from "node:fs";
import { encodeFrame } from "../frames";
import { descriptors } from "./protocol";
import type { PublishedType, RuntimeEvent } from "./protocol";

/**
 * Writes to the server before it returns. So nothing is lost when the process dies the next moment, a loop that
 * never yields is seen at work, and one that prints faster than the server reads is slowed down.
 */
export function send(event: RuntimeEvent): void {
  let rest = encodeFrame(event);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptors.events, rest));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
    }
  }
}

/** A message for every front end, in the name of the cell with this id. Throws a TypeError if it is not JSON. */
export function publish(
  cell: number,
  messageType: PublishedType,
  content: object,
  extra: { metadata?: object; buffers?: readonly Uint8Array[] } = {},
): void {
  const { metadata, buffers } = extra;
  send({
    type: "publish",
    cell,
    messageType,
    content: JSON.stringify(content),
    ...(metadata && { metadata: JSON.stringify(metadata) }),
    ...(buffers && buffers.length > 0 && { buffers: [...buffers] }),
  });
}
