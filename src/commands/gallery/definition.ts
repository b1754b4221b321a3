import { defineCommand } from '../shared/command-entry.ts';
import { detectorOptions } from '../shared/detector-options.ts';
import {
  imageOutputOptions,
  integer,
  jsonOption,
  modelOption,
  namingOptions,
  newGalleryOptions,
  number,
  numberBetween,
  oneOf,
  outputOptions,
  photographCollectionOptions,
  text,
} from '../shared/options.ts';
import { defaultOption, flagOption, mandatoryOption, valueOption, type FlagsOf } from '../shared/typed-option.ts';
import { SELECTIONS } from '../../detection/select-face.ts';
import { DEFAULT_TARGET_FPIR } from '../../gallery/decide/threshold.ts';

const photographOptions = () => [...detectorOptions(), ...photographCollectionOptions(), ...imageOutputOptions()];

/** Of commands that ask a gallery about photographs. */
const queryOptions = () => [
  modelOption("where the gallery's model is, if not installed under its name"),
  ...photographOptions(),
];

/** The options of `facekit gallery enrol`. */
export const enrolOptions = () => [
  valueOption(
    '--name <name>',
    "whose the faces are (default: each photograph's folder, with blanks for underscores)",
    text,
  ),
  flagOption('--all', 'every face of a photograph is the person’s: one with several is refused otherwise'),
  flagOption('--force', 'take small and blurred faces too'),
  valueOption('--select <rule>', 'which face of several is meant: center, largest or score', oneOf(SELECTIONS)),
  ...newGalleryOptions(),
  ...photographOptions(),
];
export type EnrolFlags = FlagsOf<typeof enrolOptions>;

const GALLERY = { '<gallery>': "the gallery's folder, or postgres://user@host/database" } as const;
const PHOTOGRAPHS = 'photographs, folders of them, or patterns; - is one on standard input';

export const galleryEnrolCommand = defineCommand('enrol', {
  alias: 'enroll',
  summary: 'add the faces of photographs to a gallery',
  description:
    'Finds the face in each photograph and adds it to the gallery, which is made if need be. Nothing is trained: what is enrolled is known at once.',
  arguments: { ...GALLERY, '[photographs...]': `${PHOTOGRAPHS}; folders name the people` },
  options: enrolOptions,
  examples: ['gallery enrol friends photos', 'gallery enrol friends holiday.jpg --name "Laura Bush"'],
  load: async () => (await import('./enrol.ts')).galleryEnrol,
});

/** The options of `facekit gallery identify`. */
export const identifyOptions = () => [
  ...namingOptions(),
  valueOption(
    '--threshold <distance>',
    'a face farther than this from everybody is unknown (0 to 4)',
    number({ min: 0, max: 4 }),
  ),
  defaultOption(
    '--min-margin <distance>',
    'a face that a second person is nearer to than this beyond the first is unknown',
    number({ min: 0, max: 4 }),
    0,
  ),
  ...queryOptions(),
];
export type IdentifyFlags = FlagsOf<typeof identifyOptions>;

export const galleryIdentifyCommand = defineCommand('identify', {
  summary: 'tell who the people in photographs are',
  description:
    'Finds every face in photographs and tells whose of the gallery it is, or that it is unknown. A person is in a photograph once.',
  arguments: { ...GALLERY, '[photographs...]': PHOTOGRAPHS },
  options: identifyOptions,
  examples: ['gallery identify friends party.jpg --annotate named --top 3'],
  load: async () => (await import('./identify.ts')).galleryIdentify,
});

/** The options of `facekit gallery search`. */
export const searchOptions = () => [
  defaultOption('--top <count>', 'faces to list for each face', integer({ min: 1, max: 100_000 }), 10),
  ...queryOptions(),
];
export type SearchFlags = FlagsOf<typeof searchOptions>;

export const gallerySearchCommand = defineCommand('search', {
  summary: 'list the enrolled faces that are most like those of a photograph',
  arguments: { ...GALLERY, '[photographs...]': PHOTOGRAPHS },
  options: searchOptions,
  examples: ['gallery search friends portrait.jpg --top 20'],
  load: async () => (await import('./search.ts')).gallerySearch,
});

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

export const galleryCalibrateCommand = defineCommand('calibrate', {
  summary: 'choose how many unknown faces may get a name',
  description:
    'Finds the distance above which a face is nobody of the gallery, and keeps it: each person is left out in turn and looked for among the others.',
  arguments: GALLERY,
  options: calibrateOptions,
  examples: ['gallery calibrate friends --target-fpir 0.001'],
  load: async () => (await import('./calibrate.ts')).galleryCalibrate,
});

/** The options of `facekit gallery export`. */
export const exportOptions = () => [
  mandatoryOption('-o, --output <file>', 'the embedding file: .arrow, .npy, .csv or .jsonl', text),
  ...outputOptions(),
];
export type ExportFlags = FlagsOf<typeof exportOptions>;

export const galleryExportCommand = defineCommand('export', {
  summary: 'write the faces of a gallery to an embedding file',
  arguments: GALLERY,
  options: exportOptions,
  examples: ['gallery export friends --output friends.arrow'],
  load: async () => (await import('./export.ts')).galleryExport,
});

export type ListFlags = FlagsOf<typeof jsonOption>;

export const galleryListCommand = defineCommand('list', {
  summary: 'list the people of a gallery, or the faces of one',
  arguments: { ...GALLERY, '[name]': 'the person whose faces are listed' },
  options: jsonOption,
  examples: ['gallery list friends', 'gallery list friends "Laura Bush"'],
  load: async () => (await import('./list.ts')).galleryList,
});

export type ChangeFlags = FlagsOf<typeof outputOptions>;

export const galleryRemoveCommand = defineCommand('remove', {
  summary: 'remove a person, or a face, from a gallery',
  description: 'Removes all faces of a person, or the face with an id. Their embeddings are overwritten at once.',
  arguments: { ...GALLERY, '<names or ids...>': 'names of people, or ids of faces as gallery list shows them' },
  options: outputOptions,
  examples: ['gallery remove friends "Laura Bush"'],
  load: async () => (await import('./remove.ts')).galleryRemove,
});

export const galleryRenameCommand = defineCommand('rename', {
  summary: 'give a person another name',
  arguments: { ...GALLERY, '<name>': 'of the person', '<new name>': 'which nobody has yet' },
  options: outputOptions,
  examples: ['gallery rename friends Laura "Laura Bush"'],
  load: async () => (await import('./rename.ts')).galleryRename,
});

export const galleryMergeCommand = defineCommand('merge', {
  summary: 'make several people one',
  arguments: { ...GALLERY, '<names...>': 'of the people; the last one stays' },
  options: outputOptions,
  examples: ['gallery merge friends Laura "Laura Bush"'],
  load: async () => (await import('./rename.ts')).galleryMerge,
});

export const galleryCompactCommand = defineCommand('compact', {
  summary: 'rewrite a gallery without what was removed from it',
  arguments: GALLERY,
  options: outputOptions,
  load: async () => (await import('./maintain.ts')).galleryCompact,
});

export const galleryRepairCommand = defineCommand('repair', {
  summary: 'save what can be read of a damaged gallery',
  description:
    'Keeps every face whose line and embedding are whole, and says which are not. The damaged files stay, in a folder beside the new ones.',
  arguments: GALLERY,
  options: outputOptions,
  load: async () => (await import('./maintain.ts')).galleryRepair,
});

/** `facekit gallery …` */
export const galleryCommands = [
  galleryEnrolCommand,
  galleryIdentifyCommand,
  gallerySearchCommand,
  galleryListCommand,
  galleryRemoveCommand,
  galleryRenameCommand,
  galleryMergeCommand,
  galleryCalibrateCommand,
  galleryExportCommand,
  galleryCompactCommand,
  galleryRepairCommand,
];
