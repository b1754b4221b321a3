import { type CommandEntry, type CommandWords, defineCommand, definerOf } from '../shared/command-entry.ts';

const define = definerOf(() => import('../train/options.ts'));

const OPTIMISER = { '--optimiser': '--optimizer' };
const CENTRES = { '--centre-loss-factor': '--center-loss-factor', '--centre-loss-alfa': '--center-loss-alfa' };

/** A command that trains an embedder on `data`. */
const embedder = (
  name: Parameters<typeof define>[0],
  { data, aliases, ...words }: CommandWords & { readonly data: string },
): CommandEntry =>
  define(name, {
    ...words,
    arguments: { '<data>': data },
    aliases: { ...OPTIMISER, '--standardisation': '--standardization', ...aliases },
  });

/** `facekit train …` */
export const TRAIN_COMMANDS = [
  embedder('triplet', {
    summary: 'train an embedder with triplets',
    description:
      'Trains a network so that faces of one person lie nearer to each other than to those of others, and puts it into the cache of models. It is measured on people who are not trained on.',
    data: 'folder of class folders of aligned crops, two images or more of a person',
    examples: [
      'train triplet datasets/lfw_160 --name my-embedder --max-nrof-epochs 3',
      'train triplet datasets/lfw_160 --name my-embedder --max-nrof-epochs 6 --resume',
    ],
  }),
  embedder('softmax', {
    summary: 'train an embedder as part of a classifier',
    description:
      'Trains a network to tell the people of a folder apart, and puts it into the cache of models without the layer that does so. It is measured on people who are not trained on.',
    data: 'folder of class folders of aligned crops',
    aliases: CENTRES,
    examples: [
      'train softmax datasets/lfw_160 --name my-embedder --center-loss-factor 0.01',
      'train softmax datasets/lfw_160 --name my-embedder --max-nrof-epochs 6 --resume',
    ],
  }),
  embedder('finetune', {
    summary: 'train a model further, on other people',
    description:
      'Goes on with a model as part of a classifier of the people of a folder, with small steps; --freeze keeps layers as they are. It is measured on people who are not trained on.',
    data: 'folder of class folders of crops, aligned as the model wants them',
    aliases: CENTRES,
    examples: [
      'train finetune friends_160 --name friends --pretrained-model facenet-vggface2',
      'train finetune friends_112 --name friends --pretrained-model mobilefacenet --freeze conv_1,conv_2',
    ],
  }),
  embedder('distil', {
    alias: 'distill',
    summary: 'train a model further, for faces of few pixels',
    description:
      'Goes on with a model so that its embedding of a crop of few pixels is the one that it had of the crop as it is. Who the people are is of no account: one image of each is enough. It is measured on people who are not trained on.',
    data: 'folder of class folders of crops, aligned as the model wants them',
    examples: [
      'train distil datasets/lfw_112 --name far --pretrained-model mobilefacenet --max-nrof-epochs 3 --learning-rate-decay-epochs 1 --learning-rate-decay-factor 0.3',
      'train distil datasets/lfw_112 --name far --pretrained-model mobilefacenet --degrade-to 12-20',
    ],
  }),
  defineCommand('mtcnn', () => import('../train-mtcnn/options.ts'), {
    summary: "train one of the detector's networks",
    description:
      'Trains the P-Net, the R-Net or the O-Net of MTCNN on photographs with labelled faces and writes a detector with it, which other commands take by --detector FILE. It is measured on a tenth of the photographs, which is not trained on.',
    arguments: { '<network>': 'pnet, rnet or onet', '<folder>': 'photographs' },
    aliases: OPTIMISER,
    examples: [
      'train mtcnn pnet WIDER_train/images --annotations wider_face_split/wider_face_train_bbx_gt.txt --output detector.safetensors',
      'train mtcnn onet photos --annotations crops/alignment.jsonl --base detector.safetensors --output better.safetensors',
    ],
  }),
  defineCommand('srn', () => import('../train-srn/options.ts'), {
    summary: 'train the detector SRN',
    description:
      'Trains SRN on photographs with labelled faces and writes a detector, which other commands take by --detector FILE. The defaults are those of the paper, for graphics cards: on a processor take a small network and small squares.',
    arguments: { '<folder>': 'photographs' },
    aliases: OPTIMISER,
    examples: [
      'train srn WIDER_train/images --annotations wider_face_split/wider_face_train_bbx_gt.txt --output srn.safetensors',
      'train srn photos --annotations faces.jsonl --output small.safetensors --backbone resnet18 --width 16 --input-size 320 --batch-size 4',
    ],
  }),
];
