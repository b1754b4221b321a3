import { stat } from 'node:fs/promises';
import * as v from 'valibot';
import { FacekitError, systemErrorCode } from '../../../core/errors.ts';
import { checkJson } from '../../../core/json.ts';
import { endInWords, startChild } from './child.ts';
import { protocolsOf, type VideoSource } from './video-source.ts';

/** A rate as a fraction, and as a number. */
export interface FrameRate {
  /** Such as `30000/1001`. */
  readonly fraction: string;
  readonly perSecond: number;
}

type FileSource = Extract<VideoSource, { kind: 'file' }>;

/**
 * How many pictures a second a video file has, on average.
 *
 * @param program the file of ffprobe
 * @throws FacekitError `input-not-found`, `source-not-usable` for a file without a video
 */
export async function probeFile(source: FileSource, program: string, signal: AbortSignal): Promise<FrameRate> {
  await requireFile(source);
  const child = startChild(program, [
    ...['-v', 'error', '-protocol_whitelist', protocolsOf(source), '-select_streams', 'V:0'],
    ...[
      '-show_entries',
      'stream=avg_frame_rate,r_frame_rate:format=format_name',
      '-of',
      'json',
      '-i',
      `file:${source.file}`,
    ],
  ]);
  signal.addEventListener('abort', child.kill, { once: true });
  const pieces: Uint8Array[] = [];
  for await (const piece of child.stdout) pieces.push(piece as Uint8Array);
  const end = await child.ended;
  signal.removeEventListener('abort', child.kill);
  if (end.exitCode !== 0) throw noVideo(source, endInWords(end).replace('ffmpeg', 'ffprobe'));
  const probed = checkJson(Buffer.concat(pieces).toString('utf8'), PROBED);
  if (!probed.ok) throw noVideo(source, 'ffprobe says nothing of one');
  // ffmpeg would film the text as a terminal shows it.
  if (probed.value.format.format_name === 'tty') throw noVideo(source, 'it is text');
  const rate = rateIn(probed.value);
  if (!rate) throw noVideo(source, 'there is none in it');
  return rate;
}

const noVideo = ({ shown }: FileSource, why: string): FacekitError =>
  new FacekitError('source-not-usable', `Expected a video in ${shown} but ${why}.`);

async function requireFile({ file, shown }: FileSource): Promise<void> {
  const found = await stat(file).catch((error: unknown) => {
    if (['ENOENT', 'ENOTDIR'].includes(systemErrorCode(error) ?? '')) return undefined;
    throw new FacekitError('input-not-readable', `Cannot read ${shown} (${systemErrorCode(error) ?? 'unknown'}).`, {
      cause: error,
    });
  });
  if (!found) throw new FacekitError('input-not-found', `No file at ${shown}.`);
  if (found.isDirectory()) throw noVideo({ kind: 'file', file, shown }, 'it is a folder');
}

const PROBED = v.object({
  format: v.object({ format_name: v.string() }),
  streams: v.array(v.object({ avg_frame_rate: v.optional(v.string()), r_frame_rate: v.optional(v.string()) })),
});

/** The rate that ffprobe tells; the average where it is one, since others may be a common multiple. */
function rateIn({ streams: [stream] }: v.InferOutput<typeof PROBED>): FrameRate | undefined {
  return toRate(stream?.avg_frame_rate) ?? toRate(stream?.r_frame_rate);
}

/** No video has more pictures a second. */
const MOST_PER_SECOND = 1000;

function toRate(fraction = ''): FrameRate | undefined {
  const [, above = '', below = ''] = /^(\d+)\/(\d+)$/.exec(fraction) ?? [];
  const perSecond = Number(above) / Number(below);
  return perSecond > 0 && perSecond <= MOST_PER_SECOND ? { fraction, perSecond } : undefined;
}
