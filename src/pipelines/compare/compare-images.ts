import { compareFaces } from '../../facenet/compare-faces.ts';
import { untilAborted } from '../../core/concurrency.ts';
import { FacekitError, interruptedError } from '../../core/errors.ts';
import type { FaceComparison } from '../../facenet/compare-faces.ts';
import { type CompareMetric, type Threshold, modelThreshold } from '../../facenet/compare-metric.ts';
import type { ModelStandardisation, ModelIdentity } from '../../models/model-info.ts';
import type { CompareListener, CompareNetworks, EmbedderTool } from './compare-networks.ts';
import { type ComparedFace, type FaceChoice, findFaces } from './find-faces.ts';
import { readAhead } from './read-ahead.ts';
import { type DroppedImage, type ImageSource, readPhotograph } from '../photographs/read-photograph.ts';
import { openAnnotations } from '../photographs/write-annotations.ts';

export interface CompareOptions extends FaceChoice {
  readonly metric: CompareMetric;
  /** Instead of the model's own threshold, in the metric's unit. */
  readonly threshold?: Threshold;
  /** Absolute path of a folder for the photographs with what was found drawn in. */
  readonly annotate?: string;
}

export interface CompareContext {
  readonly tools: CompareNetworks;
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
    decode: (input: string | Uint8Array) => tools.decode(input),
    detect: untilAborted(detector.detect, [], signal),
  };
  const photographs = readAhead(sources, AHEAD, (source) => readPhotograph(source, eyes));
  await using embedder = await tools.openEmbedder();
  listener.usesModel(embedder);

  const search = { choice: options, embedder, listener, annotations, signal };
  const { images, crops, dropped } = await findFaces(photographs, search);
  requireNotAborted(signal);
  if (images.length < 2) throw tooFewFaces(images.length, sources.length, allFaces);
  const embeddings = await untilAborted((faces: typeof crops) => embedder.embed(faces), [], signal)(crops);
  requireNotAborted(signal);
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
): Threshold | undefined => threshold ?? modelThreshold(info, standardisation, metric);

function requireNotAborted(signal: AbortSignal): void {
  if (signal.aborted) throw interruptedError('Interrupted before all images were compared.', signal);
}

function tooFewFaces(faces: number, images: number, allFaces: boolean): FacekitError {
  const remedy =
    faces === 0 || images > 1
      ? 'give more photographs, or try `detector: yunet`, a smaller `minFaceSize`, lower `thresholds`, or `rotate` for photographs that lie on their side'
      : allFaces
        ? 'give more photographs'
        : 'give more photographs, or `allFaces` to compare the faces within one';
  const found = `${faces === 0 ? 'none' : 'one'} in ${images} ${images === 1 ? 'image' : 'images'}`;
  return new FacekitError('too-few-faces', `Expected at least two faces to compare but found ${found}; ${remedy}.`);
}

/** What `compare` found. */
export interface CompareReport extends FaceComparison {
  readonly model: ModelIdentity;
  readonly standardisation: ModelStandardisation;
  readonly metric: CompareMetric;
  readonly threshold?: Threshold;
  /** Whether every face of an image is a row, so that a row's name needs the face too. */
  readonly allFaces: boolean;
  readonly images: readonly ComparedFace[];
  readonly dropped: readonly DroppedImage[];
}
