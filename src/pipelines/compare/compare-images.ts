import { untilAborted } from '../../core/concurrency.ts';
import { FacekitError } from '../../core/errors.ts';
import { compareFaces } from '../../facenet/compare-faces.ts';
import { modelThreshold, type CompareMetric, type Threshold } from '../../facenet/compare-metric.ts';
import type { CompareReport } from '../../report/text/compare.ts';
import { interruptedExitCode } from '../../commands/shared/context.ts';
import { openAnnotations } from '../photographs/write-annotations.ts';
import { findFaces, type FaceChoice } from './find-faces.ts';
import { readPhotograph, type ImageSource } from '../photographs/read-photograph.ts';
import { readAhead } from './read-ahead.ts';
import type { CompareListener, CompareTools, EmbedderTool } from './compare-tools.ts';

export interface CompareOptions extends FaceChoice {
  readonly metric: CompareMetric;
  /** Instead of the model's own threshold, in the metric's unit. */
  readonly threshold?: number;
  /** Absolute path of a folder for the photographs with what was found drawn in. */
  readonly annotate?: string;
}

export interface CompareContext {
  readonly tools: CompareTools;
  readonly listener: CompareListener;
  readonly signal: AbortSignal;
}

/** Images looked at before their turn: the first two while the embedder is loaded. */
const AHEAD = 2;

/**
 * Finds a face in each image, or every face, and compares each with all others, as `compare.py` does. Images without a face,
 * and those that cannot be read, are left out.
 *
 * @throws FacekitError `too-few-faces`, `interrupted`, `usage` when an annotated picture would replace an image
 */
export async function compareImages(
  sources: readonly ImageSource[],
  options: CompareOptions,
  { tools, listener, signal }: CompareContext,
): Promise<CompareReport> {
  const { annotate, allFaces, metric } = options;
  const annotations =
    annotate === undefined ? undefined : await openAnnotations(annotate, sources, (image) => tools.encode(image));
  await using detector = await tools.openDetector();
  const eyes = {
    decode: (file: string) => tools.decode(file),
    detect: untilAborted(detector.detect, [], signal),
  };
  const photographs = readAhead(sources, AHEAD, (source) => readPhotograph(source, eyes));
  await using embedder = await tools.openEmbedder();
  listener.usesModel(embedder);

  const search = { choice: options, embedder, listener, annotations, signal };
  const { images, crops, dropped } = await findFaces(photographs, search);
  if (signal.aborted) throw interrupted(signal);
  if (images.length < 2) throw tooFewFaces(images.length, sources.length, allFaces);
  const embeddings = await embedder.embed(crops);
  const threshold = thresholdOf(options, embedder);
  return {
    model: { name: embedder.info.name, sha256: embedder.sha256 },
    standardisation: embedder.standardisation,
    ...{ metric, ...(threshold && { threshold }), allFaces, images, dropped },
    ...compareFaces(embeddings, metric, threshold?.value),
  };
}

/** The user's threshold, or the model's, or none. */
const thresholdOf = (
  { threshold, metric }: CompareOptions,
  { info, standardisation }: EmbedderTool,
): Threshold | undefined =>
  threshold === undefined ? modelThreshold(info, standardisation, metric) : { value: threshold, source: '--threshold' };

const interrupted = (signal: AbortSignal): FacekitError =>
  new FacekitError('interrupted', 'Interrupted before all images were looked at.', {
    exitCode: interruptedExitCode(signal),
  });

function tooFewFaces(faces: number, images: number, allFaces: boolean): FacekitError {
  const remedy =
    allFaces || faces === 0
      ? 'give more photographs'
      : 'give more photographs, or --all-faces to compare the faces within one';
  const found = `${faces === 0 ? 'none' : 'one'} in ${images} ${images === 1 ? 'image' : 'images'}`;
  return new FacekitError('too-few-faces', `Expected at least two faces to compare but found ${found}; ${remedy}.`);
}
