import { Option, type Command, type OptionValues } from 'commander';
import { alignOptions } from './commands/align/options.ts';
import { benchOptions } from './commands/bench/options.ts';
import { classifyOptions } from './commands/classify/options.ts';
import { compareOptions } from './commands/compare/options.ts';
import type { Io } from './commands/shared/context.ts';
import { datasetCheckOptions, datasetRestoreOptions } from './commands/dataset-check/options.ts';
import { datasetPullOptions } from './commands/datasets-pull/options.ts';
import { embedOptions } from './commands/embed/options.ts';
import { importOptions, quantizeOptions } from './commands/models/options.ts';
import { jsonOption, outputOptions } from './commands/shared/options.ts';
import { trainClassifierOptions } from './commands/train-classifier/options.ts';
import { validateLfwOptions } from './commands/validate-lfw/options.ts';

/** A command of the program, or a group of them. */
export interface CommandEntry {
  readonly name: string;
  readonly alias?: string;
  /** In the list of commands. */
  readonly summary: string;
  /** Above the options of the command; default: the summary. */
  readonly description?: string;
  /** Usage and description of each argument, in their order. */
  readonly arguments?: Readonly<Record<string, string>>;
  readonly options?: () => readonly Option[];
  readonly commands?: readonly CommandEntry[];
  /** Returns the exit code. A group has none. */
  readonly run?: (command: Command, argv: readonly string[], io: Io) => Promise<number>;
}

/** The body of a command. */
type Body<Options> = (
  command: { readonly args: readonly string[]; readonly argv: readonly string[] },
  options: Options,
  io: Io,
) => Promise<number>;

type Load<Options> = () => Promise<Body<Options>>;

/** Runs a body that is imported when it is needed: `facekit --help` loads neither sharp nor ONNX Runtime. */
const running =
  <Options extends OptionValues>(load: Load<Options>): Exclude<CommandEntry['run'], undefined> =>
  async (command, argv, io) =>
    (await load())({ args: command.args, argv }, command.opts<Options>(), io);

/** Every command of facekit, in the order of its help. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'align',
    summary: 'find the faces of photographs and write aligned crops',
    description:
      'Finds the faces of the images in a folder (of class folders, or flat) and writes them as square PNG crops.',
    arguments: {
      '<input>': 'folder of images',
      '[output]': 'folder for the crops (default: <input>_<image size>)',
    },
    options: alignOptions,
    run: running(async () => (await import('./commands/align/align.ts')).align),
  },
  {
    name: 'embed',
    summary: 'turn faces into embeddings and write them to a file',
    description: 'Turns the faces of images into embeddings: aligned crops, or photographs with --detect.',
    arguments: {
      '<paths...>': 'images, folders of them, or patterns; the class of an image is its folder',
    },
    options: embedOptions,
    run: running(async () => (await import('./commands/embed/embed.ts')).embed),
  },
  {
    name: 'compare',
    summary: 'tell how far the faces of photographs are from each other',
    description: 'Finds the face of each image and prints the distances between all of them.',
    arguments: { '<images...>': 'two photographs or more' },
    options: compareOptions,
    run: running(async () => (await import('./commands/compare/compare.ts')).compare),
  },
  {
    name: 'validate-lfw',
    summary: 'measure a model by the LFW protocol',
    description: 'Measures how well a model tells pairs of one person from pairs of two, as LFW is evaluated.',
    arguments: {
      '[dir]': 'aligned crops (default: datasets/lfw_160; with --align photographs: datasets/lfw)',
    },
    options: validateLfwOptions,
    run: running(async () => (await import('./commands/validate-lfw/validate-lfw.ts')).validateLfw),
  },
  {
    name: 'train-classifier',
    summary: 'teach a classifier who is who',
    description:
      'Trains a classifier of people on a folder with one folder of aligned crops for each of them, on photographs with --align, or on an embedding file. A face that is farther from the person it is taken for than the classifier allows is unknown: that distance lies as many standard deviations above the mean distance of images from their own person as below that of people from the nearest other one, or lower if --target-far asks for it.',
    arguments: {
      '[data]': 'class folders or an embedding file (default: datasets/lfw_160; with --align: datasets/lfw)',
      '[classifier]': 'the file to write, ending in .json (default: models/classifier.json)',
    },
    options: trainClassifierOptions,
    run: running(async () => (await import('./commands/train-classifier/train-classifier.ts')).trainClassifier),
  },
  {
    name: 'classify',
    summary: 'tell who the people in photographs are, or how well a classifier does',
    description:
      'Recognises people. One folder of class folders, or an embedding file, is a data set: each face is classified and the answers are counted. Anything else are photographs: every face in them gets a name, or is unknown.',
    arguments: {
      '[classifier]': 'a file of train-classifier, ending in .json (default: models/classifier.json)',
      '[paths...]': 'photographs, folders, patterns; or one data set',
    },
    options: classifyOptions,
    run: running(async () => (await import('./commands/classify/classify.ts')).classify),
  },
  {
    name: 'models',
    summary: 'list, fetch, import and quantise the networks',
    commands: [
      {
        name: 'list',
        summary: 'show the models that facekit knows or that were imported',
        options: jsonOption,
        run: running(async () => (await import('./commands/models/models.ts')).modelsList),
      },
      {
        name: 'pull',
        summary: 'fetch a model',
        arguments: { '<name>': 'facenet-vggface2' },
        options: () => [
          new Option('--from <url>', 'fetch from the folder at this address (or FACEKIT_MODELS_URL)'),
          new Option('--overwrite', 'replace the model if it is installed'),
          ...outputOptions(),
        ],
        run: running(async () => (await import('./commands/models/models.ts')).modelsPull),
      },
      {
        name: 'import',
        summary: 'import a model from a file',
        arguments: {
          '<file>': 'frozen graph .pb, PyTorch .pt, .safetensors, folder of .npy files, or .onnx',
        },
        options: () => [
          ...importOptions(),
          new Option('--overwrite', 'replace another model of that name'),
          ...outputOptions(),
        ],
        run: running(async () => (await import('./commands/models/models.ts')).modelsImport),
      },
      {
        name: 'quantize',
        alias: 'quantise',
        summary: 'make a model of 8-bit whole numbers: smaller, and faster on processors',
        arguments: {
          '<model>': 'name or file of a model',
          '[faces...]': 'aligned crops to measure on (default: the photographs of datasets/sample)',
        },
        options: quantizeOptions,
        run: running(async () => (await import('./commands/models-quantize/models-quantize.ts')).modelsQuantize),
      },
      {
        name: 'info',
        summary: 'show what is known of a model',
        arguments: { '<name>': 'name or file' },
        options: jsonOption,
        run: running(async () => (await import('./commands/models/models.ts')).modelsInfo),
      },
      {
        name: 'path',
        summary: 'print the folder of installed models, or the file of one',
        arguments: { '[name]': 'name of a model' },
        options: jsonOption,
        run: running(async () => (await import('./commands/models/models.ts')).modelsPath),
      },
    ],
  },
  {
    name: 'datasets',
    alias: 'dataset',
    summary: 'fetch LFW, and check face libraries',
    commands: [
      {
        name: 'pull',
        summary: 'fetch a data set',
        description:
          'Fetches LFW from a public mirror, checks it, and unpacks it: images to <folder>/lfw, pairs beside.',
        arguments: { '<name>': 'lfw', '[folder]': 'where it goes (default: datasets)' },
        options: datasetPullOptions,
        run: running(async () => (await import('./commands/datasets-pull/datasets-pull.ts')).datasetsPull),
      },
      {
        name: 'check',
        summary: 'find what ruins a face library',
        description:
          'Finds unreadable files, missing, small, blurred and repeated faces, and images with the wrong label, before a classifier is trained.',
        arguments: { '<folder>': 'class folders of photographs, or of aligned crops' },
        options: datasetCheckOptions,
        run: running(async () => (await import('./commands/dataset-check/dataset-check.ts')).datasetCheck),
      },
      {
        name: 'restore',
        summary: 'put back what dataset check --quarantine has moved',
        description: 'Puts back what dataset check --quarantine has moved. Replaces nothing.',
        arguments: { '<folder>': 'the quarantine' },
        options: datasetRestoreOptions,
        run: running(async () => (await import('./commands/dataset-restore/dataset-restore.ts')).datasetRestore),
      },
    ],
  },
  {
    name: 'devices',
    summary: 'show versions, and the devices that networks can run on here',
    description: 'Shows the versions in use, the devices that networks can run on here, and what the others lack.',
    options: jsonOption,
    run: running(async () => (await import('./commands/devices/devices.ts')).devices),
  },
  {
    name: 'doctor',
    summary: 'the same, and how fast each device is',
    description: 'Shows what facekit devices shows, and measures each device that is present for 3 seconds.',
    options: () => [new Option('--no-speed', 'do not measure'), ...jsonOption()],
    run: running(async () => (await import('./commands/devices/devices.ts')).doctor),
  },
  {
    name: 'bench',
    summary: 'measure how fast facekit is on this machine',
    description: 'Measures decoding, detection, cropping, and every installed embedder, and prints a table.',
    arguments: { '[photographs...]': 'images or folders, 16 images at most (default: a drawn picture)' },
    options: benchOptions,
    run: running(async () => (await import('./commands/bench/bench.ts')).bench),
  },
];
