import { SPLIT_DEFAULTS } from '../train-classifier/train-settings.ts';
import { FacekitError, usageError } from '../../core/errors.ts';
import { type Labelled, splitByClass, withEnough } from '../../dataset/class-split.ts';
import type { ClassifyReport } from './classify-report.ts';
import type { ClassifyOptions } from './classify-settings.ts';
import type { Recognize } from './recognize.ts';
import { requireKindOf } from './require-same-kind.ts';
import type { Target } from './target.ts';
import type { CollectionWorld } from '../collection/embed-collection.ts';
import { openClassFolders } from '../labelled/class-folders.ts';
import { openEmbeddingRows, requireNoNormalize } from '../labelled/embedding-rows.ts';
import type { LabelledFace, LabelledSource } from '../labelled/labelled-source.ts';
import type { Classifier } from '../../recognition/classifier.ts';
import { type JudgedFace, evaluateClassifier } from '../../recognition/evaluate-classifier.ts';

export interface DataSetWork {
  readonly classifier: Classifier;
  readonly options: ClassifyOptions;
  readonly cwd: string;
  readonly world: CollectionWorld;
  readonly recognize: Recognize;
}

export type DataSetTarget = Extract<Target, { file: string }>;

export interface DataSetOutcome {
  readonly report: Pick<
    ClassifyReport,
    'classes' | 'images' | 'missing' | 'notes' | 'faces' | 'evaluation' | 'embedding' | 'seconds'
  >;
  /** Position by position those of the report. */
  readonly faces: readonly LabelledFace[];
}

/**
 * Classifies the faces of a data set and counts the answers. People are compared by name: a person whom the classifier does not
 * know is an unknown identity.
 *
 * @throws FacekitError `no-test-images`, `no-faces`, `classifier-mismatch`, and those of the steps
 */
export async function classifyDataSet(
  { kind, file }: DataSetTarget,
  { classifier, options, cwd, world, recognize }: DataSetWork,
): Promise<DataSetOutcome> {
  const source =
    kind === 'embeddings'
      ? await openRows(file, options, cwd)
      : await openFolders(file, { classifier, options, world });
  const { items, notes } = chooseItems(source, classifier, options);
  const { faces, metadata, missing, speed } = await source.embed(items);
  requireKindOf(classifier, metadata, file);
  if (faces.length === 0)
    throw new FacekitError('no-faces', `Expected faces in ${file} but found none in ${items.length} images.`);
  const started = performance.now();
  const recognitions = await recognize(faces.map(({ embedding }) => embedding));
  const names = classifier.classes.map(({ name }) => name);
  const known = new Set(names);
  const judged = faces.flatMap(({ path, name }, i): JudgedFace[] => {
    const recognition = recognitions[i];
    return recognition ? [{ path, actual: name, isKnown: known.has(name), recognition }] : [];
  });
  return {
    faces,
    report: {
      classes: new Set(items.map(({ name }) => name)).size,
      images: items.length,
      missing,
      notes: [...source.notes, ...notes],
      faces: judged,
      evaluation: evaluateClassifier(judged, names),
      seconds: (performance.now() - started) / 1000,
      ...(speed ? { embedding: speed } : {}),
    },
  };
}

function openRows(file: string, { detect, model, normalize }: ClassifyOptions, cwd: string): Promise<LabelledSource> {
  const lost = detect ? '`detect`' : model === undefined ? undefined : '`model`';
  if (lost !== undefined)
    throw usageError(`Expected no ${lost} with ${file}, which says itself how its embeddings were made.`);
  return openEmbeddingRows(file, { cwd, normalize });
}

function openFolders(
  folder: string,
  { classifier, options, world }: Omit<DataSetWork, 'recognize' | 'cwd'>,
): Promise<LabelledSource> {
  requireNoNormalize(options.normalize, folder);
  const { alignment, flip } = classifier.embeddings;
  return openClassFolders(folder, {
    world,
    detect: options.detect ?? false,
    ...(alignment.margin === null ? {} : { margin: alignment.margin }),
    flip,
    batchSize: options.batchSize,
  });
}

/** The images to test with. */
function chooseItems(
  source: LabelledSource,
  { training }: Classifier,
  options: ClassifyOptions,
): { readonly items: readonly Labelled[]; readonly notes: readonly string[] } {
  const { useSplitDataset, minNrofImagesPerClass: min, nrofTrainImagesPerClass: train } = options;
  if (train !== undefined && !useSplitDataset)
    throw usageError('Expected `useSplitDataset` with `nrofTrainImagesPerClass`.');
  const items = useSplitDataset
    ? splitByClass(source.items, splitOf(training, options)).test
    : withEnough(source.items, min ?? 0);
  if (items.length === 0) {
    throw new FacekitError(
      'no-test-images',
      `Expected images to test with but none is left of ${source.items.length}: give smaller numbers for \`minNrofImagesPerClass\` and \`nrofTrainImagesPerClass\`.`,
    );
  }
  const isSeen = useSplitDataset && training.split === null;
  return {
    items,
    notes: isSeen ? ['The classifier was trained without `useSplitDataset`: it may have seen these images.'] : [],
  };
}

/** The split that the classifier was trained with: another one would test with images that it was trained on. */
function splitOf(
  { split, seed }: Classifier['training'],
  { minNrofImagesPerClass, nrofTrainImagesPerClass, seed: given }: ClassifyOptions,
): Parameters<typeof splitByClass>[1] {
  const trained = { ...SPLIT_DEFAULTS, ...split, seed };
  const asked = {
    minPerClass: minNrofImagesPerClass ?? trained.minPerClass,
    trainPerClass: nrofTrainImagesPerClass ?? trained.trainPerClass,
    seed: given ?? trained.seed,
  };
  const differs = asked.trainPerClass !== trained.trainPerClass || asked.seed !== trained.seed;
  if (split && differs) {
    throw usageError(
      `Expected the split that the classifier was trained with (\`nrofTrainImagesPerClass: ${trained.trainPerClass}\`, \`seed: ${trained.seed}\`) but received another, which would test with images that it was trained on: leave these options out.`,
    );
  }
  return asked;
}
