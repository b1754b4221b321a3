import { boxHeight, boxWidth, type Box } from '../../../core/box.ts';

/**
 * One coordinate that moves at a speed which changes slowly, seen with noise: Kalman's filter with the state (position, speed), as SORT has
 * it (Bewley et al. 2016). Variances are in pixels² and seconds.
 */
class Coordinate {
  position: number;
  speed = 0;
  /** Covariance: of the position, of both, of the speed. */
  #pp: number;
  #ps = 0;
  #ss: number;

  constructor(position: number, { measured, speed }: Noise) {
    this.position = position;
    this.#pp = measured;
    this.#ss = speed;
  }

  predict(seconds: number, { acceleration }: Noise): void {
    const t = seconds;
    this.position += t * this.speed;
    // White noise of the acceleration.
    this.#pp += t * (2 * this.#ps + t * this.#ss) + (acceleration * t ** 4) / 4;
    this.#ps += t * this.#ss + (acceleration * t ** 3) / 2;
    this.#ss += acceleration * t ** 2;
  }

  correct(seen: number, { measured }: Noise): void {
    const difference = seen - this.position;
    const variance = this.#pp + measured;
    const [gain, speedGain] = [this.#pp / variance, this.#ps / variance];
    this.position += gain * difference;
    this.speed += speedGain * difference;
    this.#ss -= speedGain * this.#ps;
    this.#ps -= gain * this.#ps;
    this.#pp -= gain * this.#pp;
  }
}

/** Variances. */
interface Noise {
  /** Of what a detector says. */
  readonly measured: number;
  /** Of the speed that a face has when it is first seen. */
  readonly speed: number;
  readonly acceleration: number;
}

/** In shares of the face's size: a detector is off by 3 percent, a face moves by its own size in a second, and takes as long to turn round. */
const DEVIATIONS = { measured: 0.03, speed: 1, acceleration: 4 } as const;

/** Where a face is and will be: its centre moves on, its size stays. */
export class BoxMotion {
  readonly #x: Coordinate;
  readonly #y: Coordinate;
  #width: number;
  #height: number;

  constructor(box: Box) {
    [this.#width, this.#height] = [boxWidth(box), boxHeight(box)];
    const noise = this.#noise();
    this.#x = new Coordinate(centreOf(box.x1, box.x2), noise);
    this.#y = new Coordinate(centreOf(box.y1, box.y2), noise);
  }

  /** Where the face will be, as far as can be told. */
  after(seconds: number): Box {
    return this.#around(this.#x.position + seconds * this.#x.speed, this.#y.position + seconds * this.#y.speed);
  }

  /** A detector sees it there, so long after the last time. */
  correct(box: Box, seconds: number): void {
    const noise = this.#noise();
    for (const [axis, seen] of [
      [this.#x, centreOf(box.x1, box.x2)],
      [this.#y, centreOf(box.y1, box.y2)],
    ] as const) {
      axis.predict(seconds, noise);
      axis.correct(seen, noise);
    }
    this.#width += SIZE_SHARE * (boxWidth(box) - this.#width);
    this.#height += SIZE_SHARE * (boxHeight(box) - this.#height);
  }

  #noise(): Noise {
    const size = Math.max(1, (this.#width + this.#height) / 2);
    const { measured, speed, acceleration } = DEVIATIONS;
    return {
      measured: (measured * size) ** 2,
      speed: (speed * size) ** 2,
      acceleration: (acceleration * size) ** 2,
    };
  }

  #around(x: number, y: number): Box {
    const [w, h] = [this.#width / 2, this.#height / 2];
    return { x1: x - w, y1: y - h, x2: x + w, y2: y + h };
  }
}

/** How much of a new size counts: detectors waver by a few percent. */
const SIZE_SHARE = 0.6;

const centreOf = (from: number, to: number): number => (from + to) / 2;
