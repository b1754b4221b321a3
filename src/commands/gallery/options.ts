import { detectorOptions } from '../shared/detector-options.ts';
import {
  imageOutputOptions,
  jsonOption,
  galleryModelOption,
  galleryThresholdOption,
  embeddingFileOption,
  namingOptions,
  newGalleryOptions,
  outputOptions,
  photographCollectionOptions,
  shardOptions,
} from '../shared/options.ts';
import { integer, number, numberBetween, oneOf, text } from '../shared/values.ts';
import { defaultOption, flagOption, valueOption, type FlagsOf } from '../shared/typed-option.ts';
import { SELECTIONS } from '../../detection/select-face.ts';
import { DEFAULT_TARGET_FPIR } from '../../gallery/decide/threshold.ts';

const photographOptions = () => [...detectorOptions(), ...photographCollectionOptions(), ...imageOutputOptions()];

/** Of commands that ask a gallery about photographs. */
const queryOptions = () => [galleryModelOption(), ...photographOptions()];

/** The options of `facekit gallery enrol`. */
export const enrolOptions = () => [
  valueOption(
    '--name <name>',
    "whose the faces are (default: each photograph's folder, with blanks for underscores)",
    text,
  ),
  flagOption('--all', 'every face of a photograph is the person’s: one with several is refused otherwise'),
  flagOption('--force', 'take small and blurred faces and profiles too'),
  valueOption('--select <rule>', 'which face of several is meant: center, largest or score', oneOf(SELECTIONS)),
  ...newGalleryOptions(),
  ...shardOptions(),
  ...photographOptions(),
];
export type EnrolFlags = FlagsOf<typeof enrolOptions>;

/** The options of `facekit gallery identify`. */
export const identifyOptions = () => [
  ...namingOptions(),
  galleryThresholdOption(),
  defaultOption(
    '--min-margin <distance>',
    'a face that a second person is nearer to than this beyond the first is unknown',
    number({ min: 0, max: 4 }),
    0,
  ),
  ...queryOptions(),
];
export type IdentifyFlags = FlagsOf<typeof identifyOptions>;

/** The options of `facekit gallery search`. */
export const searchOptions = () => [
  defaultOption('--top <count>', 'faces to list for each face', integer({ min: 1, max: 100_000 }), 10),
  ...queryOptions(),
];
export type SearchFlags = FlagsOf<typeof searchOptions>;

/** The options of `facekit gallery calibrate`. */
export const calibrateOptions = () => [
  defaultOption(
    '--target-fpir <share>',
    'of unknown people that may get a name (false-positive identification rate)',
    numberBetween(0, 1),
    DEFAULT_TARGET_FPIR,
  ),
  ...outputOptions(),
];
export type CalibrateFlags = FlagsOf<typeof calibrateOptions>;

/** The options of `facekit gallery export`. */
export const exportOptions = () => [embeddingFileOption(), ...outputOptions()];
export type ExportFlags = FlagsOf<typeof exportOptions>;

export type ListFlags = FlagsOf<typeof jsonOption>;

export type ChangeFlags = FlagsOf<typeof outputOptions>;
