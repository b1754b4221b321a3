import { SPLIT_DEFAULTS } from '../train-classifier/train-settings.ts';
import { FacekitError, usageError } from '../../core/errors.ts';
import { type Labelled, splitByClass, withEnough } from '../../dataset/class-split.ts';
import type { ClassifyReport } from './classify-report.ts';
import type { ClassifyFlags } from './classify-settings.ts';
import type { Recognise } from './recognize.ts';
import { requireSameKind } from './require-same-kind.ts';
import type { Target } from './target.ts';
import type { CollectionWorld } from '../collection/embed-collection.ts';
import { openClassFolders } from '../labelled/class-folders.ts';
import { openEmbeddingRows } from '../labelled/embedding-rows.ts';
import type { LabelledFace, LabelledSource } from '../labelled/labelled-source.ts';
import type { Classifier } from '../../recognition/classifier.ts';
import { type JudgedFace, evaluateClassifier } from '../../recognition/evaluate-classifier.ts';

export interface DataSetWork {
  readonly classifier: Classifier;
  readonly flags: ClassifyFlags;
  readonly cwd: string;
  readonly world: CollectionWorld;
  readonly recognise: Recognise;
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
 * know is a stranger.
 *
 * @throws FacekitError `no-test-images`, `no-faces`, `classifier-mismatch`, and those of the steps
 */
export async function classifyDataSet(
  { kind, file }: DataSetTarget,
  { classifier, flags, cwd, world, recognise }: DataSetWork,
): Promise<DataSetOutcome> {
  const source =
    kind === 'embeddings' ? await openRows(file, flags, cwd) : await openFolders(file, { classifier, flags, world });
  const { items, notes } = chooseItems(source, classifier, flags);
  const { faces, metadata, missing, speed } = await source.embed(items);
  requireSameKind(classifier, metadata, file);
  if (faces.length === 0)
    throw new FacekitError('no-faces', `Expected faces in ${file} but found none in ${items.length} images.`);
  const started = performance.now();
  const recognitions = await recognise(faces.map(({ embedding }) => embedding));
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

function openRows(file: string, { align, model }: ClassifyFlags, cwd: string): Promise<LabelledSource> {
  const lost = align ? '--align' : model === undefined ? undefined : '--model';
  if (lost !== undefined)
    throw usageError(`Expected no ${lost} with ${file}, which says itself how its embeddings were made.`);
  return openEmbeddingRows(file, cwd);
}

function openFolders(
  folder: string,
  { classifier, flags, world }: Omit<DataSetWork, 'recognise' | 'cwd'>,
): Promise<LabelledSource> {
  const { alignment, flip } = classifier.embeddings;
  return openClassFolders(folder, {
    world,
    align: flags.align ?? false,
    ...(alignment.margin === null ? {} : { margin: alignment.margin }),
    flip,
    batchSize: flags.batchSize,
  });
}

/** The images to test with. */
function chooseItems(
  source: LabelledSource,
  { training }: Classifier,
  flags: ClassifyFlags,
): { readonly items: readonly Labelled[]; readonly notes: readonly string[] } {
  const { useSplitDataset, minNrofImagesPerClass: min, nrofTrainImagesPerClass: train } = flags;
  if (train !== undefined && !useSplitDataset)
    throw usageError('Expected --use-split-dataset with --nrof-train-images-per-class.');
  const items = useSplitDataset
    ? splitByClass(source.items, splitOf(training, flags)).test
    : withEnough(source.items, min ?? 0);
  if (items.length === 0) {
    throw new FacekitError(
      'no-test-images',
      `Expected images to test with but none is left of ${source.items.length}: give smaller numbers for --min-nrof-images-per-class and --nrof-train-images-per-class.`,
    );
  }
  const isSeen = useSplitDataset && training.split === null;
  return {
    items,
    notes: isSeen ? ['The classifier was trained without --use-split-dataset: it may have seen these images.'] : [],
  };
}

/** The split that the classifier was trained with: another one would test with images that it was trained on. */
function splitOf(
  { split, seed }: Classifier['training'],
  { minNrofImagesPerClass, nrofTrainImagesPerClass, seed: given }: ClassifyFlags,
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
      `Expected the split that the classifier was trained with (--nrof-train-images-per-class ${trained.trainPerClass}, --seed ${trained.seed}) but received another, which would test with images that it was trained on: leave these options out.`,
    );
  }
  return asked;
}
