import { mapAhead } from '../../core/map-ahead.ts';
import type { Face } from '../../core/face.ts';
import type { RgbImage } from '../../core/image.ts';
import type { DetectFaces } from '../collection/crop-plan.ts';
import type { AnnotatedFace } from '../photographs/annotate-faces.ts';
import { Attendance, type Visitors } from './people/attendance.ts';
import type { CameraEvent } from './people/camera-event.ts';
import type { Recognizer } from './people/recognizer.ts';
import type { Vote } from './people/votes.ts';
import type { Frame, FrameOrPause } from './source/frame.ts';
import type { OpenedSource } from './source/open-source.ts';
import { type Track, type TrackedPlace, Tracker } from './tracking/tracker.ts';

export interface WatchOptions {
  /** Faces are looked for in one picture of so many, and followed in between. */
  readonly every: number;
  /** A face that is not seen for more seconds has left. */
  readonly leaveAfter: number;
  /** Ends after so many pictures. */
  readonly maxFrames?: number | undefined;
}

/** What watching needs, and what it tells; tests pass their own. */
export interface WatchWorld {
  readonly detect: DetectFaces;
  /** Undefined without a gallery: faces have numbers alone. */
  readonly recognizer: Recognizer | undefined;
  readonly signal: AbortSignal;
  /** Called for each event, with the picture in which it was found out; undefined for who has left. */
  readonly onEvent: (event: CameraEvent, image: RgbImage | undefined) => Promise<void>;
  /** Called for each picture, with what is to be drawn on it. */
  readonly onFrame?: ((frame: Frame, faces: readonly AnnotatedFace[]) => Promise<void>) | undefined;
}

/** What came of watching a video. */
export interface WatchReport extends Visitors {
  /** Pictures that were looked at or in which faces were followed. */
  readonly frames: number;
  readonly seconds: number;
  readonly framesPerSecond: number;
}

/**
 * Follows the faces of a video and tells who comes and goes. When it ends, or is stopped, everybody leaves.
 *
 * @throws FacekitError about the source, and of what is written
 */
export async function watchVideo(
  source: Pick<OpenedSource, 'frames' | 'isLive'>,
  options: WatchOptions,
  world: WatchWorld,
): Promise<WatchReport> {
  const { signal, onFrame } = world;
  const watch = new Watch(options, world);
  const started = performance.now();
  let frames = 0;
  for await (const { frame, faces } of withFaces(source, options, world)) {
    if (signal.aborted) break;
    if (!frame.image) {
      await watch.pause(frame.seconds);
      continue;
    }
    if (faces) await watch.look(frame, faces);
    await onFrame?.(frame, watch.drawn(frame.seconds));
    frames += 1;
    if (frames === options.maxFrames) break;
  }
  await watch.end();
  const seconds = (performance.now() - started) / 1000;
  return { frames, seconds, framesPerSecond: frames / seconds, ...watch.visitors };
}

interface FrameWithFaces {
  readonly frame: FrameOrPause;
  /** Undefined where none were looked for. */
  readonly faces: readonly Face[] | undefined;
}

/** How many pictures of a file are looked at ahead. */
const LOOKS_AHEAD = 2;

/** Looks for faces in one picture of so many: of a file ahead of the one that is asked for, and of others in the newest one. */
async function* withFaces(
  { frames, isLive }: Pick<OpenedSource, 'frames' | 'isLive'>,
  { every }: WatchOptions,
  { detect }: WatchWorld,
): AsyncGenerator<FrameWithFaces> {
  let number = 0;
  const look = async (frame: FrameOrPause): Promise<FrameWithFaces> => {
    if (!frame.image) return { frame, faces: undefined };
    const isDue = number % every === 0;
    number += 1;
    return { frame, faces: isDue ? await detect(frame.image) : undefined };
  };
  if (isLive) for await (const frame of frames) yield await look(frame);
  else yield* mapAhead(frames, { atOnce: LOOKS_AHEAD * every }, look);
}

class Watch {
  readonly #world: WatchWorld;
  readonly #tracker: Tracker;
  readonly #attendance = new Attendance();

  constructor({ leaveAfter }: WatchOptions, world: WatchWorld) {
    this.#world = world;
    this.#tracker = new Tracker({ leaveAfter });
  }

  get visitors(): Visitors {
    return this.#attendance.visitors;
  }

  async look({ image, seconds }: Frame, faces: readonly Face[]): Promise<void> {
    const { recognizer, onEvent } = this.#world;
    const { seen, left } = this.#tracker.look(faces, seconds);
    await recognizer?.look(image, seen, seconds);
    const { events, replaced } = this.#attendance.update(seen, this.#namesOf(seen), seconds);
    for (const id of replaced) this.#forget(id);
    for (const event of events) await onEvent(event, image);
    await this.#leave(left);
  }

  async pause(seconds: number): Promise<void> {
    await this.#leave(this.#tracker.expire(seconds));
  }

  async end(): Promise<void> {
    await this.#leave(this.#tracker.end());
  }

  drawn(seconds: number): AnnotatedFace[] {
    return this.#tracker.at(seconds).map((place) => this.#annotated(place));
  }

  #annotated({ track, box, landmarks }: TrackedPlace): AnnotatedFace {
    const presence = this.#attendance.presenceOf(track.id);
    if (!presence) return { box };
    const { id, vote } = presence;
    if (vote.person !== null) return { box, landmarks, label: vote.person };
    return this.#world.recognizer
      ? { box, landmarks, label: 'unknown', isModest: true }
      : { box, landmarks, label: `face ${id}` };
  }

  #namesOf(seen: readonly Track[]): Map<number, Vote> {
    const { recognizer } = this.#world;
    if (recognizer) return recognizer.namesOf(seen);
    return new Map(seen.map(({ id }) => [id, { person: null, distance: null }]));
  }

  async #leave(tracks: readonly Track[]): Promise<void> {
    for (const event of this.#attendance.leave(tracks)) await this.#world.onEvent(event, undefined);
    for (const { id } of tracks) this.#forget(id);
  }

  #forget(id: number): void {
    this.#tracker.forget(id);
    this.#world.recognizer?.forget(id);
  }
}
