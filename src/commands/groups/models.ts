import { defineCommand, definerOf } from '../shared/command-entry.ts';

const stored = definerOf(() => import('../models/options.ts'));

/** `facekit models …` */
export const MODELS_COMMANDS = [
  stored('list', {
    summary: 'show the models that facekit knows or that were imported',
    examples: ['models list', 'models list --json'],
  }),
  stored('pull', {
    summary: 'fetch a model',
    arguments: { '<name>': 'facenet-vggface2' },
    examples: ['models pull facenet-vggface2', 'models pull facenet-vggface2 --from https://mirror.example/facenet'],
  }),
  stored('import', {
    summary: 'import a model from a file',
    arguments: {
      '<file>': 'frozen graph .pb, PyTorch .pt, .safetensors, folder of .npy files, or .onnx',
    },
    aliases: { '--colour': '--color', '--licence': '--license' },
    examples: [
      'models import 20180402-114759.pb --name facenet-vggface2',
      'models import arcface.onnx --alignment similarity --standardization 127.5,127.5',
    ],
  }),
  defineCommand('quantize', () => import('../models-quantize/options.ts'), {
    alias: 'quantise',
    summary: 'make an int8 model: smaller, and faster on processors',
    arguments: {
      '<model>': 'name or file of a model',
      '[faces...]': 'aligned crops to measure on (default: the photographs of datasets/sample)',
    },
    aliases: { '--align': '--detect' },
    examples: ['models quantize facenet-vggface2 datasets/lfw_160'],
  }),
  stored('info', {
    summary: 'show what is known of a model',
    arguments: { '<name>': 'name or file' },
    examples: ['models info mobilefacenet'],
  }),
  defineCommand('describe', () => import('../models-describe/options.ts'), {
    summary: 'show the layers of a network: shapes, parameters, multiplications',
    arguments: { '[name]': 'network or model (default: the totals of all networks)' },
    examples: ['models describe', 'models describe inception-resnet-v1', 'models describe yunet --input-size 640'],
  }),
  stored('path', {
    summary: 'print the folder of installed models, or the file of one',
    arguments: { '[name]': 'name of a model' },
    examples: ['models path', 'models path facenet-vggface2'],
  }),
];
