import type { Annotations, AnnotatedImage, Ellipse, LabelledFace } from '../../dataset/face-annotations/annotations.ts';
import { errorsOf, evaluateFddb } from '../../evaluation/detection/fddb.ts';
import { boundsOf } from '../../evaluation/detection/shapes.ts';
import { judgeImage } from '../../evaluation/detection/judge-image.ts';
import { evaluateWider } from '../../evaluation/detection/wider.ts';
import type { DetectedFaces } from './detect-images.ts';
import type { DetectionError, DetectionErrors, DetectionEvaluation } from './detection-report.ts';

/** An annotated image with what was found in it. */
export interface EvaluatedImage<Shape> extends AnnotatedImage<Shape>, Pick<DetectedFaces, 'detections' | 'extent'> {
  /** Below the folder of images. */
  readonly path: string;
}

/** Misses, and false alarms, that a report lists. */
const ERRORS_LISTED = 24;

/** What detections of images with labelled boxes are worth, in each setting. */
export function evaluateBoxes(
  images: readonly EvaluatedImage<LabelledFace>[],
  { settings }: Extract<Annotations, { kind: 'boxes' }>,
): DetectionEvaluation {
  const inSetting = (setting: string) =>
    images.map((image) => ({ ...image, counted: image.faces.map((face) => face.settings.includes(setting)) }));
  const figures = settings.map((setting) => ({ setting, ...evaluateWider(inSetting(setting)) }));
  return {
    figures: { protocol: 'wider', settings: figures },
    ...worstErrors(inSetting(settings.at(-1) ?? '')),
  };
}

/** The largest faces that were missed, and the surest detections that show no face. */
function worstErrors(
  images: readonly (EvaluatedImage<LabelledFace> & { readonly counted: readonly boolean[] })[],
): DetectionErrors {
  const misses: DetectionError[] = [];
  const falseAlarms: DetectionError[] = [];
  for (const image of images) {
    const { path, faces, counted } = image;
    const { found, detections } = judgeImage(image);
    for (const [i, { x, y, width, height }] of faces.entries())
      if (counted[i] === true && found[i] !== true) misses.push({ path, box: { x, y, width, height } });
    for (const { verdict, score, x, y, width, height } of detections)
      if (verdict === 'false') falseAlarms.push({ path, box: { x, y, width, height }, score });
  }
  return worstOf(misses, falseAlarms);
}

const worstOf = (misses: readonly DetectionError[], falseAlarms: readonly DetectionError[]): DetectionErrors => ({
  misses: misses.toSorted((a, b) => areaOf(b) - areaOf(a)).slice(0, ERRORS_LISTED),
  falseAlarms: falseAlarms.toSorted((a, b) => (b.score ?? 0) - (a.score ?? 0)).slice(0, ERRORS_LISTED),
});

const areaOf = ({ box: { width, height } }: DetectionError): number => width * height;

/** What detections of images with labelled ellipses are worth. An image that cannot be read has no size: its faces are missed. */
export function evaluateEllipses(images: readonly EvaluatedImage<Ellipse>[]): DetectionEvaluation {
  const sized = images.map(({ path, faces, detections, extent }) => ({
    ...{ path, faces, detections },
    extent: extent ?? { width: 0, height: 0 },
  }));
  const errors = sized.map((image) => ({ path: image.path, ...errorsOf(image) }));
  return {
    figures: { protocol: 'fddb', ...evaluateFddb(sized) },
    ...worstOf(
      errors.flatMap(({ path, missed }) => missed.map((face) => ({ path, box: boundsOf(face) }))),
      errors.flatMap(({ path, falseDetections }) => falseDetections.map(({ score, ...box }) => ({ path, box, score }))),
    ),
  };
}
