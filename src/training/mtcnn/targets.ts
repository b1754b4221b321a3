import { boxWidth, type Box } from '../../core/box.ts';
import type { Landmarks } from '../../core/face.ts';

/** The networks of MTCNN. */
export const MTCNN_NETWORKS = ['pnet', 'rnet', 'onet'] as const;
export type MtcnnNetwork = (typeof MTCNN_NETWORKS)[number];

/** Side of the windows that each looks at, pixels. */
export const WINDOW_SIDES: Readonly<Record<MtcnnNetwork, number>> = { pnet: 12, rnet: 24, onet: 48 };

/** Where a face is in a window: fractions of the window's side from its upper left corner. */
export interface PlacedFace {
  readonly box: Box;
  readonly landmarks?: Landmarks | undefined;
}

/** A face of a photograph as its window shows it. */
export function placeFace({ box, landmarks }: PlacedFace, window: Box): PlacedFace {
  const side = boxWidth(window);
  const x = (value: number): number => (value - window.x1) / side;
  const y = (value: number): number => (value - window.y1) / side;
  return {
    box: { x1: x(box.x1), y1: y(box.y1), x2: x(box.x2), y2: y(box.y2) },
    landmarks: landmarks?.map((point) => ({ x: x(point.x), y: y(point.y) })) as Landmarks | undefined,
  };
}

/** The face as the mirrored window shows it: x1 becomes 1 − x2, and the left eye and the left corner of the mouth the right ones. */
export function mirrorFace({ box, landmarks }: PlacedFace): PlacedFace {
  const [left, right, nose, mouthLeft, mouthRight] = landmarks?.map(({ x, y }) => ({ x: 1 - x, y })) ?? [];
  const mirrored = left && right && nose && mouthLeft && mouthRight;
  return {
    box: { ...box, x1: 1 - box.x2, x2: 1 - box.x1 },
    landmarks: mirrored && [right, left, nose, mouthRight, mouthLeft],
  };
}

/**
 * What a network is to say of the box: by which fractions of the window its corners are off, x1, y1, x2, y2. The P-Net's window is taken for the
 * pixels 1 to 12 of the 12 that it sees, so that `calibrateProposal` puts the face where it is, to a pixel of the photograph.
 */
export function boxTarget({ box }: PlacedFace, network: MtcnnNetwork): number[] {
  const { x1, y1, x2, y2 } = box;
  const first = network === 'pnet' ? 1 / 12 : 0;
  return [x1 - first, y1 - first, x2 - 1, y2 - 1].map((offset) => offset / (1 - first));
}

/** What the O-Net is to say of the landmarks: x1 to x5, then y1 to y5. Without landmarks zeros, which have no weight. */
export const landmarkTarget = ({ landmarks }: PlacedFace): number[] =>
  landmarks ? [...landmarks.map(({ x }) => x), ...landmarks.map(({ y }) => y)] : new Array<number>(10).fill(0);
