import type { NetworkOptions } from '../networks/open-networks.ts';

/** How the photographs of a group get into its folder. */
export const LINKS = ['copy', 'hard', 'symbolic'] as const;
export type Link = (typeof LINKS)[number];

/** What decides a run; what is absent was not given. */
export interface ClusterOptions extends NetworkOptions {
  /** The images are photographs: all their faces are found. Otherwise they are crops of one face each. */
  readonly detect?: boolean | undefined;
  /** Append the embedding of the mirrored face. */
  readonly flip?: boolean | undefined;
  readonly batchSize?: number | undefined;
  /** Scale embeddings of a file to length 1 instead of refusing others. */
  readonly normalize?: boolean | undefined;
  /** Mean squared distance up to which two groups are one person. Default: the model's. */
  readonly threshold?: number | undefined;
  /** Groups of fewer faces are left unsorted. */
  readonly minFaces: number;
  /** Compare the groups with the folders that the images are in. */
  readonly evaluate?: boolean | undefined;
}
