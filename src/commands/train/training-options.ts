import { ENGINES } from '../../tensor/engine.ts';
import { ARCHITECTURES } from '../../models/known-models.ts';
import { ADAM_EPSILON, OPTIMISERS } from '../../tensor/training/optimisers/names.ts';
import {
  countOption,
  outputOptions,
  replaceModelOption,
  seedOption,
  threadsOption,
  trainingDeviceOption,
} from '../shared/options.ts';
import { defaultOption, flagOption, mandatoryOption, offOption, valueOption } from '../shared/typed-option.ts';
import { number, numberBetween, oneOf, positive, text, wholeRange } from '../shared/values.ts';

/** How fast a network learns. */
export const learningRateOption = (initial: number) =>
  defaultOption('--learning-rate <number>', 'at the beginning', positive, initial);

export const weightDecayOption = (initial: number) =>
  defaultOption('--weight-decay <number>', 'L2 regularisation of the weights', number({ min: 0 }), initial);

/** Where a detector goes that is trained. */
export const detectorFileOption = () =>
  mandatoryOption('--output <file>', 'the detector, .safetensors: --detector of other commands takes it', text);

/** Of commands that train a detector: by what it is computed, and what is printed. */
export const detectorTrainingOptions = () => [
  seedOption('the same seed gives the same detector on one thread'),
  trainingDeviceOption(),
  threadsOption(),
  ...outputOptions(),
];

interface Usual {
  readonly optimizer: (typeof OPTIMISERS)[number];
  readonly rate: number;
  readonly adamEpsilon?: number;
  /** Share of the crops that lose detail. */
  readonly degrade?: number;
}

const FROM_SCRATCH: Usual = { optimizer: 'adagrad', rate: 0.05 };
/**
 * What is there already is not to be lost. Where batch norms are part of the weights the gradient of one layer is 0.7 of its weights and that of
 * another 0.0007 (mobilefacenet): a step that follows the size of gradients is too large for the one or nothing for the other.
 */
export const FURTHER: Usual = { optimizer: 'adam', rate: 3e-5, adamEpsilon: 1e-8 };

/** Of an embedder that is to see in degraded crops what it saw in whole ones. */
export const DISTILLING: Usual = { ...FURTHER, rate: 2e-4, degrade: 0.5 };

/** How crops differ from time to time. */
const variationOptions = (degrade: number) => [
  flagOption('--random-crop', 'take any part of the crops: for those of align --image-size 182 --margin 44'),
  offOption('--no-random-flip', 'do not mirror every second crop'),
  flagOption('--random-rotate', 'turn crops by up to 10 degrees'),
  defaultOption(
    '--degrade <share>',
    'of the crops that are reduced to a few pixels and enlarged again, as faces far away',
    number({ min: 0, max: 1 }),
    degrade,
  ),
  valueOption('--degrade-to <pixels>', 'the side that they are reduced to, any of (default: 16-24)', wholeRange),
];

/** What is trained, how long, and how: the options of FaceNet's training scripts, by their names. */
export const trainOptions = ({ optimizer, rate, adamEpsilon = ADAM_EPSILON, degrade = 0 }: Usual = FROM_SCRATCH) => [
  mandatoryOption('--name <name>', 'of the model in the cache: embed and other commands take it by --model', text),
  valueOption('--models-base-dir <folder>', 'for the checkpoints (default: training/<name>)', text),
  flagOption('--resume', 'go on from the newest checkpoint'),
  replaceModelOption(),
  valueOption('--freeze <layers>', 'beginnings of names of layers that stay as they are, parted by commas', text),
  flagOption(
    '--freeze-statistics',
    'with --resume: batch norms keep their mean and variance. Those of a model that is gone on with always do',
  ),
  defaultOption('--model-def <network>', ARCHITECTURES.join(', '), oneOf(ARCHITECTURES), 'small-convnet'),
  countOption('--embedding-size <count>', 'numbers in an embedding', { max: 4096, initial: 128 }),
  defaultOption('--standardization <kind>', 'fixed or per-image', oneOf(['fixed', 'per-image'] as const), 'fixed'),
  countOption('--max-nrof-epochs <count>', 'epochs', { max: 1_000_000, initial: 500 }),
  countOption('--epoch-size <count>', 'batches of an epoch', { max: 1_000_000, initial: 100 }),
  defaultOption('--optimizer <name>', OPTIMISERS.join(', '), oneOf(OPTIMISERS), optimizer),
  defaultOption(
    '--adam-epsilon <number>',
    "of Adam: 0.1 is FaceNet's; with 1e-8 steps are of the rate's size",
    positive,
    adamEpsilon,
  ),
  learningRateOption(rate),
  countOption('--learning-rate-decay-epochs <count>', 'epochs until the rate changes', {
    max: 1_000_000,
    initial: 100,
  }),
  defaultOption('--learning-rate-decay-factor <number>', 'what it is multiplied with then', positive, 1),
  valueOption('--learning-rate-schedule-file <file>', 'rows of epoch: rate, in place of the three options above', text),
  weightDecayOption(0),
  defaultOption(
    '--keep-probability <share>',
    'of numbers that dropout keeps before the last layer',
    number({ min: 0.01, max: 1 }),
    1,
  ),
  defaultOption(
    '--moving-average-decay <number>',
    'of the averages of the weights, which become the model; 0: the weights themselves do',
    number({ min: 0, max: 0.999999 }),
    0.9999,
  ),
  ...variationOptions(degrade),
  seedOption('the same seed gives the same model on one thread'),
  defaultOption('--engine <engine>', `what computes the steps: ${ENGINES.join(', ')}`, oneOf(ENGINES), 'onnxruntime'),
  trainingDeviceOption(),
  threadsOption(),
  defaultOption(
    '--validation-set-split-ratio <share>',
    'of people who are not trained on: the model is measured on them after each epoch',
    numberBetween(0, 1),
    0.1,
  ),
  valueOption('--lfw-pairs <file>', 'measure on these pairs instead; their people are left out of the training', text),
  valueOption('--lfw-dir <folder>', 'the crops of those pairs (default: the data)', text),
  ...outputOptions(),
];
