import { commandOf } from '../shared/command-entry.ts';
import { BACKBONES, type Backbone } from '../../srn/size.ts';
import { MATCHINGS, SRN_OPTIMISERS, VARIATIONS } from '../../training/srn/choices.ts';
import { annotationOptions } from '../shared/annotation-options.ts';
import { countOption } from '../shared/options.ts';
import {
  detectorFileOption,
  detectorTrainingOptions,
  learningRateOption,
  weightDecayOption,
} from '../train/training-options.ts';
import { defaultOption, flagOption, offOption, valueOption } from '../shared/typed-option.ts';
import type { FlagsOf } from '../shared/typed-option.ts';
import { integer, oneOf, text } from '../shared/values.ts';

const backbones = Object.keys(BACKBONES) as Backbone[];

/** The options of `facekit train srn`. */
const trainSrnOptions = () => [
  ...annotationOptions("WIDER FACE's text file, or JSON lines such as alignment.jsonl"),
  detectorFileOption(),
  valueOption('--models-base-dir <folder>', "for the checkpoints (default: training/<the output's name>)", text),
  flagOption('--resume', 'go on from the newest checkpoint'),
  defaultOption('--backbone <network>', backbones.join(', '), oneOf(backbones), 'resnet50'),
  defaultOption(
    '--width <count>',
    'channels of the first convolution, of which all others are multiples',
    integer({ min: 4, max: 256 }),
    64,
  ),
  defaultOption('--input-size <pixels>', 'side of the squares to train on', integer({ min: 64, max: 4096 }), 1024),
  countOption('--batch-size <count>', 'photographs of a step', { max: 1024, initial: 32 }),
  countOption('--epochs <count>', 'epochs; the rate falls to a tenth after 10/13 and 12/13 of them', {
    max: 1_000_000,
    initial: 130,
  }),
  defaultOption('--optimizer <name>', SRN_OPTIMISERS.join(', '), oneOf(SRN_OPTIMISERS), 'momentum'),
  learningRateOption(0.01),
  weightDecayOption(0.0001),
  offOption('--no-stc', 'no two-step classification: the fine levels are judged once'),
  offOption('--no-str', 'no two-step regression: the anchors of the coarse levels are moved once'),
  defaultOption(
    '--augmentation <kind>',
    'paper (colours, expanded, a part, mirrored), mirror or none',
    oneOf(VARIATIONS),
    'paper',
  ),
  defaultOption(
    '--match <rule>',
    'every-face: the anchor that overlaps a face most learns it, besides those that overlap it enough; paper: these alone',
    oneOf(MATCHINGS),
    'every-face',
  ),
  ...detectorTrainingOptions(),
];

export type TrainSrnFlags = FlagsOf<typeof trainSrnOptions>;

/** `facekit train srn`. */
export const command = commandOf(trainSrnOptions, async () => (await import('./train-srn.ts')).trainSrn);
