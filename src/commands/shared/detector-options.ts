import type { DetectorRequest } from '../../detectors/choose-detector.ts';
import { DEFAULT_DETECTOR, type DetectorName, DETECTORS, isDetectorFile } from '../../detectors/registry.ts';
import { detectOption, forceOption } from './options.ts';
import { number, numberBetween, oneOf, threeThresholds } from './values.ts';
import { SRN_SETTINGS } from '../../detection/detection-options.ts';
import { flagOption, valueOption, type FlagsOf } from './typed-option.ts';

/** A detector, or one with the weights of a file. */
const nameOrFile =
  (name: string) =>
  (text: string): DetectorName | DetectorRequest =>
    isDetectorFile(text) ? { weights: text } : oneOf(DETECTORS)(name)(text);

/** Which detector, of commands that have other options of its name besides. */
export const detectorOption = (initial: DetectorName = DEFAULT_DETECTOR) => [
  valueOption(
    '--detector <name>',
    `finds the faces: ${DETECTORS.join(', ')}, or a file of train mtcnn or train srn (default: ${initial})`,
    nameOrFile,
  ),
  flagOption('--rotate', 'try a photograph without a face turned by 90, 180 and 270 degrees'),
];

/** Which detector, and how it looks for faces. */
export const detectorOptions = (initial?: DetectorName, smallest = "the detector's; mtcnn 20, yunet 10") => [
  ...detectorOption(initial),
  valueOption(
    '--min-face <pixels>',
    `smallest face to look for (default: ${smallest})`,
    number({ min: 5, max: 10_000 }),
  ),
  valueOption('--max-face <pixels>', 'largest face to look for (default: any)', number({ min: 5, max: 1_000_000 })),
  valueOption(
    '--thresholds <p,r,o>',
    'mtcnn: probabilities that the three networks ask for (default: 0.6,0.7,0.7)',
    threeThresholds,
  ),
  valueOption(
    '--factor <number>',
    'mtcnn: scale between levels of the image pyramid (default: 0.709)',
    numberBetween(0, 1),
  ),
  valueOption(
    '--score-threshold <number>',
    'yunet, srn: least score of a face (default: 0.7, srn 0.5)',
    numberBetween(0, 1),
  ),
  valueOption(
    '--multi-scale <pixels>',
    'srn: several sizes and a mirrored picture, of up to so many pixels squared; its authors took 1400 and 2100',
    number({ min: 100, max: 10_000 }),
  ),
  valueOption(
    '--srn-settings <which>',
    'srn: as the code of its authors does it, or as the paper says (default: code)',
    oneOf(SRN_SETTINGS),
  ),
  valueOption(
    '--landmarks-from <name>',
    'srn: what finds the landmarks in its boxes: mtcnn (default: nothing)',
    oneOf(['mtcnn'] as const),
  ),
];

/** Whether images are photographs or crops, and how the faces of photographs are found. */
export const photographsOrCropsOptions = (photographs?: string) => [
  detectOption(photographs),
  forceOption(),
  ...detectorOptions(),
];

export type DetectorFlags = Partial<FlagsOf<typeof detectorOptions>>;
