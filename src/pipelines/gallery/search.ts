import type { Corners } from '../../dataset/alignment-record.ts';
import { findImageFiles, type ImageInput } from '../../dataset/image-files.ts';
import type { EmbedOptions } from '../../facenet/embedder.ts';
import type { FaceMatch } from '../../gallery/contents.ts';
import type { GalleryStore } from '../../gallery/store.ts';
import { embedForGallery } from './embed-for-gallery.ts';
import type { GalleryWorld } from './gallery-world.ts';

export interface SearchOptions extends Pick<EmbedOptions, 'batchSize'> {
  /** How many faces are asked for. */
  readonly top: number;
}

/** The enrolled faces nearest to those of photographs. */
export interface SearchReport {
  readonly gallery: string;
  readonly images: readonly SearchedPhotograph[];
}

export interface SearchedPhotograph {
  readonly path: string;
  readonly status: 'embedded' | 'no-face' | 'unreadable';
  /** Why it cannot be read. */
  readonly reason?: string;
  readonly faces: readonly SearchedFace[];
}

export interface SearchedFace {
  /** Position among the faces of the photograph, the most certain first. */
  readonly face: number;
  /** Pixels of the photograph. */
  readonly box: Corners | null;
  /** The nearest first. */
  readonly matches: readonly FaceMatch[];
}

/**
 * Finds every face of photographs, and the enrolled faces that are nearest to each.
 *
 * @throws FacekitError `gallery-mismatch`; about the paths and the model; `interrupted`
 */
export async function searchPhotographs(
  inputs: readonly ImageInput[],
  { top, batchSize }: SearchOptions,
  store: GalleryStore,
  world: GalleryWorld,
): Promise<SearchReport> {
  const files = await findImageFiles(inputs, world.cwd, world.signal, (left) => world.listener.leavesOut?.(left));
  const { images } = await embedForGallery(files, store, { ...world, batchSize });
  const reports: SearchedPhotograph[] = [];
  for (const embedded of images) {
    const { path } = embedded.image;
    if (embedded.status === 'unreadable') {
      reports.push({ path, status: 'unreadable', reason: embedded.reason, faces: [] });
      continue;
    }
    const { faces, status } = embedded;
    const matches = await store.nearestFaces(
      faces.map(({ embedding }) => embedding),
      top,
    );
    const found = faces.map(({ face, box }, i): SearchedFace => {
      return { face, box: box && [box.x1, box.y1, box.x2, box.y2], matches: matches[i] ?? [] };
    });
    reports.push({ path, status, faces: found });
  }
  return { gallery: store.name, images: reports };
}
