import type { Corners } from '../../dataset/alignment-record.ts';

/** What was found in a photograph, and what is said of each face. */
export interface PhotographFaces<Said> {
  readonly path: string;
  readonly status: 'embedded' | 'no-face' | 'unreadable';
  /** Why it cannot be read. */
  readonly reason?: string;
  /** The most certain first. */
  readonly faces: readonly PhotographFace<Said>[];
}

/** A face of a photograph, with what is said of it. */
export type PhotographFace<Said> = Said & {
  /** Position among the faces of the photograph. */
  readonly face: number;
  /** Pixels of the photograph. */
  readonly box: Corners;
  readonly score: number | null;
};
