import { annotateFaces, type AnnotatedFace } from '../../photographs/annotate-faces.ts';
import type { RgbImage } from '../../../core/image.ts';
import type { CameraEvent } from '../people/camera-event.ts';
import { findProgram, type ProgramPlaces } from '../source/find-program.ts';
import type { Frame } from '../source/frame.ts';
import { openEventLog } from './event-log.ts';
import { openRecorder } from './recorder.ts';
import { openSnapshots } from './snapshots.ts';

/** Files and a folder, absolute; what is absent is not written. */
export interface OutputPlaces {
  readonly events?: string | undefined;
  readonly record?: string | undefined;
  readonly snapshots?: string | undefined;
}

export interface OutputOptions extends ProgramPlaces {
  /** Of the source; undefined where that is not known. */
  readonly picturesPerSecond: number | undefined;
}

/** What is written while a video is watched. Dispose it at the end; what is not finished then is not kept. */
export interface Outputs extends AsyncDisposable {
  readonly onEvent: (event: CameraEvent, image: RgbImage | undefined) => Promise<void>;
  /** Undefined where no picture is wanted. */
  readonly onFrame: ((frame: Frame, faces: readonly AnnotatedFace[]) => Promise<void>) | undefined;
  /** Has everything in its place. */
  finish(): Promise<void>;
}

/** Of the video of a live source. */
const LIVE_RATE = 25;

/**
 * Opens what is to be written, before anything is watched.
 *
 * @throws FacekitError `usage`, `ffmpeg-missing`, `output-not-writable` and others of writing
 */
export async function openOutputs(places: OutputPlaces, options: OutputOptions): Promise<Outputs> {
  const { events, record, snapshots } = places;
  const picturesPerSecond = options.picturesPerSecond ?? LIVE_RATE;
  const album = snapshots === undefined ? undefined : await openSnapshots(snapshots, encodeJpeg);
  const recorder =
    record === undefined
      ? undefined
      : await openRecorder(record, { program: await findProgram('ffmpeg', options), picturesPerSecond });
  const log = events === undefined ? undefined : await openEventLog(events);
  return {
    onEvent: async (event, image) => {
      await log?.write(event);
      if (image && isArrival(event)) await album?.write(event, image);
    },
    onFrame: recorder && (({ image, seconds }, faces) => recorder.write(annotateFaces(image, faces), seconds)),
    finish: async () => recorder?.finish(),
    [Symbol.asyncDispose]: async () => {
      await recorder?.[Symbol.asyncDispose]();
      await log?.[Symbol.asyncDispose]();
    },
  };
}

/** Somebody is there who was not, or is known only now. */
const isArrival = ({ event, person }: CameraEvent): boolean =>
  event === 'appeared' || (event === 'named' && person !== null);

const encodeJpeg = async (image: RgbImage): Promise<Uint8Array> =>
  (await import('../../../image/encode.ts')).encodeJpeg(image);
