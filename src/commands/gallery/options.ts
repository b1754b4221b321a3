import { commandOf } from '../shared/command-entry.ts';
import { detectorOptions } from '../shared/detector-options.ts';
import {
  countOption,
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
import { distance, numberBetween, oneOf, text } from '../shared/values.ts';
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
const identifyOptions = () => [
  ...namingOptions(),
  galleryThresholdOption(),
  defaultOption(
    '--min-margin <distance>',
    'a face that a second person is nearer to than this beyond the first is unknown',
    distance,
    0,
  ),
  ...queryOptions(),
];
export type IdentifyFlags = FlagsOf<typeof identifyOptions>;

/** The options of `facekit gallery search`. */
const searchOptions = () => [
  countOption('--top <count>', 'faces to list for each face', { max: 100_000, initial: 10 }),
  ...queryOptions(),
];
export type SearchFlags = FlagsOf<typeof searchOptions>;

/** The options of `facekit gallery calibrate`. */
const calibrateOptions = () => [
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
const exportOptions = () => [embeddingFileOption(), ...outputOptions()];
export type ExportFlags = FlagsOf<typeof exportOptions>;

/** The options of `facekit gallery index`. */
const indexOptions = () => [
  flagOption('--remove', 'take the index away: every face is compared again'),
  ...outputOptions(),
];
export type IndexFlags = FlagsOf<typeof indexOptions>;

export type ListFlags = FlagsOf<typeof jsonOption>;

export type ChangeFlags = FlagsOf<typeof outputOptions>;

/** `facekit gallery …`, by name. */
export const commands = {
  enrol: commandOf(enrolOptions, async () => (await import('./enrol.ts')).galleryEnrol),
  identify: commandOf(identifyOptions, async () => (await import('./identify.ts')).galleryIdentify),
  search: commandOf(searchOptions, async () => (await import('./search.ts')).gallerySearch),
  list: commandOf(jsonOption, async () => (await import('./list.ts')).galleryList),
  remove: commandOf(outputOptions, async () => (await import('./remove.ts')).galleryRemove),
  rename: commandOf(outputOptions, async () => (await import('./rename.ts')).galleryRename),
  merge: commandOf(outputOptions, async () => (await import('./rename.ts')).galleryMerge),
  calibrate: commandOf(calibrateOptions, async () => (await import('./calibrate.ts')).galleryCalibrate),
  export: commandOf(exportOptions, async () => (await import('./export.ts')).galleryExport),
  compact: commandOf(outputOptions, async () => (await import('./maintain.ts')).galleryCompact),
  repair: commandOf(outputOptions, async () => (await import('./maintain.ts')).galleryRepair),
  index: commandOf(indexOptions, async () => (await import('./make-index.ts')).galleryIndex),
};
