import { access, constants, mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Box } from '../../core/box.ts';
import type { Embedding } from '../../core/embedding.ts';
import type { EmbeddingFileMetadata } from '../../dataset/embedding-file/contents.ts';
import type { ImageFile } from '../../dataset/image-files.ts';
import { writing } from '../../files/output-errors.ts';
import type { MissingImage } from '../labelled/labelled-source.ts';
import type { LfwReport } from './lfw-report.ts';

/** What is known of the face of one image. */
export interface LfwFace {
  readonly embedding: Embedding;
  /** Where it was found in the image; null for a crop that was taken as it is. */
  readonly box: Box | null;
}

/** The embeddings of an evaluation, computed or read. */
export interface LfwEmbeddings {
  /** By key. */
  readonly faces: ReadonlyMap<string, LfwFace>;
  readonly metadata: EmbeddingFileMetadata;
  /** Images of the pairs without an embedding, and why. */
  readonly missing: readonly MissingImage[];
  /** Undefined when they were read from a file. */
  readonly computed?: Computation;
}

/** How embeddings were computed. */
export interface Computation {
  readonly speed: NonNullable<LfwReport['speed']>;
  /** The files of the images, by key. */
  readonly files: ReadonlyMap<string, ImageFile>;
}

/** Whether an embedding file is there and is to be read, not written. */
export const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

/** Fails before hours of work when the embeddings could not be kept. Throws FacekitError `output-not-writable`. */
export const requireWritableFolder = (file: string): Promise<void> =>
  writing(file, async () => {
    const folder = path.dirname(file);
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  });
