import type { Box } from '../core/box.ts';
import type { PersonRule } from './person-rule.ts';

/** The photograph that a face was enrolled from. */
export interface FaceSource {
  /** As it was named, or found, when the face was enrolled. */
  readonly path: string;
  /** SHA-256 of the photograph's bytes. */
  readonly sha256: string;
  /** Place of the face among those found in the photograph, the most certain first. */
  readonly face: number;
}

/** A face that a gallery knows. */
export interface GalleryFace {
  /** A UUID. */
  readonly id: string;
  readonly person: string;
  readonly source: FaceSource;
  /** Where the face is, in pixels of the photograph; null for a crop that was taken as it is. */
  readonly box: Box | null;
  /** The detector's probability; null where there is no box. */
  readonly score: number | null;
  /** When it was enrolled, as ISO 8601 in UTC. */
  readonly enrolled: string;
  /** Whether the gallery keeps a picture of it. */
  readonly crop: boolean;
}

/** A face to enrol. */
export interface NewFace extends Pick<GalleryFace, 'person' | 'source' | 'box' | 'score'> {
  /** Of length 1, with as many numbers as the gallery's. */
  readonly embedding: Float32Array;
  /** A picture of the face, as PNG, to keep with it. */
  readonly crop?: Uint8Array | undefined;
}

/** What became of a face that was to be enrolled. */
export interface Enrolment {
  /** `duplicate`: the same face of the same photograph was there already, as `face` says. */
  readonly status: 'enrolled' | 'duplicate';
  readonly face: GalleryFace;
}

/** A person of a gallery. */
export interface PersonSummary {
  readonly name: string;
  /** How many faces of the person are enrolled. */
  readonly faces: number;
}

/** An enrolled face near to one that is asked for. */
export interface FaceMatch {
  readonly face: GalleryFace;
  /** Squared Euclidean distance of the two embeddings: 0 to 4. */
  readonly distance: number;
}

/** A person near to a face. */
export interface PersonMatch {
  readonly person: string;
  /** On the scale of squared Euclidean distances: from 0, and seldom above 4. */
  readonly distance: number;
}

/** From which distance on a face is nobody of the gallery, and how that was found. */
export interface Calibration {
  /** On the scale of squared Euclidean distances. */
  readonly threshold: number;
  /** How distances from people were measured: the threshold is one of these alone. */
  readonly rule: PersonRule;
  /** `quantile` of the gallery's own distances, or `extreme-value` distribution where they are too few. */
  readonly method: 'quantile' | 'extreme-value';
  /** The share of unknown people that may get a name. */
  readonly targetFpir: number;
  /** How many people and faces the gallery had. */
  readonly people: number;
  readonly faces: number;
  /** When, as ISO 8601 in UTC. */
  readonly calibrated: string;
}
