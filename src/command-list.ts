import { DATASETS_COMMANDS } from './commands/groups/datasets.ts';
import { GALLERY_COMMANDS } from './commands/groups/gallery.ts';
import { MODELS_COMMANDS } from './commands/groups/models.ts';
import { SHARDS_COMMANDS } from './commands/groups/shards.ts';
import { TRAIN_COMMANDS } from './commands/groups/train.ts';
import { type CommandEntry, defineCommand, definerOf } from './commands/shared/command-entry.ts';

const machine = definerOf(() => import('./commands/devices/options.ts'));

/** Every command of facekit, in the order of its help. */
export const COMMANDS: readonly CommandEntry[] = [
  defineCommand('align', () => import('./commands/align/options.ts'), {
    summary: 'find the faces of photographs and write aligned crops',
    description:
      'Finds the faces of the images in a folder (of class folders, or flat) and writes them as square PNG crops.',
    arguments: {
      '[input]': 'folder of images; with --files-from it may be left out',
      '[output]': 'folder for the crops (default: <input>_<image size>)',
    },
    examples: [
      'align datasets/lfw',
      'align photos faces --image-size 182 --margin 44 --detect-multiple-faces',
      'align photos faces --shard 0/6',
    ],
  }),
  defineCommand('embed', () => import('./commands/embed/options.ts'), {
    summary: 'turn faces into embeddings and write them to a file',
    description: 'Turns the faces of images into embeddings: aligned crops, or photographs with --detect.',
    arguments: {
      '[paths...]':
        'images, folders of them, or patterns; - is one on standard input; the class of an image is its folder',
    },
    examples: [
      'embed datasets/sample_160 --output embeddings.arrow',
      'embed photos --detect --all-faces --output faces.jsonl',
      'embed --files-from list.txt --output embeddings.npy',
    ],
  }),
  defineCommand('merge', () => import('./commands/merge/options.ts'), {
    summary: 'join the shards of align or embed',
    description:
      'Joins the shards of align or embed into exactly what one run would have written. Refuses shards of different settings, and lists those that are missing with the commands that make them.',
    arguments: { '<output>': 'the output that the shards were given: a folder of crops, or a file of embeddings' },
    examples: ['merge faces', 'merge embeddings.arrow'],
  }),
  { name: 'shards', summary: 'see how far the parts of a run on many machines are', commands: SHARDS_COMMANDS },
  defineCommand('compare', () => import('./commands/compare/options.ts'), {
    summary: 'tell how far the faces of photographs are from each other',
    description: 'Finds the face of each image and prints the distances between all of them.',
    arguments: { '[images...]': 'two photographs or more, or patterns of them; - is one on standard input' },
    examples: ['compare a.jpg b.jpg', 'compare party.jpg --all-faces --annotate faces'],
  }),
  defineCommand('validate-lfw', () => import('./commands/validate-lfw/options.ts'), {
    summary: 'measure a model by the LFW protocol',
    description: 'Measures how well a model tells pairs of one person from pairs of two, as LFW is evaluated.',
    arguments: {
      '[dir]': 'aligned crops (default: datasets/lfw_160; with --detect photographs: datasets/lfw)',
    },
    aliases: { '--align': '--detect' },
    examples: ['validate-lfw', 'validate-lfw datasets/lfw_160 --preset facenet-2018 --report lfw-report'],
  }),
  defineCommand('evaluate-identification', () => import('./commands/evaluate-identification/options.ts'), {
    summary: 'measure how well people are found, and unknown people kept out',
    description:
      'Enrols some images of some people, looks for the others, and for unknown people: the rate of right names (DIR) at each rate of unknown people that get one (FPIR), rank 1 and CMC, over random draws, with bootstrap intervals.',
    arguments: { '<data>': 'class folders, or an embedding file' },
    aliases: { '--strangers': '--unknown-share' },
    examples: [
      'evaluate-identification datasets/lfw_160 --report identification',
      'evaluate-identification embeddings.arrow --enrolled 3 --json',
    ],
  }),
  { name: 'train', summary: 'train embedders and detectors', commands: TRAIN_COMMANDS },
  defineCommand('evaluate-detection', () => import('./commands/evaluate-detection/options.ts'), {
    summary: 'measure how well a detector finds faces',
    description:
      "Finds the faces of a benchmark's images and measures them by its protocol: WIDER FACE's average precision (easy, medium, hard), or FDDB's discrete and continuous ROC; and the time it takes. Detections of other programs can be measured too.",
    arguments: { '<folder>': 'the images of the benchmark, or a part of them' },
    examples: [
      'evaluate-detection WIDER_val/images --annotations wider_face_split --detector yunet --report detection',
      'evaluate-detection originalPics --annotations FDDB-folds --detector mtcnn --write-predictions found',
      'evaluate-detection WIDER_val/images --annotations wider_face_split --predictions found --json',
    ],
  }),
  defineCommand('train-classifier', () => import('./commands/train-classifier/options.ts'), {
    summary: 'teach a classifier who is who',
    description:
      'Trains a classifier of people on a folder with one folder of aligned crops for each of them, on photographs with --detect, or on an embedding file. A face that is farther from the person it is taken for than the classifier allows is unknown: that distance lies as many standard deviations above the mean distance of images from their own person as below that of people from the nearest other one, or lower if --target-far asks for it.',
    arguments: {
      '[data]': 'class folders or an embedding file (default: datasets/lfw_160; with --detect: datasets/lfw)',
      '[classifier]': 'the file to write, ending in .json (default: models/classifier.json)',
    },
    aliases: { '--align': '--detect' },
    examples: [
      'train-classifier photos_160 models/friends.json',
      'train-classifier datasets/lfw_160 --use-split-dataset --min-nrof-images-per-class 40 --nrof-train-images-per-class 35',
    ],
  }),
  defineCommand('classify', () => import('./commands/classify/options.ts'), {
    summary: 'tell who the people in photographs are, or how well a classifier does',
    description:
      'Recognises people. One folder of class folders, or an embedding file, is a data set: each face is classified and the answers are counted. Anything else are photographs: every face in them gets a name, or is unknown.',
    arguments: {
      '[classifier]': 'a file of train-classifier, ending in .json (default: models/classifier.json)',
      '[paths...]': 'photographs, folders, patterns; - is one on standard input; or one data set',
    },
    aliases: { '--align': '--detect' },
    examples: ['classify models/friends.json party.jpg --annotate named', 'classify models/friends.json photos_160'],
  }),
  defineCommand('cluster', () => import('./commands/cluster/options.ts'), {
    summary: 'sort faces by person, without training',
    description:
      'Groups the faces of aligned crops, of photographs with --detect, or of an embedding file by person. Two faces of one photograph never get into one group.',
    arguments: {
      '[paths...]': 'images, folders of them, or patterns; or one embedding file',
    },
    examples: [
      'cluster photos --detect --output people',
      'cluster new-photos --detect --into people',
      'cluster embeddings.arrow --evaluate --json',
    ],
  }),
  { name: 'gallery', summary: 'know people without training', commands: GALLERY_COMMANDS },
  defineCommand('serve', () => import('./commands/serve/options.ts'), {
    summary: 'a web page and an API on this machine: who is it?',
    description:
      'Serves a gallery to browsers and programs: a page to enrol people and recognize photographs, an API of its own, and those of CompreFace and DeepStack for their clients. Other machines cannot reach it unless they are let.',
    arguments: { '[gallery]': "the gallery's folder, which need not be there yet (default: gallery)" },
    examples: [
      'serve friends',
      'serve friends --create-key',
      'serve friends --host 0.0.0.0 --allowed-host faces.example',
    ],
  }),
  defineCommand('camera', () => import('./commands/camera/options.ts'), {
    summary: 'watch a camera or a video: who comes and goes?',
    description:
      'Follows the faces of a camera, a stream or a video file, and tells who of the gallery appears and leaves; without a gallery, that somebody does. Needs ffmpeg.',
    arguments: { '[gallery]': "the gallery's folder (default: faces are numbered, not named)" },
    examples: [
      'camera friends',
      'camera friends --source party.mp4 --events party.jsonl --record named.mp4',
      'camera friends --source rtsp://camera.local/stream --snapshots visitors --json',
    ],
  }),
  { name: 'models', summary: 'list, fetch, import and quantize the networks', commands: MODELS_COMMANDS },
  { name: 'datasets', alias: 'dataset', summary: 'fetch LFW, and check face libraries', commands: DATASETS_COMMANDS },
  machine('devices', {
    summary: 'show versions, and the devices that networks can run on here',
    description: 'Shows the versions in use, the devices that networks can run on here, and what the others lack.',
    examples: ['devices'],
  }),
  machine('doctor', {
    summary: 'the same, and how fast each device is',
    description: 'Shows what facekit devices shows, and measures each device that is present.',
    examples: ['doctor', 'doctor --no-speed'],
  }),
  defineCommand('bench', () => import('./commands/bench/options.ts'), {
    summary: 'measure how fast facekit is on this machine',
    description: 'Measures decoding, detection, cropping, and every installed embedder, and prints a table.',
    arguments: { '[photographs...]': 'images or folders, 16 images at most (default: a drawn picture)' },
    examples: ['bench', 'bench photos --json > before.json'],
  }),
];
