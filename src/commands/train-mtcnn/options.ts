import { commandOf } from '../shared/command-entry.ts';
import { OPTIMISERS } from '../../tensor/training/optimisers/names.ts';
import { annotationFormatOption } from '../shared/annotation-options.ts';
import { countOption } from '../shared/options.ts';
import {
  detectorFileOption,
  detectorTrainingOptions,
  learningRateOption,
  weightDecayOption,
} from '../train/training-options.ts';
import { defaultOption, flagOption, mandatoryListOption, valueOption, type FlagsOf } from '../shared/typed-option.ts';
import { oneOf, text, twoThresholds } from '../shared/values.ts';

/** The options of `facekit train mtcnn`. */
const trainMtcnnOptions = () => [
  mandatoryListOption(
    '--annotations <file or folder>',
    "labelled faces: WIDER FACE's text file, CelebA's lists, or JSON lines such as alignment.jsonl; may be given several times",
  ),
  annotationFormatOption(),
  valueOption(
    '--landmark-photographs <folder>',
    'of the O-Net: more photographs, such as CelebA, of which not all faces are labelled: only landmarks are learnt from them',
    text,
  ),
  valueOption('--landmark-annotations <file or folder>', "the labels of those, such as CelebA's lists", text),
  detectorFileOption(),
  valueOption('--base <file>', 'detector whose other networks are taken (default: mtcnn)', text),
  flagOption('--fine-tune', "begin with the base's weights, not with random ones"),
  countOption('--steps <count>', 'steps; the rate falls to a tenth after each third', {
    max: 10_000_000,
    initial: 20_000,
  }),
  countOption('--batch-size <count>', 'windows with a face in a step; others as 3:1:1:2', { max: 4096, initial: 32 }),
  countOption('--samples <count>', 'windows with a face that are kept in memory', { max: 10_000_000, initial: 20_000 }),
  defaultOption(
    '--hard-thresholds <p,r>',
    'probabilities at which the networks before let windows through that the next one learns from',
    twoThresholds,
    [0.6, 0.7] as const,
  ),
  defaultOption('--optimizer <name>', OPTIMISERS.join(', '), oneOf(OPTIMISERS), 'momentum'),
  learningRateOption(0.01),
  valueOption('--learning-rate-schedule-file <file>', 'rows of step: rate, in place of the rate that falls', text),
  weightDecayOption(0.0005),
  flagOption('--resume', 'go on with a training that was interrupted, from its newest checkpoint'),
  countOption('--checkpoint-steps <count>', 'steps between two checkpoints', { max: 10_000_000, initial: 1000 }),
  ...detectorTrainingOptions(),
];

export type TrainMtcnnFlags = FlagsOf<typeof trainMtcnnOptions>;

/** `facekit train mtcnn`. */
export const command = commandOf(trainMtcnnOptions, async () => (await import('./train-mtcnn.ts')).trainMtcnn);
