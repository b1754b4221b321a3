import type { Box } from '../../../core/box.ts';

/** Somebody appears, gets another name than before, or leaves. */
export interface CameraEvent {
  readonly event: 'appeared' | 'named' | 'left';
  /** When this was found out, as ISO 8601 in UTC. */
  readonly time: string;
  /** When the face was first seen (appeared), got the name (named) or was last seen (left), in seconds of the source. */
  readonly seconds: number;
  /** The number of the face, which it keeps as long as it is followed. */
  readonly track: number;
  /** Null for an unknown person. */
  readonly person: string | null;
  /** Of `named`: the name before. */
  readonly was?: string | null;
  /** Squared Euclidean distance to the person, or to the nearest one of an unknown person; null without a gallery. */
  readonly distance: number | null;
  /** x1, y1, x2, y2 in pixels of the picture. */
  readonly box: readonly [number, number, number, number];
  /** Of `left`: when the face was first seen. */
  readonly since?: number;
}

/** To a tenth of a pixel. */
export const boxOfEvent = ({ x1, y1, x2, y2 }: Box): CameraEvent['box'] => [
  tenths(x1),
  tenths(y1),
  tenths(x2),
  tenths(y2),
];

const tenths = (value: number): number => Math.round(value * 10) / 10;

/** To a thousandth. */
export const rounded = (value: number): number => Math.round(value * 1000) / 1000;
