import { FacekitError } from '../core/errors.ts';
import { groupBy } from '../core/group.ts';
import type { EmbeddingFileMetadata } from '../dataset/embedding-file/contents.ts';
import { classReference, heldOutDistances } from './class-means.ts';
import {
  type Classifier,
  type ClassifierKind,
  type KindChoice,
  MOST_PEOPLE_OF_SVM,
  type NearestClassifier,
  type SvmClassifier,
  type TrainingSettings,
} from './classifier.ts';
import { checkedClasses } from '../svm/training-data.ts';
import { type AccuracyEstimate, estimateAccuracy } from './accuracy-estimate.ts';
import { findSharedImages, type Person, sharedImagesNotes } from './shared-images.ts';
import { pairCount } from '../svm/model.ts';
import { trainCountedSvm, type TrainSvmOptions } from '../svm/train.ts';
import { DEFAULT_TARGET_FAR, unknownThreshold } from './unknown-threshold.ts';

/** An embedding of a person's face. */
export interface NamedEmbedding {
  readonly name: string;
  readonly embedding: Float32Array;
}

export interface TrainClassifierOptions extends TrainSvmOptions {
  /** Default `auto`; the options of support vector machines mean nothing with `nearest`. */
  readonly kind?: KindChoice;
  /** The share of unknown identities that may get a name at most, above 0 and below 0.5. Default 0.01. */
  readonly targetFalseAcceptRate?: number;
  /** How the images were parted from those that were kept for testing; default: they were not. */
  readonly split?: TrainingSettings['split'];
}

export interface TrainedClassifier {
  readonly classifier: Classifier;
  readonly validation: AccuracyEstimate;
  /** What is odd about the training, in sentences. */
  readonly notes: readonly string[];
}

/**
 * Trains a classifier of people: a reference for each, an SVM on their embeddings unless they are too many, and the distance above
 * which a face is nobody of them. The same faces in the same order, with the same seed, give the same classifier, bit by bit.
 *
 * @throws FacekitError `svm-training-data`: fewer than two people, or only one image of one; those of `trainSvm`
 */
export async function trainClassifier(
  faces: readonly NamedEmbedding[],
  embeddings: EmbeddingFileMetadata,
  options: TrainClassifierOptions = {},
): Promise<TrainedClassifier> {
  const { seed = 666, split = null, targetFalseAcceptRate = DEFAULT_TARGET_FAR } = options;
  const people = groupByName(faces);
  requireEnough(people);
  const classes = people.map(({ vectors }) => vectors);
  const references = classes.map(classReference);
  const decision = await trainDecision(classes, { seed, split, options });
  const distances = heldOutDistances(classes, references);
  const classifier = {
    embeddings,
    ...decision.fields,
    unknown: unknownThreshold(distances, { people: people.length, targetFalseAcceptRate }),
    classes: people.map(({ name, vectors }, i) => ({
      name,
      images: vectors.length,
      references: references.slice(i, i + 1),
    })),
  };
  return {
    classifier,
    validation: estimateAccuracy(
      distances,
      classes.map(({ length }) => length),
    ),
    notes: [...sharedImagesNotes(findSharedImages(people)), ...decision.notes],
  };
}

type Decision = Pick<SvmClassifier, 'kind' | 'training' | 'svm'> | Pick<NearestClassifier, 'kind' | 'training'>;

/** What the kind of classifier needs beyond references. */
async function trainDecision(
  classes: readonly (readonly Float32Array[])[],
  { seed, split, options }: TrainingSettings & { readonly options: TrainClassifierOptions },
): Promise<{ fields: Decision; notes: readonly string[] }> {
  const { cost = 1 } = options;
  const samples = classes.flat();
  const labels = classes.flatMap((vectors, label) => vectors.map(() => label));
  if (kindOf(classes.length, options) === 'nearest') {
    checkedClasses(samples, labels);
    return { fields: { kind: 'nearest', training: { seed, split } }, notes: [] };
  }
  const { model, unfinishedPairs } = await trainCountedSvm(samples, labels, { ...options, seed, cost });
  return {
    fields: { kind: 'svm', training: { seed, cost, split }, svm: model },
    notes: unfinishedNotes(unfinishedPairs, pairCount(classes.length)),
  };
}

/** Who asks for something of support vector machines gets them. */
function kindOf(
  people: number,
  { kind = 'auto', kernel = 'linear', cost = 1 }: TrainClassifierOptions,
): ClassifierKind {
  if (kind !== 'auto') return kind;
  return people <= MOST_PEOPLE_OF_SVM || kernel !== 'linear' || cost !== 1 ? 'svm' : 'nearest';
}

/** By name, in the order of code units; faces of a person stay in their order. */
function groupByName(faces: readonly NamedEmbedding[]): Person[] {
  const groups = groupBy(faces, ({ name }) => name);
  return [...groups]
    .map(([name, group]) => ({ name, vectors: group.map(({ embedding }) => embedding) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function requireEnough(people: readonly Person[]): void {
  if (people.length < 2) {
    const found = people[0] ? `only ${people[0].name}` : 'none';
    throw new FacekitError(
      'svm-training-data',
      `Expected at least two people to tell apart but found ${found}: add a folder of another person.`,
    );
  }
  const alone = people.filter(({ vectors }) => vectors.length < 2).map(({ name }) => name);
  if (alone.length > 0) {
    const names = alone.length > 3 ? `${alone.slice(0, 3).join(', ')} and ${alone.length - 3} more` : alone.join(', ');
    throw new FacekitError(
      'svm-training-data',
      `Expected at least two images with a face of every person but found one of ${names}: add images, or leave out people with few (\`minNrofImagesPerClass: 2\`).`,
    );
  }
}

const unfinishedNotes = (unfinished: number, pairs: number): string[] =>
  unfinished === 0
    ? []
    : [
        `libsvm gave up ${unfinished} of ${pairs} pairs of people ("reaching max number of iterations"): what the classifier says about them is less exact. Give a smaller \`cost\`.`,
      ];
