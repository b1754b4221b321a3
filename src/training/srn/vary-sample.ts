import { boxHeight, boxWidth, type Box } from '../../core/box.ts';
import type { RgbImage } from '../../core/image.ts';
import type { Random } from '../../core/random.ts';
import { mirror } from '../../image/crop.ts';
import { resizeArea } from '../../image/resize/area.ts';
import type { SrnSample } from './batch.ts';
import type { Variation } from './choices.ts';
import type { TrainingFace } from './match.ts';
import { varyColours } from './vary-colours.ts';

export interface VaryOptions {
  /** Of the result, pixels. */
  readonly side: number;
  readonly variation: Variation;
}

/** A face of a photograph: edges in its pixels, x2 and y2 exclusive. */
export type PhotographFace = TrainingFace;

/** ImageNet's mean colour: what is beyond a photograph. */
const FILL = [124, 116, 104] as const;
/** Smaller faces, pixels of the result, are not learnt from. */
const LEAST_FACE = 3;
/** Parts without a face are drawn again so often. */
const TRIES = 50;

/** A photograph as the network sees it this time: a square, with the faces whose centre is in it. */
export function varySample(
  photograph: { readonly image: RgbImage; readonly faces: readonly PhotographFace[] },
  { side, variation }: VaryOptions,
  random: Random,
): SrnSample {
  const { image, faces } = photograph;
  const window = variation === 'paper' ? drawWindow(image, faces, random) : wholeWindow(image);
  const isMirrored = variation !== 'none' && random() < 0.5;
  const cut = resizeArea(cutOut(image, window), side, side);
  const varied = variation === 'paper' ? varyColours(cut, random) : cut;
  const placed = faces.filter(isCentredIn(window)).map((face) => placeFace(face, { window, side, isMirrored }));
  return { image: isMirrored ? mirror(varied) : varied, faces: placed };
}

/** The photograph in the upper left corner of the smallest square around it. */
function wholeWindow({ width, height }: RgbImage): Box {
  const side = Math.max(width, height);
  return { x1: 0, y1: 0, x2: side, y2: side };
}

/** The photograph somewhere in a canvas of once to twice its size, of which a square is taken: as large as it can be, or half as large or more. */
function drawWindow(image: RgbImage, faces: readonly PhotographFace[], random: Random): Box {
  for (let i = 0; i < TRIES; i++) {
    const window = anyWindow(image, random);
    if (faces.length === 0 || faces.some(isCentredIn(window))) return window;
  }
  return wholeWindow(image);
}

function anyWindow({ width, height }: RgbImage, random: Random): Box {
  const growth = random() < 0.5 ? 1 + random() : 1;
  const [wide, high] = [width * growth, height * growth];
  const share = random() < 0.5 ? 1 : 0.5 + random() / 2;
  const side = Math.max(1, Math.round(Math.min(wide, high) * share));
  const x1 = Math.round((wide - side) * random() - (wide - width) * random());
  const y1 = Math.round((high - side) * random() - (high - height) * random());
  return { x1, y1, x2: x1 + side, y2: y1 + side };
}

const isCentredIn =
  (window: Box) =>
  ({ box }: PhotographFace): boolean => {
    const [x, y] = [(box.x1 + box.x2) / 2, (box.y1 + box.y2) / 2];
    return x >= window.x1 && x < window.x2 && y >= window.y1 && y < window.y2;
  };

/** A part that may reach beyond the image. */
function cutOut(image: RgbImage, { x1, y1, x2, y2 }: Box): RgbImage {
  const [width, height] = [x2 - x1, y2 - y1];
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < data.length; i++) data[i] = FILL[i % 3] ?? 0;
  const [from, to] = [Math.max(0, x1), Math.min(image.width, x2)];
  for (let y = Math.max(0, y1); y < Math.min(image.height, y2) && from < to; y++) {
    const row = image.data.subarray((y * image.width + from) * 3, (y * image.width + to) * 3);
    data.set(row, ((y - y1) * width + from - x1) * 3);
  }
  return { width, height, data };
}

interface Placing {
  readonly window: Box;
  readonly side: number;
  readonly isMirrored: boolean;
}

/** The part of a face that the square shows, as corners that are the border pixels themselves. */
function placeFace({ box, ignored }: PhotographFace, { window, side, isMirrored }: Placing): TrainingFace {
  const scale = side / boxWidth(window);
  const inside = (value: number): number => Math.min(Math.max(value * scale, 0), side);
  const [left, right] = [inside(box.x1 - window.x1), inside(box.x2 - window.x1)];
  const [x1, x2] = isMirrored ? [side - right, side - left] : [left, right];
  const placed = { x1, y1: inside(box.y1 - window.y1), x2, y2: inside(box.y2 - window.y1) };
  return {
    box: { ...placed, x2: placed.x2 - 1, y2: placed.y2 - 1 },
    ignored: ignored || Math.min(boxWidth(placed), boxHeight(placed)) < LEAST_FACE,
  };
}
