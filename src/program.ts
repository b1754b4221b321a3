import { Command, Option, type OptionValues } from 'commander';
import { normaliseArgv, type OptionShapes } from './commands/argv.ts';
import type { Io } from './commands/context.ts';
import {
  deviceOption,
  integer,
  number,
  numberBetween,
  oneOf,
  outputOptions,
  threeThresholds,
  valueOption,
} from './commands/options.ts';
import { EXIT } from './core/errors.ts';
import { COMPARE_METRICS } from './facenet/compare-metric.ts';
import { facekitVersion } from './files/package-info.ts';
import { SELECTIONS } from './mtcnn/select-face.ts';

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
  addDevices(program, runs);
  return program;
}

function addAlign(program: Command, runs: Runs): void {
  const options = [
    valueOption(
      '--image-size <pixels>',
      'side of the square crops',
      (n) => integer(n, { min: 8, max: 4096 }),
      160,
    ),
    valueOption(
      '--margin <pixels>',
      'pixels around the box, half on each side',
      (n) => integer(n, { min: 0, max: 10_000 }),
      32,
    ),
    new Option('--detect-multiple-faces', 'write every face, as <name>_0.png, <name>_1.png, …'),
    valueOption(
      '--select <rule>',
      'the face to write: center, largest or score',
      (n) => oneOf(n, SELECTIONS),
      'center',
    ),
    new Option('--random-order', 'shuffle the images, so that several processes can share one folder'),
    valueOption(
      '--min-face <pixels>',
      'smallest face to look for',
      (n) => number(n, { min: 12, max: 10_000 }),
      20,
    ),
    valueOption('--thresholds <p,r,o>', 'probabilities that the three networks ask for', threeThresholds, [
      0.6, 0.7, 0.7,
    ] as const),
    valueOption(
      '--factor <number>',
      'scale between levels of the image pyramid',
      (n) => numberBetween(n, 0, 1),
      0.709,
    ),
    valueOption('--jobs <count>', 'images worked on in parallel (default: one a core)', (n) =>
      integer(n, { min: 1, max: 1024 }),
    ),
    deviceOption(),
    new Option('--overwrite', 'make crops that exist again'),
    new Option('--no-auto-orient', 'ignore the EXIF orientation, as the FaceNet scripts do'),
    valueOption('--max-pixels <count>', 'refuse larger images', (n) => integer(n, { min: 1 })),
    ...outputOptions(),
  ];
  const command = program
    .command('align')
    .summary('find the faces of photographs and write aligned crops')
    .description(
      'Finds the faces of the images in a folder (of class folders, or flat) and writes them as square PNG crops.',
    )
    .argument('<input>', 'folder of images')
    .argument('[output]', 'folder for the crops (default: <input>_<image size>)');
  for (const option of options) command.addOption(option);
  command.action(runs(async () => (await import('./commands/align.ts')).align));
}

function addCompare(program: Command, runs: Runs): void {
  const options = [
    new Option(
      '--model <name or file>',
      'embedder (default: facenet-vggface2 if installed, else mobilefacenet)',
    ),
    valueOption('--metric <name>', COMPARE_METRICS.join(', '), (n) => oneOf(n, COMPARE_METRICS), 'euclidean'),
    valueOption(
      '--threshold <distance>',
      "same person below this distance (default: the model's, from LFW)",
      (n) => number(n, { min: 0, max: 4 }),
    ),
    valueOption(
      '--standardisation <kind>',
      'fixed or per-image (default: what the model was trained with)',
      (n) => oneOf(n, ['fixed', 'per-image']),
    ),
    valueOption(
      '--margin <pixels>',
      'pixels around the box, half on each side',
      (n) => integer(n, { min: 0, max: 10_000 }),
      44,
    ),
    valueOption('--image-size <pixels>', 'taken for compatibility: the model says its size', (n) =>
      integer(n, { min: 1 }),
    ),
    valueOption(
      '--select <rule>',
      'the face of an image: center, largest or score',
      (n) => oneOf(n, SELECTIONS),
      'score',
    ),
    new Option('--all-faces', 'compare every face of every image'),
    new Option('--annotate <folder>', 'write the photographs with boxes, landmarks and numbers there'),
    deviceOption(),
    valueOption('--threads <count>', 'threads of a network (default: one a core)', (n) =>
      integer(n, { min: 1, max: 1024 }),
    ),
    new Option('--no-auto-orient', 'ignore the EXIF orientation, as the FaceNet scripts do'),
    valueOption('--max-pixels <count>', 'refuse larger images', (n) => integer(n, { min: 1 })),
    ...outputOptions(),
  ];
  const command = program
    .command('compare')
    .summary('tell how far the faces of photographs are from each other')
    .description('Finds the face of each image and prints the distances between all of them.')
    .argument('<images...>', 'two photographs or more');
  for (const option of options) command.addOption(option);
  command.action(runs(async () => (await import('./commands/compare.ts')).compare));
}

function addDevices(program: Command, runs: Runs): void {
  program
    .command('devices')
    .alias('doctor')
    .summary('show versions, and the devices that networks can run on here')
    .description(
      'Shows the versions in use, the devices that networks can run on here, and what the others lack.',
    )
    .option('--json', 'print one JSON object')
    .action(runs(async () => (await import('./commands/devices.ts')).devices));
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
