import { Command, Option, type OptionValues } from 'commander';
import { alignOptions } from './commands/align-options.ts';
import { normaliseArgv, type OptionShapes } from './commands/argv.ts';
import { compareOptions } from './commands/compare-options.ts';
import type { Io } from './commands/context.ts';
import { classifyOptions } from './commands/classify-options.ts';
import { datasetPullOptions } from './commands/datasets-options.ts';
import { benchOptions } from './commands/bench-options.ts';
import { embedOptions } from './commands/embed-options.ts';
import { importOptions, quantizeOptions } from './commands/models-options.ts';
import { outputOptions } from './commands/options.ts';
import { trainClassifierOptions } from './commands/train-classifier-options.ts';
import { validateLfwOptions } from './commands/validate-lfw-options.ts';
import { EXIT } from './core/errors.ts';
import { facekitVersion } from './files/package-info.ts';

/** Options of the FaceNet scripts without a meaning here. */
const IGNORED = new Map([
  ['--gpu-memory-fraction', 'there is no TensorFlow session whose memory could be limited.'],
]);

/** Options that take several numbers: `--thresholds 0.6 0.7 0.7`. */
const LISTS = new Map([['--thresholds', 3]]);

/** The body of a command, imported when it runs: `facekit --help` loads neither sharp nor ONNX Runtime. */
type Body<Options> = (
  command: { args: readonly string[]; argv: readonly string[] },
  options: Options,
  io: Io,
) => Promise<number>;

/**
 * Parses the command line and runs the command it names.
 *
 * @returns the command's exit code
 * @throws CommanderError, FacekitError
 */
export async function runProgram(argv: readonly string[], io: Io): Promise<number> {
  let exitCode: number = EXIT.done;
  const runs: Runs = <Options extends OptionValues>(load: () => Promise<Body<Options>>) =>
    async function (this: Command): Promise<void> {
      const body = await load();
      exitCode = await body({ args: this.args, argv }, this.opts<Options>(), io);
    };
  const program = createProgram(io, runs);
  const normal = normaliseArgv(argv, shapesOf(program, argv));
  for (const note of normal.notes) io.stderr.write(`${note}\n`);
  await program.parseAsync([...normal.argv], { from: 'user' });
  return exitCode;
}

type Runs = <Options extends OptionValues>(
  load: () => Promise<Body<Options>>,
) => (this: Command) => Promise<void>;

function createProgram(io: Io, runs: Runs): Command {
  const program = new Command('facekit')
    .description('Find, align, embed, compare and recognise faces, with the numbers of the FaceNet scripts.')
    .version(facekitVersion(), '-V, --version')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: () => undefined,
    });
  addAlign(program, runs);
  addCompare(program, runs);
  addModels(program, runs);
  addDatasets(program, runs);
  addDevices(program, runs);
  addEmbed(program, runs);
  addValidateLfw(program, runs);
  addBench(program, runs);
  addTrainClassifier(program, runs);
  addClassify(program, runs);
  return program;
}

function addAlign(program: Command, runs: Runs): void {
  const command = program
    .command('align')
    .summary('find the faces of photographs and write aligned crops')
    .description(
      'Finds the faces of the images in a folder (of class folders, or flat) and writes them as square PNG crops.',
    )
    .argument('<input>', 'folder of images')
    .argument('[output]', 'folder for the crops (default: <input>_<image size>)');
  for (const option of alignOptions()) command.addOption(option);
  command.action(runs(async () => (await import('./commands/align.ts')).align));
}

function addCompare(program: Command, runs: Runs): void {
  const command = program
    .command('compare')
    .summary('tell how far the faces of photographs are from each other')
    .description('Finds the face of each image and prints the distances between all of them.')
    .argument('<images...>', 'two photographs or more');
  for (const option of compareOptions()) command.addOption(option);
  command.action(runs(async () => (await import('./commands/compare.ts')).compare));
}

function addModels(program: Command, runs: Runs): void {
  const models = program.command('models').summary('list, fetch and import the networks');
  const json = outputOptions().filter(({ long }) => long === '--json');
  const subcommand = (usage: string, summary: string, options: readonly Option[]): Command => {
    const command = models.command(usage).summary(summary).description(summary);
    for (const option of options) command.addOption(option);
    return command;
  };
  subcommand('list', 'show the models that facekit knows or that were imported', json).action(
    runs(async () => (await import('./commands/models.ts')).modelsList),
  );
  subcommand('pull', 'fetch a model', [
    new Option('--from <url>', 'fetch from the folder at this address (or FACEKIT_MODELS_URL)'),
    new Option('--overwrite', 'replace the model if it is installed'),
    ...outputOptions(),
  ])
    .argument('<name>', 'facenet-vggface2')
    .action(runs(async () => (await import('./commands/models.ts')).modelsPull));
  subcommand('import', 'import a model from a file', [
    ...importOptions(),
    new Option('--overwrite', 'replace another model of that name'),
    ...outputOptions(),
  ])
    .argument('<file>', 'frozen graph .pb, PyTorch .pt, .safetensors, folder of .npy files, or .onnx')
    .action(runs(async () => (await import('./commands/models.ts')).modelsImport));
  subcommand(
    'quantize',
    'make a model of 8-bit whole numbers: smaller, and faster on processors',
    quantizeOptions(),
  )
    .alias('quantise')
    .argument('<model>', 'name or file of a model')
    .argument('[faces...]', 'aligned crops to measure on (default: the photographs of datasets/sample)')
    .action(runs(async () => (await import('./commands/models-quantize.ts')).modelsQuantize));
  subcommand('info', 'show what is known of a model', json)
    .argument('<name>', 'name or file')
    .action(runs(async () => (await import('./commands/models.ts')).modelsInfo));
  subcommand('path', 'print the folder of installed models, or the file of one', json)
    .argument('[name]', 'name of a model')
    .action(runs(async () => (await import('./commands/models.ts')).modelsPath));
}

function addDatasets(program: Command, runs: Runs): void {
  const pull = program
    .command('datasets')
    .summary('fetch the photographs that models are measured on')
    .command('pull')
    .summary('fetch a data set')
    .description(
      'Fetches LFW from a public mirror, checks it, and unpacks it: images to <folder>/lfw, pairs beside.',
    )
    .argument('<name>', 'lfw')
    .argument('[folder]', 'where it goes', 'datasets');
  for (const option of datasetPullOptions()) pull.addOption(option);
  pull.action(runs(async () => (await import('./commands/datasets.ts')).datasetsPull));
}

function addDevices(program: Command, runs: Runs): void {
  program
    .command('devices')
    .summary('show versions, and the devices that networks can run on here')
    .description(
      'Shows the versions in use, the devices that networks can run on here, and what the others lack.',
    )
    .option('--json', 'print one JSON object')
    .action(runs(async () => (await import('./commands/devices.ts')).devices));
  program
    .command('doctor')
    .summary('the same, and how fast each device is')
    .description('Shows what facekit devices shows, and measures each device that is present for 3 seconds.')
    .option('--no-speed', 'do not measure')
    .option('--json', 'print one JSON object')
    .action(runs(async () => (await import('./commands/devices.ts')).doctor));
}

function addEmbed(program: Command, runs: Runs): void {
  const command = program
    .command('embed')
    .summary('turn faces into embeddings and write them to a file')
    .description('Turns the faces of images into embeddings: aligned crops, or photographs with --detect.')
    .argument('<paths...>', 'images, folders of them, or patterns; the class of an image is its folder');
  for (const option of embedOptions()) command.addOption(option);
  command.action(runs(async () => (await import('./commands/embed.ts')).embed));
}

function addValidateLfw(program: Command, runs: Runs): void {
  const command = program
    .command('validate-lfw')
    .summary('measure a model by the LFW protocol')
    .description(
      'Measures how well a model tells pairs of one person from pairs of two, as LFW is evaluated.',
    )
    .argument('[dir]', 'aligned crops (default: datasets/lfw_160; with --align photographs: datasets/lfw)');
  for (const option of validateLfwOptions()) command.addOption(option);
  command.action(runs(async () => (await import('./commands/validate-lfw.ts')).validateLfw));
}

function addBench(program: Command, runs: Runs): void {
  const command = program
    .command('bench')
    .summary('measure how fast facekit is on this machine')
    .description('Measures decoding, detection, cropping, and every installed embedder, and prints a table.')
    .argument('[photographs...]', 'images or folders, 16 images at most (default: a drawn picture)');
  for (const option of benchOptions()) command.addOption(option);
  command.action(runs(async () => (await import('./commands/bench.ts')).bench));
}

function addTrainClassifier(program: Command, runs: Runs): void {
  const command = program
    .command('train-classifier')
    .summary('teach a classifier who is who')
    .description(
      'Trains a classifier of people on a folder with one folder of aligned crops for each of them, on photographs with --align, or on an embedding file. A face that is farther from the person it is taken for than the classifier allows is unknown: that distance lies as many standard deviations above the mean distance of images from their own person as below that of people from the nearest other one, or lower if --target-far asks for it.',
    )
    .argument(
      '[data]',
      'class folders or an embedding file (default: datasets/lfw_160; with --align: datasets/lfw)',
    )
    .argument('[classifier]', 'the file to write, ending in .json (default: models/classifier.json)');
  for (const option of trainClassifierOptions()) command.addOption(option);
  command.action(runs(async () => (await import('./commands/train-classifier.ts')).trainClassifier));
}

function addClassify(program: Command, runs: Runs): void {
  const command = program
    .command('classify')
    .summary('tell who the people in photographs are, or how well a classifier does')
    .description(
      'Recognises people. One folder of class folders, or an embedding file, is a data set: each face is classified and the answers are counted. Anything else are photographs: every face in them gets a name, or is unknown.',
    )
    .argument('[classifier]', 'a file of train-classifier, ending in .json (default: models/classifier.json)')
    .argument('[paths...]', 'photographs, folders, patterns; or one data set');
  for (const option of classifyOptions()) command.addOption(option);
  command.action(runs(async () => (await import('./commands/classify.ts')).classify));
}

/** How the options of the command that `argv` names are written, for the normaliser. */
function shapesOf(program: Command, argv: readonly string[]): OptionShapes {
  const name = argv.find((token) => !token.startsWith('-'));
  const command = program.commands.find(
    (each) => each.name() === name || each.aliases().includes(name ?? ''),
  );
  const flags = (command?.options ?? []).filter((option) => option.isBoolean() || option.negate);
  return { flags: new Set(flags.flatMap(({ long }) => long ?? [])), lists: LISTS, ignored: IGNORED };
}
