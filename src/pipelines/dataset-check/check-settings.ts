import type { CheckLimits, Problem } from '../../dataset/check/findings.ts';
import type { Selection } from '../../detection/select-face.ts';
import { modelThreshold } from '../../facenet/compare-metric.ts';
import type { EmbedderInfo } from '../../models/known-models.ts';
import type { CollectionEmbedder } from '../collection/image-workers.ts';
import type { FaceChoice } from '../collection/open-crop-plan.ts';
import type { NetworkOptions } from '../networks/open-networks.ts';

/** What decides a run; what is absent was not given. */
export interface CheckOptions extends NetworkOptions {
  readonly select: Selection;
  /** Faces whose shorter side is below this are named, pixels. */
  readonly smallFace: number;
  readonly minSharpness: number;
  readonly otherFace: number;
  readonly duplicateBits: number;
  readonly duplicateDistance: number;
  readonly threshold?: number;
  readonly minNrofImagesPerClass: number;
  readonly enoughImages: number;
  readonly batchSize?: number | undefined;
}

/** An embedder, with what is known of its distances. */
export type CheckEmbedder = CollectionEmbedder & { readonly info: Pick<EmbedderInfo, 'verification'> };

export const limitsOf = (options: CheckOptions, embedder: CheckEmbedder): CheckLimits => ({
  minFace: options.smallFace,
  minSharpness: options.minSharpness,
  otherFace: options.otherFace,
  duplicateBits: options.duplicateBits,
  duplicateDistance: options.duplicateDistance,
  samePerson: options.threshold ?? modelThreshold(embedder.info, embedder.standardisation, 'euclidean')?.value ?? null,
  minImages: options.minNrofImagesPerClass,
  enoughImages: options.enoughImages,
});

/** Which face of an image is looked at. */
export const checkedFaces = (isCrops: boolean, { select }: Pick<CheckOptions, 'select'>): FaceChoice =>
  isCrops ? { kind: 'crops' } : { kind: 'photographs', allFaces: false, select };

/** A check, with its folders absolute. */
export interface CheckSettings {
  readonly root: string;
  readonly isCrops: boolean;
  readonly report: string | undefined;
  readonly quarantine: string | undefined;
  /** Where shards keep what they have measured. */
  readonly measurements: string | undefined;
  readonly problems: readonly Problem[];
}
