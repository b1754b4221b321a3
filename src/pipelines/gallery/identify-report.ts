import type { Corners } from '../../dataset/alignment-record.ts';
import type { Identification } from '../../gallery/decide/decide.ts';
import type { EmbeddingSpeed } from '../embed/embed-summary.ts';

/** Who the people in photographs are. */
export interface IdentifyReport {
  readonly gallery: string;
  readonly model: { readonly name: string; readonly sha256: string };
  /** Squared Euclidean distance: a face farther than this from everybody is a stranger. */
  readonly threshold: number;
  readonly images: readonly IdentifiedPhotograph[];
  readonly embedding: EmbeddingSpeed;
}

export interface IdentifiedPhotograph {
  readonly path: string;
  readonly status: 'embedded' | 'no-face' | 'unreadable';
  /** Why it cannot be read. */
  readonly reason?: string;
  /** The most certain first. */
  readonly faces: readonly IdentifiedFace[];
}

export interface IdentifiedFace extends Identification {
  /** Position among the faces of the photograph. */
  readonly face: number;
  /** Pixels of the photograph. */
  readonly box: Corners;
  readonly score: number | null;
}
