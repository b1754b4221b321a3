import type { GalleryFace } from '../../gallery/contents.ts';
import type { EmbeddingSpeed } from '../embed/embed-summary.ts';
import type { ModelIdentity } from '../../models/model-info.ts';

/** What became of one photograph that was to be enrolled. */
export type EnrolOutcome = { readonly path: string } & (
  | { readonly status: 'enrolled'; readonly faces: readonly GalleryFace[] }
  /** The same photograph is enrolled already: `faces` are those of then. */
  | { readonly status: 'duplicate'; readonly faces: readonly GalleryFace[] }
  /** `reason`: `no-face`, `several-faces`, …; or why the image cannot be read. */
  | { readonly status: 'refused' | 'unreadable'; readonly reason: string; readonly message: string }
);

/** What an enrolment has done. */
export interface EnrolReport {
  readonly gallery: string;
  readonly model: ModelIdentity;
  /** In the order of the photographs. */
  readonly photographs: readonly EnrolOutcome[];
  /** Of the gallery, afterwards. */
  readonly people: number;
  readonly faces: number;
  /** Whether it was stopped before the last photograph. What is reported as enrolled is. */
  readonly interrupted: boolean;
  readonly total: number;
  readonly embedding: EmbeddingSpeed;
}
