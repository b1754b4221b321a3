import path from 'node:path';
import { findImageFiles, type ImageInput } from '../../dataset/image-files.ts';
import type { ClassifyOptions } from './classify-settings.ts';
import type { ClassifyNetworks } from './classify-networks.ts';
import type { Recognize } from './recognize.ts';
import { requireKindOf } from './require-same-kind.ts';
import { type CollectionWorld, embedCollection } from '../collection/embed-collection.ts';
import type { EmbeddedImage } from '../collection/embed-images.ts';
import type { PhotographFace, PhotographFaces } from '../collection/photograph-faces.ts';
import type { EmbeddingSpeed } from '../embed/embed-summary.ts';
import type { AnnotatedFace } from '../photographs/annotate-faces.ts';
import { annotatePhotographs } from '../photographs/annotate-photographs.ts';
import { openAnnotations } from '../photographs/write-annotations.ts';
import type { Classifier } from '../../recognition/classifier.ts';
import type { Recognition } from '../../recognition/recognizer.ts';
import type { ModelIdentity } from '../../models/model-info.ts';

export interface PhotographsWork {
  readonly classifier: Classifier;
  readonly options: ClassifyOptions;
  readonly cwd: string;
  readonly world: CollectionWorld & Pick<ClassifyNetworks, 'decode' | 'encode'>;
  readonly recognize: Recognize;
}

export type PhotographsOutcome = Pick<PhotographsReport, 'images' | 'embedding'>;

/**
 * Finds every face of photographs and tells who it shows; draws that on copies where `annotate` asks for it.
 *
 * @throws FacekitError about the paths, the model, the pictures; `interrupted`
 */
export async function classifyPhotographs(
  inputs: readonly ImageInput[],
  { classifier, options, cwd, world, recognize }: PhotographsWork,
): Promise<PhotographsOutcome> {
  const files = await findImageFiles(inputs, cwd, world.signal);
  const annotations =
    options.annotate === undefined
      ? undefined
      : await openAnnotations(path.resolve(cwd, options.annotate), files, world.encode);
  const embedder = await world.openEmbedder(files.length);
  const { margin } = classifier.embeddings.alignment;
  const choice = {
    kind: 'photographs',
    allFaces: true,
    select: 'center',
    ...(margin === null ? {} : { margin }),
  } as const;
  const { flip } = classifier.embeddings;
  const { batchSize } = options;
  const { images, metadata, seconds } = await embedCollection(files, { ...world, embedder, choice, flip, batchSize });
  requireKindOf(classifier, metadata, 'these photographs');
  const recognitions = await recognize(images.flatMap(facesOf).map(({ embedding }) => embedding));
  const waiting = recognitions.values();
  const reports = images.map((image) => reportOf(image, waiting));
  if (annotations)
    await annotatePhotographs(images, (i) => (reports[i]?.faces ?? []).map(drawn), { ...world, annotations });
  return {
    images: reports,
    embedding: { device: embedder.device, seconds, imagesPerSecond: files.length / seconds },
  };
}

const facesOf = (image: EmbeddedImage) => (image.status === 'unreadable' ? [] : image.faces);

/** Takes a recognition for each face of the image. */
function reportOf(image: EmbeddedImage, recognitions: Iterator<Recognition, undefined>): PhotographReport {
  const { path: name } = image.image;
  if (image.status === 'unreadable') {
    return { path: name, status: 'unreadable', reason: image.reason, faces: [] };
  }
  const faces = image.faces.flatMap(({ face, box, score }): FaceOfPhotograph[] => {
    const next = recognitions.next();
    if (next.done === true || !box) return [];
    return [{ face, box: [box.x1, box.y1, box.x2, box.y2], score, ...next.value }];
  });
  return { path: name, status: image.status, faces };
}

function drawn({ box: [x1, y1, x2, y2], name, candidates }: FaceOfPhotograph): AnnotatedFace {
  const box = { x1, y1, x2, y2 };
  if (name === null) return { box, label: 'unknown', isModest: true };
  return { box, label: `${name} ${candidates[0].probability.toFixed(2)}` };
}

/** Who the people in photographs are. */
export interface PhotographsReport {
  readonly classifier: string;
  readonly model: ModelIdentity;
  /** Above this distance a face is unknown; null: never. */
  readonly threshold: number | null;
  readonly images: readonly PhotographReport[];
  readonly embedding: EmbeddingSpeed;
}

export type PhotographReport = PhotographFaces<Recognition>;

export type FaceOfPhotograph = PhotographFace<Recognition>;
