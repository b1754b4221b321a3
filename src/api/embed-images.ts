import type { EmbeddingFileMetadata, EmbeddingRow } from '../dataset/embedding-file/contents.ts';
import { findImageFiles } from '../dataset/image-files.ts';
import type { Selection } from '../detection/select-face.ts';
import { createCropCheck } from '../pipelines/collection/crop-check.ts';
import { embedCollection, rowsOf } from '../pipelines/collection/embed-collection.ts';
import type { EmbeddedImage } from '../pipelines/collection/embed-images.ts';
import { openNetworks, type NetworkOptions } from '../pipelines/networks/open-networks.ts';
import { neverAborted, type RunOptions } from './run-options.ts';

export interface EmbedImagesOptions extends Partial<NetworkOptions>, RunOptions {
  /** The images are photographs: faces are found first. Default false: they are crops of one face each. */
  readonly detect?: boolean | undefined;
  /** Without `detect`: take the images as they are, though they do not look like crops of faces. Default false. */
  readonly force?: boolean | undefined;
  /** With `detect`: every face of a photograph. Default false: one. */
  readonly allFaces?: boolean | undefined;
  /** With `detect`: which face. Default `center`: the large one in the middle. */
  readonly select?: Selection | undefined;
  /** With `detect`: pixels around the box, half on each side. Default: the model's. */
  readonly margin?: number | undefined;
  /** Append the embedding of the mirrored face. Default false. */
  readonly flip?: boolean | undefined;
  /** Faces in one run of the network. Default: 4 on the processor, 16 on a graphics card. */
  readonly batchSize?: number | undefined;
  /** Receives each image as soon as it is finished, in their order. */
  readonly onImage?: ((image: EmbeddedImage) => void) | undefined;
  /** Receives a line when another model or backend is used than could be expected. */
  readonly onNotice?: ((line: string) => void) | undefined;
}

/** The embeddings of a collection of images. */
export interface EmbeddedImages {
  /** How they were made: `writeEmbeddingFile` and `trainClassifier` take it. */
  readonly metadata: EmbeddingFileMetadata;
  /** One a face, in the order of the images. */
  readonly rows: readonly EmbeddingRow[];
  /** What became of each image, those without a face or that cannot be read too. */
  readonly images: readonly EmbeddedImage[];
}

/**
 * Embeds the faces of images, as `facekit embed` does, and keeps the embeddings in memory.
 *
 * @param paths images, folders of them (the class of an image is its folder), or patterns
 * @throws FacekitError `interrupted` when the signal ends it; `not-crops` for photographs in the place of crops; what is wrong with the paths,
 *   the crops or the model
 */
export async function embedImages(paths: readonly string[], options: EmbedImagesOptions = {}): Promise<EmbeddedImages> {
  const { cwd = process.cwd(), signal = neverAborted(), flip = false, batchSize, onImage, onNotice } = options;
  const choice = choiceOf(options);
  const files = await findImageFiles(paths, cwd);
  await using networks = openNetworks({ device: 'auto', ...options }, (line) => onNotice?.(line));
  const embedder = await networks.openEmbedder(files.length);
  if (choice.kind === 'crops') await createCropCheck({ ...networks, force: options.force })(files, embedder.info);
  const { metadata, images } = await embedCollection(files, {
    embedder,
    choice,
    flip,
    batchSize,
    signal,
    listener: { notes: (note) => onNotice?.(note), begins: () => undefined, finishes: (image) => onImage?.(image) },
  });
  return { metadata, images, rows: rowsOf(images) };
}

function choiceOf({ detect = false, allFaces = false, select = 'center', margin }: EmbedImagesOptions) {
  if (!detect) return { kind: 'crops' } as const;
  return { kind: 'photographs', allFaces, select, margin } as const;
}
