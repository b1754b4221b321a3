import type { ClusterAgreement } from '../../evaluation/cluster-agreement.ts';
import type { CollectionReport } from '../labelled/labelled-source.ts';
import type { ClusterOptions } from './cluster-settings.ts';

/** A face in a group. */
export interface GroupedFace {
  /** Its image, as it was named. */
  readonly path: string;
  /** Place among the faces of its image. */
  readonly face: number;
  /** Mean squared distance from the others of its group; null for one that is alone. */
  readonly distance: number | null;
  /** Whether that is above the threshold: it came in by what it is near to, not by all. */
  readonly doubtful: boolean;
}

/** The faces of one person, as far as can be told. */
export interface FaceGroup {
  readonly name: string;
  /** Whether it was there before. */
  readonly earlier: boolean;
  readonly faces: readonly GroupedFace[];
}

/** What grouping a collection came to. */
export interface ClusterReport extends CollectionReport, Pick<ClusterOptions, 'minFaces'> {
  /** Absolute; null when nothing was written. */
  readonly output: string | null;
  readonly threshold: number;
  readonly images: number;
  readonly faces: number;
  /** The largest first; of those with enough faces. */
  readonly groups: readonly FaceGroup[];
  /** Faces in smaller groups. */
  readonly unsorted: readonly GroupedFace[];
  /** Groups that may be one person, the nearest first: their distance is less than 15 % above the threshold. */
  readonly near: readonly { readonly names: readonly [string, string]; readonly distance: number }[];
  /** With the folders of the images; absent when it was not asked for. */
  readonly agreement?: ClusterAgreement;
  /** Of grouping, without embedding. */
  readonly seconds: number;
}
