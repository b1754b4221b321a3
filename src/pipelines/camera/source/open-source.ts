import { decodePictures } from './decode.ts';
import { findCameraName } from './camera-name.ts';
import { decoderArguments } from './decoder-arguments.ts';
import { fileFrames } from './file-frames.ts';
import { findProgram, type ProgramPlaces } from './find-program.ts';
import type { FrameOrPause } from './frame.ts';
import { type LiveOptions, liveFrames } from './live-frames.ts';
import { probeFile } from './probe-file.ts';
import type { VideoSource } from './video-source.ts';

export interface SourceOptions extends ProgramPlaces, Pick<LiveOptions, 'signal' | 'onLost' | 'onBack'> {
  /** Longest side of a picture, in pixels: larger ones are made smaller. */
  readonly maxSide: number;
  /** Play a file at its own speed, as a camera would show it. */
  readonly realtime: boolean;
  /** How often a live source is opened again before that is an error. */
  readonly retries: number;
}

/** A source that pictures come from. */
export interface OpenedSource {
  readonly frames: AsyncIterable<FrameOrPause>;
  /** Whether pictures that come too fast are left out: else all of them are given. */
  readonly isLive: boolean;
  /** Pictures a second of a file; undefined where that is not known. */
  readonly picturesPerSecond: number | undefined;
}

/**
 * Opens a video source: files are given picture by picture, others by their newest one.
 *
 * @throws FacekitError `ffmpeg-missing`, `input-not-found`, `input-not-readable`, `source-not-usable`
 */
export async function openSource(source: VideoSource, options: SourceOptions): Promise<OpenedSource> {
  const { maxSide, realtime, platform, signal } = options;
  const program = await findProgram('ffmpeg', options);
  const decoderOptions = { maxSide, realtime, platform };
  const open = (args: readonly string[]) => (until: AbortSignal) =>
    decodePictures({ source, program, args, signal: until });
  if (source.kind !== 'file') {
    const isNamed = source.kind === 'camera' && platform === 'win32';
    const cameraName = isNamed ? await findCameraName(source.index, program) : undefined;
    const pictures = open(decoderArguments(source, { ...decoderOptions, cameraName }));
    const frames = liveFrames(pictures, { ...options, shown: source.shown, ends: false });
    return { frames, isLive: true, picturesPerSecond: undefined };
  }
  const rate = await probeFile(source, await findProgram('ffprobe', options), signal);
  const pictures = open(decoderArguments(source, { ...decoderOptions, rate: rate.fraction }));
  return {
    frames: realtime
      ? liveFrames(pictures, { ...options, shown: source.shown, retries: 0, ends: true })
      : fileFrames(pictures(signal), rate.perSecond),
    isLive: realtime,
    picturesPerSecond: rate.perSecond,
  };
}
