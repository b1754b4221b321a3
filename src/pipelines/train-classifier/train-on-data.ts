import { withoutUndefined } from '../../core/optional.ts';
import { FacekitError, usageError } from '../../core/errors.ts';
import { type Labelled, splitByClass, withEnough } from '../../dataset/class-split.ts';
import type { CollectionWorld } from '../collection/embed-collection.ts';
import { openClassFolders } from '../labelled/class-folders.ts';
import { isEmbeddingFile, openEmbeddingRows, requireNoNormalize } from '../labelled/embedding-rows.ts';
import type { DataSetReport, LabelledFaces, LabelledSource } from '../labelled/labelled-source.ts';
import type { TrainSettings } from './train-settings.ts';
import type { Classifier, ClassifierKind } from '../../recognition/classifier.ts';
import type { TrainedClassifier } from '../../recognition/train-classifier.ts';
import type { Train } from './train-in-thread.ts';
import type { UnknownThreshold } from '../../recognition/unknown-threshold.ts';
import type { AccuracyEstimate } from '../../recognition/accuracy-estimate.ts';

/** The outside world of a training; tests pass their own. */
export interface TrainWorld extends CollectionWorld {
  readonly train: Train;
  /** Called now and then with the pairs of people trained so far. */
  readonly onTraining: (pairs: number, total: number) => void;
}

export interface TrainOutcome {
  readonly classifier: Classifier;
  readonly report: TrainReport;
}

/**
 * Trains a classifier: data → images of each person → embeddings → SVM, references and threshold. Nothing is written.
 *
 * @throws FacekitError `empty-class`, `no-training-images`, `svm-training-data`, `interrupted`, and those of the steps
 */
export async function runTrainClassifier(settings: TrainSettings, world: TrainWorld): Promise<TrainOutcome> {
  const source = await openSource(settings, world);
  const chosen = chooseImages(source, settings);
  const faces = await source.embed(chosen);
  const started = performance.now();
  const trained = await train(faces, settings, world);
  const seconds = (performance.now() - started) / 1000;
  return {
    classifier: trained.classifier,
    report: reportOf(trained, { settings, source, chosen, faces, seconds }),
  };
}

async function openSource({ data, cwd, options }: TrainSettings, world: CollectionWorld): Promise<LabelledSource> {
  const { detect = false, flip = false, batchSize, normalize } = options;
  if (!(await isEmbeddingFile(data))) {
    requireNoNormalize(normalize, data);
    return openClassFolders(data, { world, detect, flip, batchSize });
  }
  const { model, standardization } = options;
  const lost = detect
    ? '`detect`'
    : flip
      ? '`flip`'
      : model !== undefined
        ? '`model`'
        : standardization && '`standardization`';
  if (lost !== undefined)
    throw usageError(`Expected no ${lost} with ${data}, which says itself how its embeddings were made.`);
  return openEmbeddingRows(data, { cwd, normalize });
}

/** The images to train on. */
function chooseImages(source: LabelledSource, { data, split, minPerClass }: TrainSettings): Labelled[] {
  const [empty] = source.emptyClasses;
  if (empty !== undefined && !split && minPerClass === 0) {
    const others = source.emptyClasses.length - 1;
    throw new FacekitError(
      'empty-class',
      `Expected images in every person's folder of ${data} but ${empty}${others > 0 ? ` and ${others} more` : ''} has none: add images, remove the folder, or leave out people with few (\`minNrofImagesPerClass: 2\`).`,
    );
  }
  const chosen = split ? splitByClass(source.items, split).train : withEnough(source.items, minPerClass);
  if (chosen.length > 0) return chosen;
  throw new FacekitError(
    'no-training-images',
    `Expected people with at least ${split?.minPerClass ?? minPerClass} images in ${data} but found none: give a smaller \`minNrofImagesPerClass\`.`,
  );
}

function train(
  { faces, metadata }: LabelledFaces,
  { split, options }: TrainSettings,
  { train: trainBy, signal, onTraining }: TrainWorld,
): Promise<TrainedClassifier> {
  const { kind, seed, cost, kernel, gamma, targetFar } = options;
  const training = {
    kind,
    seed,
    cost,
    kernel,
    ...withoutUndefined({ gamma }),
    targetFalseAcceptRate: targetFar,
    split: split ? { minPerClass: split.minPerClass, trainPerClass: split.trainPerClass } : null,
  };
  const named = faces.map(({ name, embedding }) => ({ name, embedding }));
  return trainBy({ faces: named, metadata, options: training }, { signal, onProgress: onTraining });
}

interface Work {
  readonly settings: TrainSettings;
  readonly source: LabelledSource;
  readonly chosen: readonly Labelled[];
  readonly faces: LabelledFaces;
  readonly seconds: number;
}

function reportOf(
  { classifier, validation, notes }: TrainedClassifier,
  { settings, source, chosen, faces, seconds }: Work,
): TrainReport {
  const { kind, embeddings, classes, unknown } = classifier;
  return {
    output: settings.output,
    model: embeddings.model,
    kind,
    classes: classes.map(({ name, images }) => ({ name, images })),
    images: chosen.length,
    missing: faces.missing,
    notes: [...source.notes, ...notes],
    supportVectors: classifier.kind === 'svm' ? classifier.svm.counts.reduce((a, b) => a + b, 0) : null,
    validation,
    unknown,
    ...(faces.speed ? { embedding: faces.speed } : {}),
    trainingSeconds: seconds,
  };
}

/** What training a classifier came to. */
export interface TrainReport extends DataSetReport {
  /** The classifier file. */
  readonly output: string;
  readonly kind: ClassifierKind;
  /** With the images that they were trained on. */
  readonly classes: readonly { readonly name: string; readonly images: number }[];
  /** That were chosen to train on. */
  readonly images: number;
  /** Null for a classifier without. */
  readonly supportVectors: number | null;
  readonly validation: AccuracyEstimate;
  readonly unknown: UnknownThreshold;
  /** With validation and calibration. */
  readonly trainingSeconds: number;
}
