import type { AnnotationFormat, Annotations } from '../../dataset/face-annotations/annotations.ts';
import { readPredictions, writePredictions } from '../../dataset/face-annotations/predictions.ts';
import { readAnnotations } from '../../dataset/face-annotations/read-annotations.ts';
import { type FoundImage, walkImages } from '../../dataset/walk.ts';
import type { RecordedDetector } from '../../detection/recorded-detector.ts';
import { type DetectedFaces, detectImages, type DetectionTools, measureImages } from './detect-images.ts';
import type { DetectionEvaluation, DetectionReport, DetectionSpeed } from './detection-report.ts';
import { evaluateBoxes, evaluateEllipses } from './evaluate-images.ts';
import { type MatchedImage, matchImages } from './match-images.ts';

/** What is evaluated, by which annotations. All paths are absolute. */
export interface DetectionSettings {
  readonly folder: string;
  readonly annotations: string;
  /** Default: as the names of the files tell. */
  readonly format?: AnnotationFormat | undefined;
  /** What finds faces, for the report. */
  readonly detector: RecordedDetector;
  /** Read detections from there instead of looking for faces. */
  readonly predictions?: string | undefined;
  /** Write detections there. */
  readonly writePredictions?: string | undefined;
}

/** The outside world of an evaluation; tests pass their own. */
export interface DetectionWorld {
  readonly tools: DetectionTools;
  readonly listener: { begins(images: number): void; finishes(): void };
  readonly signal: AbortSignal;
}

/**
 * Measures a detector, or detections that were written, by the protocol of a benchmark: annotations → images → detections → figures.
 *
 * @throws FacekitError `bad-annotations`, `bad-predictions`, `mat-invalid`, `file-truncated`, `file-not-found`, `no-images`, `interrupted`, and those of
 * folders, detectors and outputs
 */
export async function runEvaluateDetection(
  settings: DetectionSettings,
  world: DetectionWorld,
): Promise<DetectionReport> {
  const { folder } = settings;
  const { format, annotations } = await readAnnotations(settings.annotations, settings.format);
  const { images } = await walkImages(folder, world.signal);
  const { matched, unlisted } = matchImages<unknown>(annotations.images, images, folder);
  const { found, speed } = await findFaces(matched, { settings, format, annotations, world });
  if (settings.writePredictions !== undefined)
    await writePredictions(
      settings.writePredictions,
      format,
      matched.map(({ name }, i) => ({ name, detections: found[i]?.detections ?? [] })),
    );
  return {
    ...{ folder, annotations: settings.annotations, format },
    ...(settings.predictions === undefined ? { detector: settings.detector } : { predictions: settings.predictions }),
    ...{ images: matched.length, annotated: annotations.images.length },
    detections: found.reduce((sum, { detections }) => sum + detections.length, 0),
    ...evaluate(annotations, matched, found),
    ...(speed && { speed }),
    unreadable: matched.flatMap(({ image: { path } }, i) => {
      const message = found[i]?.problem;
      return message === undefined ? [] : [{ path, message }];
    }),
    notes: notesOn(annotations, unlisted),
  };
}

interface Finding {
  readonly settings: DetectionSettings;
  readonly format: AnnotationFormat;
  readonly annotations: Annotations;
  readonly world: DetectionWorld;
}

/** Detections of each image, found or read. */
async function findFaces(
  matched: readonly MatchedImage<unknown>[],
  { settings: { folder, predictions }, format, annotations, world }: Finding,
): Promise<{ readonly found: readonly DetectedFaces[]; readonly speed?: DetectionSpeed }> {
  const { tools, signal, listener } = world;
  const images = matched.map(({ image }): FoundImage => image);
  if (predictions === undefined) {
    listener.begins(images.length);
    const detected = await detectImages(images, folder, { tools, signal, onDone: () => listener.finishes() });
    return { found: detected.images, speed: detected.speed };
  }
  const read = await readPredictions(
    predictions,
    format,
    matched.map(({ name }) => name),
  );
  const byName = new Map(read.map(({ name, detections }) => [name, detections]));
  const sizes = annotations.kind === 'ellipses' ? await measureImages(images, folder, tools) : [];
  return { found: matched.map(({ name }, i) => ({ ...sizes[i], detections: byName.get(name) ?? [] })) };
}

function evaluate(
  annotations: Annotations,
  matched: readonly MatchedImage<unknown>[],
  found: readonly DetectedFaces[],
): DetectionEvaluation {
  const none: DetectedFaces = { detections: [] };
  const byName = new Map(matched.map(({ name, image: { path } }, i) => [name, { path, ...(found[i] ?? none) }]));
  const withDetections = <Image extends { readonly name: string }>(images: readonly Image[]) =>
    images.flatMap((image) => {
      const seen = byName.get(image.name);
      return seen ? [{ ...image, ...seen }] : [];
    });
  return annotations.kind === 'boxes'
    ? evaluateBoxes(withDetections(annotations.images), annotations)
    : evaluateEllipses(withDetections(annotations.images));
}

function notesOn(annotations: Annotations, unlisted: number): string[] {
  const notes: string[] = [];
  if (unlisted > 0) notes.push(`Left out ${unlisted} images that the annotations do not list.`);
  if (annotations.kind === 'ellipses') return notes;
  const sizeless = annotations.images
    .flatMap(({ faces }) => faces)
    .filter(({ width, height }) => !(width > 0 && height > 0)).length;
  if (sizeless > 0) notes.push(`The annotations have ${sizeless} boxes without width or height.`);
  return notes;
}
