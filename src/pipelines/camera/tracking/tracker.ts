import { type Box } from '../../../core/box.ts';
import type { Face, Landmarks } from '../../../core/face.ts';
import { matchBoxes } from './match.ts';
import { BoxMotion } from './motion.ts';

/** A face that is followed from picture to picture. */
export interface Track {
  /** From 1, in the order in which they were first sure. */
  readonly id: number;
  /** As the detector saw it last. */
  readonly face: Face;
  /** When it was first seen, and last: seconds of the source. */
  readonly firstSeen: number;
  readonly lastSeen: number;
  /** Whether the detector saw it when it looked last. */
  readonly isSeen: boolean;
}

export interface TrackerOptions {
  /** A face that nobody has seen for more seconds has left. */
  readonly leaveAfter: number;
}

/** What the last look has changed. */
export interface Look {
  /** Faces that the detector sees now, and has seen before: what is seen once may be nothing. */
  readonly seen: readonly Track[];
  readonly left: readonly Track[];
}

/** Where a face is between two looks. */
export interface TrackedPlace {
  readonly track: Track;
  readonly box: Box;
  readonly landmarks: Landmarks | undefined;
}

interface Followed {
  id: number | undefined;
  face: Face;
  readonly firstSeen: number;
  lastSeen: number;
  readonly motion: BoxMotion;
  sightings: number;
  /** Looks in a row without it. */
  missed: number;
}

/** Sightings from which on a face is one. */
const SURE = 2;
/** Looks that may miss a face before it is no longer shown. */
const MOST_MISSED = 1;
/** A face does not go on in its direction for ever, seconds. */
const LONGEST_GUESS = 0.5;

/**
 * Follows faces by where they are (SORT, Bewley et al. 2016): each is expected where its motion leads, and gets of the faces that the detector finds the one that
 * shares most area with that, all of them together.
 */
export class Tracker {
  readonly #options: TrackerOptions;
  #followed: Followed[] = [];
  #lastId = 0;

  constructor(options: TrackerOptions) {
    this.#options = options;
  }

  /** Takes the faces that a detector finds at a time, which is later than the last one. */
  look(faces: readonly Face[], seconds: number): Look {
    const places = matchBoxes(
      this.#followed.map((followed) => expectedAt(followed, seconds)),
      faces.map(({ box }) => box),
    );
    this.#followed.forEach((followed, i) => {
      const face = faces[places[i] ?? -1];
      if (face) this.#see(followed, face, seconds);
      else followed.missed += 1;
    });
    const known = new Set(places);
    faces.forEach((face, i) => {
      if (!known.has(i)) this.#begin(face, seconds);
    });
    const left = this.expire(seconds);
    return { seen: this.#followed.filter(({ missed }) => missed === 0).flatMap(toTrack), left };
  }

  /** Forgets the faces that have not been seen for too long, and returns them. */
  expire(seconds: number): Track[] {
    const hasLeft = ({ id, lastSeen, missed }: Followed): boolean =>
      seconds - lastSeen > this.#options.leaveAfter || (id === undefined && missed > MOST_MISSED);
    const left = this.#followed.filter(hasLeft);
    this.#followed = this.#followed.filter((followed) => !hasLeft(followed));
    return left.flatMap(toTrack);
  }

  /** Forgets every face, and returns them. */
  end(): Track[] {
    const left = this.#followed.splice(0);
    return left.flatMap(toTrack);
  }

  /** Stops to follow a face. */
  forget(id: number): void {
    this.#followed = this.#followed.filter((followed) => followed.id !== id);
  }

  /** Where the faces are that can be shown. */
  at(seconds: number): TrackedPlace[] {
    return this.#followed
      .filter(({ missed }) => missed <= MOST_MISSED)
      .flatMap((followed) => {
        const box = expectedAt(followed, seconds);
        return toTrack(followed).map((track) => ({ track, box, landmarks: movedLandmarks(followed, box) }));
      });
  }

  #see(followed: Followed, face: Face, seconds: number): void {
    followed.motion.correct(face.box, seconds - followed.lastSeen);
    followed.face = face;
    followed.lastSeen = seconds;
    followed.missed = 0;
    followed.sightings += 1;
    if (followed.sightings >= SURE) followed.id ??= this.#lastId += 1;
  }

  #begin(face: Face, seconds: number): void {
    const motion = new BoxMotion(face.box);
    this.#followed.push({
      id: undefined,
      face,
      firstSeen: seconds,
      lastSeen: seconds,
      motion,
      sightings: 1,
      missed: 0,
    });
  }
}

const expectedAt = ({ motion, lastSeen }: Followed, seconds: number): Box =>
  motion.after(Math.min(seconds - lastSeen, LONGEST_GUESS));

/** Landmarks go along with their box. */
function movedLandmarks({ face: { box, landmarks } }: Followed, to: Box): Landmarks | undefined {
  const [dx, dy] = [(to.x1 + to.x2 - box.x1 - box.x2) / 2, (to.y1 + to.y2 - box.y1 - box.y2) / 2];
  return landmarks?.map(({ x, y }) => ({ x: x + dx, y: y + dy })) as Landmarks | undefined;
}

/** None for what may be nothing. */
const toTrack = ({ id, face, firstSeen, lastSeen, missed }: Followed): Track[] =>
  id === undefined ? [] : [{ id, face, firstSeen, lastSeen, isSeen: missed === 0 }];
