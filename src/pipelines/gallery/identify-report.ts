import type { Identification } from '../../gallery/decide/decide.ts';
import type { PhotographFace, PhotographFaces } from '../collection/photograph-faces.ts';
import type { EmbeddingSpeed } from '../embed/embed-summary.ts';
import type { ModelIdentity } from '../../models/model-info.ts';

/** Who the people in photographs are. */
export interface IdentifyReport {
  readonly gallery: string;
  readonly model: ModelIdentity;
  /** Squared Euclidean distance: a face farther than this from everybody is unknown. */
  readonly threshold: number;
  readonly images: readonly IdentifiedPhotograph[];
  readonly embedding: EmbeddingSpeed;
}

export type IdentifiedPhotograph = PhotographFaces<Identification>;

export type IdentifiedFace = PhotographFace<Identification>;
