import { NEGATIVE_RULES } from '../../training/triplets/negative-rule.ts';
import { HEADS, MINING } from '../../pipelines/train/train-settings.ts';
import { commandOf } from '../shared/command-entry.ts';
import { countOption } from '../shared/options.ts';
import { defaultOption, mandatoryOption, valueOption, type FlagsOf } from '../shared/typed-option.ts';
import { integer, number, oneOf, positive, text } from '../shared/values.ts';
import { DISTILLING, FURTHER, trainOptions } from './training-options.ts';

const bodies = () => import('./train.ts');

const factor = number({ min: 0 });

const PRETRAINED = ['--pretrained-model <name or file>', 'its network, size and standardization are taken'] as const;

const pretrainedOption = () =>
  valueOption(PRETRAINED[0], `go on with a model instead of beginning from scratch; ${PRETRAINED[1]}`, text);

const batchOption = (initial: number) =>
  countOption('--batch-size <count>', 'images of a batch', { max: 10_000, initial });

const softmaxOptions = () => [
  defaultOption(
    '--head <beginning>',
    "how the layer that tells people apart begins when a model is gone on with: means (each person's mean embedding by the model) or random",
    oneOf(HEADS),
    'means',
  ),
  batchOption(90),
  defaultOption('--center-loss-factor <number>', 'what the centre loss is multiplied with', factor, 0),
  defaultOption(
    '--center-loss-alfa <share>',
    'what remains of a centre for each image',
    number({ min: 0, max: 1 }),
    0.95,
  ),
  defaultOption(
    '--prelogits-norm-loss-factor <number>',
    'what the norm of the prelogits is multiplied with',
    factor,
    0,
  ),
  defaultOption('--prelogits-norm-p <number>', 'the p of that norm', number({ min: 1, max: 100 }), 1),
];

export type TrainSoftmaxFlags = FlagsOf<typeof trainSoftmaxOptions>;

/** The options of `facekit train softmax`. */
const trainSoftmaxOptions = () => [pretrainedOption(), ...trainOptions(), ...softmaxOptions()];

/** The options of `facekit train finetune`. */
export const fineTuneOptions = () => [
  mandatoryOption(PRETRAINED[0], `the model to go on with; ${PRETRAINED[1]}`, text),
  ...trainOptions(FURTHER),
  ...softmaxOptions(),
];

/** The options of `facekit train distil`. */
export const trainDistilOptions = () => [
  mandatoryOption(PRETRAINED[0], `the model to go on with; ${PRETRAINED[1]}`, text),
  ...trainOptions(DISTILLING),
  batchOption(32),
];

export type TrainDistilFlags = FlagsOf<typeof trainDistilOptions>;

/** What all have. */
export type TrainFlags = FlagsOf<typeof trainOptions> & { readonly pretrainedModel?: string | undefined };

/** The options of `facekit train triplet`. */
export const trainTripletOptions = () => [
  pretrainedOption(),
  ...trainOptions(),
  countOption('--people-per-batch <count>', 'people of a batch', { max: 10_000, initial: 32 }),
  defaultOption('--images-per-person <count>', 'images of each', integer({ min: 2, max: 1000 }), 2),
  defaultOption('--alpha <margin>', 'by how much the squared distance to others is to be larger', positive, 0.2),
  defaultOption(
    '--negatives <rule>',
    'violating (within the margin) or semi-hard (of these those farther than the positive)',
    oneOf(NEGATIVE_RULES),
    'semi-hard',
  ),
  defaultOption(
    '--mining <scheme>',
    'batch (triplets of each batch) or facenet (embed people × images, then train on triplets of all of them)',
    oneOf(MINING),
    'batch',
  ),
  countOption('--batch-size <count>', 'images of a step with --mining facenet, three to a triplet', {
    max: 9999,
    initial: 90,
  }),
];

export type TrainTripletFlags = FlagsOf<typeof trainTripletOptions>;

/** `facekit train …`, by name. */
export const commands = {
  triplet: commandOf(trainTripletOptions, async () => (await bodies()).trainTriplet),
  softmax: commandOf(trainSoftmaxOptions, async () => (await bodies()).trainSoftmax),
  finetune: commandOf(fineTuneOptions, async () => (await bodies()).trainSoftmax),
  distil: commandOf(trainDistilOptions, async () => (await bodies()).trainDistil),
};
