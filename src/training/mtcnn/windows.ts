import { boxHeight, boxWidth, overlapOf, type Box } from '../../core/box.ts';
import type { Landmarks } from '../../core/face.ts';
import type { Random } from '../../core/random.ts';

/** A labelled face of a photograph, in its pixels. */
export interface FaceLabel {
  readonly box: Box;
  readonly landmarks?: Landmarks | undefined;
  /** Too small, or marked as not to be looked for: nothing is learnt from it, and what shows it is no example of "no face" either. */
  readonly ignored?: boolean | undefined;
}

/** What a window is an example of: no face; a face, and where it is; where a face is that it shows a part of. */
export type SampleKind = 'negative' | 'positive' | 'part';

/** A square of a photograph in whole pixels, x2 and y2 exclusive. */
export interface SampleWindow {
  readonly kind: SampleKind;
  readonly window: Box;
  /** The face that it overlaps most; of a window without a face undefined. */
  readonly face?: FaceLabel | undefined;
}

/** Intersection over union with a face (the paper): less than the first is no face, more than the last is one, between the others a part. */
const OVERLAP = { negative: 0.3, part: 0.4, positive: 0.65 } as const;

/** What a window is an example of, by the face that it overlaps most; undefined between the classes, and on a face that is ignored. */
export function classifyWindow(window: Box, faces: readonly FaceLabel[]): SampleWindow | undefined {
  let best: FaceLabel | undefined;
  let most = 0;
  for (const face of faces) {
    const overlap = overlapOf(window, face.box);
    if (overlap > most) [best, most] = [face, overlap];
  }
  if (most < OVERLAP.negative) return { kind: 'negative', window };
  if (most < OVERLAP.part || !best || best.ignored) return undefined;
  return { kind: most > OVERLAP.positive ? 'positive' : 'part', window, face: best };
}

export interface DrawOptions {
  readonly width: number;
  readonly height: number;
  readonly random: Random;
}

/** How many windows are tried, as ports of the paper have it: anywhere in a photograph, near a face, on a face, on each turn of one with landmarks. */
const TRIES = { anywhere: 50, near: 5, on: 20, landmarks: 6 } as const;
const SMALLEST = 12;

/** Windows of a photograph drawn at random, as the P-Net is trained on: some anywhere, some near faces, most on faces, moved and scaled. */
export function drawWindows(faces: readonly FaceLabel[], options: DrawOptions): SampleWindow[] {
  const anywhere = Array.from({ length: TRIES.anywhere }, () => anyWindow(options));
  const near = faces.flatMap((face) => Array.from({ length: TRIES.near }, () => windowNear(face.box, options)));
  const on = faces
    .filter(({ ignored }) => !ignored)
    .flatMap((face) => Array.from({ length: TRIES.on }, () => windowOn(face.box, options.random)));
  const isOf =
    (kinds: readonly SampleKind[]) =>
    (window: Box | undefined): SampleWindow[] => {
      const sample = window && isInside(window, options) ? classifyWindow(window, faces) : undefined;
      return sample && kinds.includes(sample.kind) ? [sample] : [];
    };
  return [...[...anywhere, ...near].flatMap(isOf(['negative'])), ...on.flatMap(isOf(['positive', 'part']))];
}

/** Windows on a face that show it with all its landmarks. */
export function drawLandmarkWindows(face: FaceLabel, options: DrawOptions): Box[] {
  const windows = Array.from({ length: TRIES.landmarks }, () => windowOn(face.box, options.random));
  return windows.filter(
    (window) =>
      isInside(window, options) &&
      overlapOf(window, face.box) > OVERLAP.positive &&
      face.landmarks?.every(({ x, y }) => x >= window.x1 && x <= window.x2 && y >= window.y1 && y <= window.y2),
  );
}

const isInside = (window: Box, { width, height }: DrawOptions): boolean =>
  window.x1 >= 0 && window.y1 >= 0 && window.x2 <= width && window.y2 <= height;

const square = (x1: number, y1: number, side: number): Box => ({ x1, y1, x2: x1 + side, y2: y1 + side });

/** A whole number from `from` to below `to`. */
const between = (random: Random, from: number, to: number): number =>
  Math.floor(from + random() * Math.max(0, to - from));

/** A side from 12 pixels to half of the photograph. */
const anySide = ({ width, height, random }: DrawOptions): number =>
  between(random, SMALLEST, Math.min(width, height) / 2);

function anyWindow(options: DrawOptions): Box {
  const { width, height, random } = options;
  const side = anySide(options);
  return square(between(random, 0, width - side), between(random, 0, height - side), side);
}

/** A window whose corner is at most its side away from the face's. */
function windowNear({ x1, y1 }: Box, options: DrawOptions): Box {
  const { random } = options;
  const side = anySide(options);
  return square(
    Math.max(0, between(random, x1 - side, x1 + side)),
    Math.max(0, between(random, y1 - side, y1 + side)),
    side,
  );
}

/** A window about as large as the face, its centre up to a fifth of the face away. */
function windowOn(box: Box, random: Random): Box {
  const [width, height] = [boxWidth(box), boxHeight(box)];
  const side = between(random, 0.8 * Math.min(width, height), 1.25 * Math.max(width, height) + 1);
  const centre = (from: number, length: number): number => from + length / 2 + (0.4 * random() - 0.2) * length;
  return square(Math.round(centre(box.x1, width) - side / 2), Math.round(centre(box.y1, height) - side / 2), side);
}
