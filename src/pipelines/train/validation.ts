import { shuffled } from '../../core/random.ts';
import { seededRandom } from '../../core/seeded-random.ts';
import type { Weights } from '../../core/tensor.ts';
import type { ImageFile } from '../../dataset/image-files.ts';
import { type LfwPair, lfwFolds } from '../../evaluation/lfw-pairs.ts';
import { evaluateVerification } from '../../evaluation/verification.ts';
import type { VerificationReport } from '../../evaluation/verification-report.ts';
import type { Engine, Session } from '../../tensor/engine.ts';
import type { Network } from '../../tensor/network.ts';
import { findLfwImages } from '../validate-lfw/find-images.ts';
import { imagesOf, keyOf, readPairsFile, usablePairs } from '../validate-lfw/pairs-list.ts';
import type { CropSource } from './crop-source.ts';
import { holdOut, notTrainable, type Person } from './training-people.ts';
import type { TrainSettings } from './train-settings.ts';

/** Two images, of one person or of two. */
export interface ImagePair extends Pick<LfwPair, 'same'> {
  readonly first: ImageFile;
  readonly second: ImageFile;
}

/** What a model is measured on, and whom it may be trained on. */
export interface ValidationPlan {
  readonly training: readonly Person[];
  readonly pairs: readonly ImagePair[];
  /** Whose pairs they are, in words that follow "on". */
  readonly of: string;
}

/** How well a model tells people apart who are not trained on. */
export interface ValidationFigures extends Pick<VerificationReport, 'areaUnderCurve' | 'threshold'> {
  readonly accuracy: number;
  /** Share of the pairs of one person that are accepted where one in a thousand of the others is. */
  readonly validationRate: number;
}

const FOLDS = 10;
const PAIRS_A_PERSON = 2;
const PAIRS_STREAM = -2;

/**
 * Sets the people apart that a model is measured on.
 *
 * @throws FacekitError `data-not-trainable` where too few pairs are left, and those of reading a list of pairs
 */
export async function planValidation(
  people: readonly Person[],
  { validation, seed, data }: Pick<TrainSettings, 'validation' | 'seed' | 'data'>,
): Promise<ValidationPlan> {
  if (validation.kind === 'held-out') {
    const { training, held } = holdOut(people, validation.share, seed);
    const pairs = pairUp(held, seed);
    return { training, pairs: requirePairs(pairs, data), of: `${held.length} people who are not trained on` };
  }
  const list = await readPairsFile(validation.pairs);
  const files = await findLfwImages(validation.folder, imagesOf(list.pairs));
  const pairs = usablePairs(list.pairs, files).flatMap(({ first, second, same }) => {
    const [one, other] = [files.get(keyOf(first)), files.get(keyOf(second))];
    return one && other ? [{ first: one, second: other, same }] : [];
  });
  const heldOut = new Set(imagesOf(list.pairs).map(({ name }) => name));
  return {
    training: people.filter(({ name }) => !heldOut.has(name)),
    pairs: requirePairs(pairs, validation.folder),
    of: `${pairs.length} pairs of LFW`,
  };
}

function requirePairs(pairs: readonly ImagePair[], folder: string): readonly ImagePair[] {
  const same = pairs.filter((pair) => pair.same).length;
  if (Math.min(same, pairs.length - same) >= FOLDS) return pairs;
  throw notTrainable(
    `Expected at least ${FOLDS} pairs of one person and ${FOLDS} of two people to measure on in ${folder} but found ${same} and ${pairs.length - same}: choose a larger \`validationSetSplitRatio\`, or pairs of LFW by \`lfwPairs\`.`,
  );
}

/** Up to two pairs of each person, and as many of two people at random. */
function pairUp(people: readonly Person[], seed: number): ImagePair[] {
  const random = seededRandom(seed, PAIRS_STREAM);
  const same = people.flatMap(({ images }) => {
    const mixed = shuffled(images, random);
    return Array.from({ length: Math.min(PAIRS_A_PERSON, Math.floor(mixed.length / 2)) }, (_, i) => ({
      ...pairOf(mixed[2 * i], mixed[2 * i + 1]),
      same: true,
    }));
  });
  const any = ({ images }: Person): ImageFile | undefined => images[Math.floor(random() * images.length)];
  const different = same.flatMap(() => {
    const [one, other] = shuffled(people, random);
    return one && other ? [{ ...pairOf(any(one), any(other)), same: false }] : [];
  });
  return [...same, ...different];
}

function pairOf(first: ImageFile | undefined, second: ImageFile | undefined): Omit<ImagePair, 'same'> {
  if (!first || !second) throw new Error('Expected two images');
  return { first, second };
}

/** So few that their maps stay in the processor's cache, and take little memory beside the training's. */
const BATCH = 4;

/** Measures a network with its weights on pairs, by LFW's protocol: each of ten folds with the threshold of the others. */
export async function measure(
  engine: Engine,
  { network, weights }: { readonly network: Network; readonly weights: Weights },
  { pairs, crops }: { readonly pairs: readonly ImagePair[]; readonly crops: CropSource },
): Promise<ValidationFigures> {
  await using session = await engine.load(network, weights);
  const files = [
    ...new Map(pairs.flatMap(({ first, second }) => [first, second]).map((each) => [each.file, each])).values(),
  ];
  const embeddings = new Map<string, Float32Array>();
  for (let start = 0; start < files.length; start += BATCH)
    await embed(session, { files: files.slice(start, start + BATCH), crops, embeddings });
  const of = ({ file }: ImageFile): Float32Array => embeddings.get(file) ?? new Float32Array();
  const same = pairs.map((pair) => pair.same);
  const report = evaluateVerification(
    { first: pairs.map(({ first }) => of(first)), second: pairs.map(({ second }) => of(second)), same },
    { foldOf: lfwFolds(1, same, FOLDS) },
  );
  const { accuracy, areaUnderCurve, validationRate, threshold } = report;
  return { accuracy: accuracy.mean, areaUnderCurve, validationRate: validationRate.mean, threshold };
}

interface EmbedWork {
  readonly files: readonly ImageFile[];
  readonly crops: CropSource;
  readonly embeddings: Map<string, Float32Array>;
}

async function embed(session: Session, { files, crops, embeddings }: EmbedWork): Promise<void> {
  const { embedding } = await session.run({ images: await crops.plain(files) });
  const { data, shape } = embedding ?? { data: new Float32Array(), shape: [] };
  const dimension = shape[1] ?? 1;
  files.forEach(({ file }, i) => embeddings.set(file, data.slice(i * dimension, (i + 1) * dimension)));
}
