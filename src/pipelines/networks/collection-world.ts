import { createCropCheck, type CropCheckOptions } from '../collection/crop-check.ts';

/** Networks that find faces and embed them, as a collection needs them. */
interface OpenableNetworks<Embedder> extends Pick<CropCheckOptions, 'detect'> {
  openEmbedder(images?: number): Promise<Embedder>;
}

export interface CollectionWorldOptions<Listener> extends Pick<CropCheckOptions, 'force'> {
  readonly listener: Listener;
  readonly signal: AbortSignal;
}

/** The world of a pipeline that embeds a collection: its networks, and a look at images that are taken as crops. */
export const collectionWorld = <Embedder, Listener>(
  networks: OpenableNetworks<Embedder>,
  { force, listener, signal }: CollectionWorldOptions<Listener>,
) => ({
  signal,
  listener,
  openEmbedder: (images?: number) => networks.openEmbedder(images),
  checkCrops: createCropCheck({ detect: networks.detect, force }),
});
