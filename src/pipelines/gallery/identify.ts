import path from 'node:path';
import type { RgbImage } from '../../core/image.ts';
import { findImageFiles, type ImageInput } from '../../dataset/image-files.ts';
import type { EmbedOptions } from '../../facenet/embedder.ts';
import type { GalleryStore } from '../../gallery/store.ts';
import type { EmbeddedImage } from '../collection/embed-images.ts';
import type { AnnotatedFace } from '../photographs/annotate-faces.ts';
import { annotatePhotographs } from '../photographs/annotate-photographs.ts';
import { openAnnotations } from '../photographs/write-annotations.ts';
import { currentCalibration, currentRule } from './calibrate.ts';
import { embedForGallery } from './embed-for-gallery.ts';
import type { GalleryWorld } from './gallery-world.ts';
import { identifyFaces, type IdentifyRule } from './identify-faces.ts';
import type { IdentifiedFace, IdentifiedPhotograph, IdentifyReport } from './identify-report.ts';

/** What decides an identification. */
export interface IdentifyOptions extends Pick<EmbedOptions, 'batchSize'> {
  /** A face farther than this from everybody is unknown, on the scale of squared Euclidean distances. Default: as `calibrate` finds it. */
  readonly threshold?: number | undefined;
  /** A face that a second person is nearer to than this beyond the first gets no name. */
  readonly minMargin: number;
  /** How many people to list for each face. */
  readonly top: number;
  /** Where to write the photographs with boxes and names; default: nowhere. */
  readonly annotate?: string | undefined;
}

export interface IdentifyWorld extends GalleryWorld {
  decode(input: string | Uint8Array): Promise<RgbImage>;
  encode(image: RgbImage): Promise<Uint8Array>;
}

/**
 * Finds every face of photographs and tells whose of the gallery it is; draws that on copies where `annotate` asks for it.
 *
 * @throws FacekitError `gallery-mismatch`; about the paths, the model, the pictures; `interrupted`
 */
export async function identifyPhotographs(
  inputs: readonly ImageInput[],
  options: IdentifyOptions,
  store: GalleryStore,
  world: IdentifyWorld,
): Promise<IdentifyReport> {
  const { signal, cwd } = world;
  const files = await findImageFiles(inputs, cwd, signal, (left) => world.listener.leavesOut?.(left));
  const annotations =
    options.annotate === undefined
      ? undefined
      : await openAnnotations(path.resolve(cwd, options.annotate), files, (image) => world.encode(image));
  const { batchSize } = options;
  const { images, embedding } = await embedForGallery(files, store, { ...world, batchSize });
  const reports: IdentifiedPhotograph[] = [];
  const { threshold, rule } =
    options.threshold === undefined
      ? await currentCalibration(store)
      : { threshold: options.threshold, rule: await currentRule(store) };
  const { top, minMargin } = options;
  for (const image of images) reports.push(await identifyOne(image, { top, minMargin, threshold, rule }, store));
  if (annotations)
    await annotatePhotographs(images, (i) => (reports[i]?.faces ?? []).map(drawn), { ...world, annotations });
  return {
    gallery: store.name,
    model: store.embeddings.model,
    threshold,
    images: reports,
    embedding,
  };
}

async function identifyOne(
  image: EmbeddedImage,
  rule: IdentifyRule,
  store: GalleryStore,
): Promise<IdentifiedPhotograph> {
  const { path: name } = image.image;
  if (image.status === 'unreadable') return { path: name, status: 'unreadable', reason: image.reason, faces: [] };
  const { faces, status } = image;
  const identifications = await identifyFaces(
    faces.map(({ embedding }) => embedding),
    rule,
    store,
  );
  return {
    path: name,
    status,
    faces: faces.flatMap(({ face, box, score }, i): IdentifiedFace[] => {
      const found = identifications[i];
      if (!found || !box) return [];
      return [{ face, box: [box.x1, box.y1, box.x2, box.y2], score, ...found }];
    }),
  };
}

function drawn({ box: [x1, y1, x2, y2], person, distance }: IdentifiedFace): AnnotatedFace {
  const box = { x1, y1, x2, y2 };
  if (person === null) return { box, label: 'unknown', isModest: true };
  return { box, label: distance === null ? person : `${person} ${distance.toFixed(2)}` };
}
