import { FacekitError, usageError } from '../core/errors.ts';
import { groupBy } from '../core/group.ts';

/** The samples of one class, in their order in the input. */
export interface TrainingClass {
  readonly label: number;
  readonly vectors: readonly Float32Array[];
}

/** Fewer cannot be cross-validated: without its only sample a class is unknown. */
const MIN_PER_CLASS = 2;

/** Groups samples by label, in ascending order of the labels, after checking all that training relies on. */
export function checkedClasses(samples: readonly Float32Array[], labels: readonly number[]): TrainingClass[] {
  if (samples.length !== labels.length) {
    throw invalid(`Expected one label a sample, but received ${samples.length} samples and ${labels.length} labels.`);
  }
  samples.forEach((sample, index) => {
    checkSample(sample, { index, dimension: samples[0]?.length ?? 0 });
  });
  const classes = groupByLabel(samples, labels);
  if (classes.length < 2) {
    throw invalid(`Expected at least two classes to tell apart, but received ${classes.length}. Add another person.`);
  }
  const small = classes.find(({ vectors }) => vectors.length < MIN_PER_CLASS);
  if (small) {
    throw invalid(
      `Expected at least ${MIN_PER_CLASS} samples in every class, but class ${small.label} has ${small.vectors.length}. ` +
        'Add images to it, or leave it out (`minNrofImagesPerClass`).',
    );
  }
  return classes;
}

/** `gamma` and `cost` scale the problem, `tolerance` ends it: all must be above 0. */
export function checkOptions({ seed, ...positive }: Record<'cost' | 'tolerance' | 'gamma' | 'seed', number>): void {
  for (const [name, value] of Object.entries(positive)) {
    if (!(value > 0 && Number.isFinite(value)))
      throw usageError(`Expected a number above 0 for ${name} but received ${value}.`);
  }
  if (!Number.isSafeInteger(seed)) throw usageError(`Expected a whole number for seed but received ${seed}.`);
}

function checkSample(sample: Float32Array, { index, dimension }: { index: number; dimension: number }): void {
  if (sample.length !== dimension || dimension === 0) {
    throw invalid(
      `Expected embeddings of one length, but sample ${index} has ${sample.length} numbers and the first ${dimension}. ` +
        'Make them all with one model.',
    );
  }
  const bad = sample.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw invalid(
      `Expected finite numbers, but number ${bad} of sample ${index} is ${sample[bad] ?? NaN}. Embed its image again.`,
    );
  }
}

function groupByLabel(samples: readonly Float32Array[], labels: readonly number[]): TrainingClass[] {
  const items = samples.map((vector, index) => ({ vector, label: checkedLabel(labels[index], index) }));
  return [...groupBy(items, ({ label }) => label)]
    .map(([label, group]) => ({ label, vectors: group.map(({ vector }) => vector) }))
    .sort((a, b) => a.label - b.label);
}

function checkedLabel(label: number | undefined, index: number): number {
  if (label !== undefined && Number.isSafeInteger(label)) return label;
  throw invalid(`Expected a whole number as label of sample ${index} but received ${label ?? NaN}.`);
}

const invalid = (message: string): FacekitError => new FacekitError('svm-training-data', message);
