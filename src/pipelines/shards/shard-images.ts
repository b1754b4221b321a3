import { findImageFiles, type ImageFile, type ImageInput } from '../../dataset/image-files.ts';
import { type Shard, shardOf } from '../../sharding/shard.ts';

/** Whether an image is of a shard: by its path below the folder that was named, else as it was named. */
export const isOf = ({ index, count }: Shard, { path: name, inner = name }: ImageFile): boolean =>
  shardOf(inner, count) === index;

export interface ShardImagesOptions {
  readonly cwd: string;
  readonly signal: AbortSignal;
  /** Called with files that are no images. */
  readonly leavesOut?: (files: readonly string[]) => void;
}

/**
 * Of the images that are named, those of a shard: for work whose results are joined in one place as they come.
 *
 * @param shard default: all images
 * @throws FacekitError about the paths
 */
export async function imagesOfShard(
  inputs: readonly ImageInput[],
  shard: Shard | undefined,
  { cwd, signal, leavesOut }: ShardImagesOptions,
): Promise<readonly ImageInput[]> {
  if (!shard) return inputs;
  const images = await findImageFiles(inputs, cwd, signal, leavesOut);
  return images.filter((image) => isOf(shard, image));
}
