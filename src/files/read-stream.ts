import { addAbortSignal, type Readable } from 'node:stream';
import { FacekitError, interruptedError } from '../core/errors.ts';

export interface StreamLimits {
  readonly maxBytes: number;
  /** In the words of messages: `standard input`. */
  readonly name: string;
  readonly signal: AbortSignal;
}

/**
 * All bytes of a stream.
 *
 * @throws FacekitError `file-too-large`, `interrupted`
 */
export async function readStream(stream: Readable, { maxBytes, name, signal }: StreamLimits): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of addAbortSignal(signal, stream) as AsyncIterable<Uint8Array>) {
      length += chunk.length;
      if (length > maxBytes)
        throw new FacekitError('file-too-large', `Expected at most ${maxBytes} bytes from ${name} but more came.`);
      parts.push(chunk);
    }
  } catch (error) {
    if (signal.aborted) throw interruptedError(`Interrupted while ${name} was read.`, signal);
    throw error;
  }
  return Buffer.concat(parts, length);
}
