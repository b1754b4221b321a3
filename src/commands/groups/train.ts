import { defineCommand } from '../shared/command-entry.ts';
import { trainTripletOptions } from '../train/options.ts';

/** `facekit train …` */
export const TRAIN_COMMANDS = [
  defineCommand('triplet', trainTripletOptions, async () => (await import('../train/train-triplet.ts')).trainTriplet, {
    summary: 'train an embedder with triplets',
    description:
      'Trains a network so that faces of one person lie nearer to each other than to those of others, and puts it into the cache of models. It is measured on people who are not trained on.',
    arguments: { '<data>': 'folder of class folders of aligned crops, two images or more of a person' },
    aliases: { '--optimiser': '--optimizer', '--standardisation': '--standardization' },
    examples: [
      'train triplet datasets/lfw_160 --name my-embedder --max-nrof-epochs 3',
      'train triplet datasets/lfw_160 --name my-embedder --max-nrof-epochs 6 --resume',
    ],
  }),
];
