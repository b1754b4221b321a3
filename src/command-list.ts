import { alignCommand } from './commands/align/definition.ts';
import { benchCommand } from './commands/bench/definition.ts';
import { cameraCommand } from './commands/camera/definition.ts';
import { classifyCommand } from './commands/classify/definition.ts';
import { clusterCommand } from './commands/cluster/definition.ts';
import { compareCommand } from './commands/compare/definition.ts';
import { datasetCheckCommand } from './commands/dataset-check/definition.ts';
import { datasetRestoreCommand } from './commands/dataset-restore/definition.ts';
import { datasetsPullCommand } from './commands/datasets-pull/definition.ts';
import { devicesCommand, doctorCommand } from './commands/devices/definition.ts';
import { embedCommand } from './commands/embed/definition.ts';
import { evaluateIdentificationCommand } from './commands/evaluate-identification/definition.ts';
import { galleryCommands } from './commands/gallery/definition.ts';
import { modelsQuantizeCommand } from './commands/models-quantize/definition.ts';
import {
  modelsImportCommand,
  modelsInfoCommand,
  modelsListCommand,
  modelsPathCommand,
  modelsPullCommand,
} from './commands/models/definition.ts';
import type { CommandEntry } from './commands/shared/command-entry.ts';
import { serveCommand } from './commands/serve/definition.ts';
import { trainClassifierCommand } from './commands/train-classifier/definition.ts';
import { validateLfwCommand } from './commands/validate-lfw/definition.ts';

/** Every command of facekit, in the order of its help. */
export const COMMANDS: readonly CommandEntry[] = [
  alignCommand,
  embedCommand,
  compareCommand,
  validateLfwCommand,
  evaluateIdentificationCommand,
  trainClassifierCommand,
  classifyCommand,
  clusterCommand,
  {
    name: 'gallery',
    summary: 'know people without training',
    commands: galleryCommands,
  },
  serveCommand,
  cameraCommand,
  {
    name: 'models',
    summary: 'list, fetch, import and quantize the networks',
    commands: [
      modelsListCommand,
      modelsPullCommand,
      modelsImportCommand,
      modelsQuantizeCommand,
      modelsInfoCommand,
      modelsPathCommand,
    ],
  },
  {
    name: 'datasets',
    alias: 'dataset',
    summary: 'fetch LFW, and check face libraries',
    commands: [datasetsPullCommand, datasetCheckCommand, datasetRestoreCommand],
  },
  devicesCommand,
  doctorCommand,
  benchCommand,
];
