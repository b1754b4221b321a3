import { FacekitError } from '../../../core/errors.ts';
import type { RgbImage } from '../../../core/image.ts';
import { endInWords, startChild } from './child.ts';
import { PpmReader } from './ppm-reader.ts';
import { type VideoSource, withoutSecrets } from './video-source.ts';

export interface DecodeOptions {
  readonly source: VideoSource;
  /** The file of ffmpeg. */
  readonly program: string;
  readonly args: readonly string[];
  readonly signal: AbortSignal;
}

/**
 * The pictures that ffmpeg decodes, in their order, no more than are asked for: it waits meanwhile. It ends with the signal, and when nobody
 * asks any more.
 *
 * @throws FacekitError `source-not-usable` where ffmpeg fails, or is ended by somebody else
 */
export async function* decodePictures({ source, program, args, signal }: DecodeOptions): AsyncGenerator<RgbImage> {
  const isStopped = (): boolean => signal.aborted;
  if (isStopped()) return;
  const child = startChild(program, args);
  signal.addEventListener('abort', child.kill, { once: true });
  const reader = new PpmReader();
  try {
    for await (const piece of child.stdout) yield* reader.push(piece as Uint8Array);
    const end = await child.ended;
    if (isStopped()) return;
    if (end.exitCode === 0 && reader.isBetweenPictures) return;
    throw new FacekitError(
      'source-not-usable',
      `Expected a video from ${source.shown} but ${withoutSecrets(endInWords(end), source)}.`,
    );
  } finally {
    signal.removeEventListener('abort', child.kill);
    child.kill();
  }
}
