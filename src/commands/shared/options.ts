import { SELECTIONS, type Selection } from '../../detection/select-face.ts';
import { MOST_SHARDS } from '../../sharding/shard.ts';
import { DEVICES, ENGINES, TRAINING_DEVICES, type Device } from '../../tensor/engine.ts';
import { defaultOption, flagOption, mandatoryOption, offOption, valueOption } from './typed-option.ts';
import { atLeastOne, distance, integer, margin, oneOf, text } from './values.ts';

/** How many of something. */
export const countOption = <const Spec extends string>(
  spec: Spec,
  description: string,
  { max, initial }: { readonly max: number; readonly initial: number },
) => defaultOption(spec, description, integer({ min: 1, max }), initial);

/** For commands that draw numbers: `666` as in FaceNet's scripts. */
export const seedOption = (description: string) =>
  defaultOption('--seed <number>', description, integer({ min: 0 }), 666);

/** For commands that write a page about what they have found. */
export const reportOption = (what: string) => valueOption('--report <folder>', `write a page with ${what} there`, text);

/** For commands that draw into photographs. */
export const annotateOption = (what: string) =>
  valueOption('--annotate <folder>', `write the photographs with ${what} there`, text);

/** For commands that write embeddings. */
export const embeddingFileOption = () =>
  mandatoryOption('-o, --output <file>', 'the embedding file: .arrow, .npy, .csv or .jsonl', text);

/** What runs the networks, and where: for every command with a network. */
export const engineOptions = () => [
  valueOption(
    '--engine <engine>',
    `what runs the networks: ${ENGINES.join(', ')} (default: FACEKIT_ENGINE, else onnxruntime)`,
    oneOf(ENGINES),
  ),
  defaultOption<'--device <device>', Device>(
    '--device <device>',
    `where the networks run: ${DEVICES.join(', ')}`,
    oneOf(DEVICES),
    'auto',
  ),
];

/** Of commands that train. */
export const trainingDeviceOption = () =>
  defaultOption(
    '--device <device>',
    'where steps are computed: cpu, or cuda, which was not measured',
    oneOf(TRAINING_DEVICES),
    'cpu',
  );

export const jobsOption = () =>
  valueOption(
    '--jobs <count>',
    'images worked on in parallel (default: one a core; with srn as many as 2 GB hold)',
    integer({ min: 1, max: 1024 }),
  );

/** What runs the networks of a collection, and how much is done at a time. */
export const collectionEngineOptions = () => [
  ...engineOptions(),
  jobsOption(),
  threadsOption('one, or more where there are fewer jobs than cores'),
];

export const threadsOption = (initial = 'one a core') =>
  valueOption('--threads <count>', `threads of a network (default: ${initial})`, integer({ min: 1, max: 1024 }));

export const modelOption = (description = 'embedder (default: facenet-vggface2 if installed, else mobilefacenet)') =>
  valueOption('--model <name or file>', description, text);

/** For commands that ask a gallery. */
export const galleryModelOption = () => modelOption("where the gallery's model is, if not installed under its name");

/** For commands that tell who of a gallery somebody is. */
export const galleryThresholdOption = () =>
  valueOption('--threshold <distance>', 'a face farther than this from everybody is unknown (0 to 4)', distance);

/** For commands that keep a model under a name. */
export const replaceModelOption = () => flagOption('--overwrite', 'replace another model of that name');

export const standardizationOption = () =>
  valueOption(
    '--standardization <kind>',
    'fixed or per-image (default: what the model was trained with)',
    oneOf(['fixed', 'per-image'] as const),
  );

/** For commands that make a gallery where there is none. */
export const newGalleryOptions = () => [
  modelOption(
    'embedder of a gallery that there is not yet (default: facenet-vggface2 if installed, else mobilefacenet)',
  ),
  standardizationOption(),
];

/** What a batch size is, for the help. */
export const BATCH_SIZE = 'faces in one run of the network (default: 4 on the processor, 16 on a graphics card)';

export const batchSizeOption = () => valueOption('--batch-size <count>', BATCH_SIZE, integer({ min: 1, max: 4096 }));

export const detectOption = (description = 'the images are photographs: find and align the faces first') =>
  flagOption('--detect', description);

/** For images that are taken as crops. */
export const forceOption = () => flagOption('--force', 'take images as crops of faces even if they do not look so');

/** For embeddings from other programs. */
export const normalizeOption = () =>
  flagOption('--normalize', 'with an embedding file: scale embeddings to length 1 instead of refusing others');

/** For commands whose work can be divided among machines. */
export const shardOptions = () => [
  valueOption(
    '--shard <i/n>',
    'work on one of n parts of the images, i from 0; or slurm or k8s: the one that the scheduler says',
    text,
  ),
  valueOption(
    '--shards <n>',
    'with --shard slurm or k8s: how many parts there are',
    integer({ min: 1, max: MOST_SHARDS }),
  ),
];

/** For commands that take photographs. */
export const filesFromOption = () =>
  valueOption('--files-from <file>', 'read paths there too, one a line or parted by NUL; - is standard input', text);

/** For commands that take single photographs. */
export const photographInputOptions = () => [filesFromOption(), allowNetworkOption()];

const allowNetworkOption = () =>
  flagOption('--allow-network', 'fetch photographs that are named by an http or https address');

/** For commands that tell who the people in photographs are. */
export const namingOptions = () => [
  annotateOption('boxes and names'),
  countOption('--top <count>', 'people to list for each face', { max: 1000, initial: 1 }),
];

/** How photographs are read. */
export const decodingOptions = () => [
  offOption('--no-auto-orient', 'ignore the EXIF orientation, as the FaceNet scripts do'),
  valueOption('--max-pixels <count>', 'refuse larger images', atLeastOne),
];

/** For the FaceNet scripts' command lines. */
export const ignoredImageSizeOption = () =>
  valueOption('--image-size <pixels>', 'taken for compatibility: the model says its size', atLeastOne);

export const flipOption = () => flagOption('--flip', 'append the embedding of the mirrored face');

export const marginOption = (initial: number) =>
  defaultOption('--margin <pixels>', 'pixels around the box, half on each side', margin, initial);

export const selectOption = (what: string, initial: Selection) =>
  defaultOption('--select <rule>', `${what}: center, largest or score`, oneOf(SELECTIONS), initial);

/** For commands that a browser reaches. */
export const portOption = (what: string, initial: number) =>
  defaultOption('--port <number>', `${what}; 0 is any that is free`, integer({ min: 0, max: 65_535 }), initial);

/** For programs. */
export const jsonOption = () => [flagOption('--json', 'print one JSON object on stdout, everything else on stderr')];

/** The options that every command has that works on images. */
export const outputOptions = () => [...jsonOption(), flagOption('--quiet', 'no progress and no totals, only problems')];

/** What is printed, of commands that look for images in folders. */
export const imageOutputOptions = () => [
  ...outputOptions(),
  flagOption('--verbose', 'list the files that are left out, since they are no images'),
];

/** Of commands that embed photographs: which they are, how many faces at a time, and by what. */
export const photographCollectionOptions = () => [
  batchSizeOption(),
  ...photographInputOptions(),
  ...collectionEngineOptions(),
];

/** Of commands that take images or an embedding file: what embeds the images, and how. */
export const embedderOptions = () => [modelOption(), standardizationOption(), flipOption(), normalizeOption()];

/** Of commands that embed a data set: how many faces at a time, by what, and what is printed. */
export const dataSetRunOptions = () => [batchSizeOption(), ...collectionEngineOptions(), ...imageOutputOptions()];
