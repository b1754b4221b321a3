import { datasetCheckOptions } from '../dataset-check/options.ts';
import { datasetRestoreOptions } from '../dataset-restore/options.ts';
import { datasetPullOptions } from '../datasets-pull/options.ts';
import { defineCommand } from '../shared/command-entry.ts';

/** `facekit datasets …` */
export const DATASETS_COMMANDS = [
  defineCommand(
    'pull',
    datasetPullOptions,
    async () => (await import('../datasets-pull/datasets-pull.ts')).datasetsPull,
    {
      summary: 'fetch a data set',
      description: 'Fetches LFW from a public mirror, checks it, and unpacks it: images to <folder>/lfw, pairs beside.',
      arguments: { '<name>': 'lfw', '[folder]': 'where it goes (default: datasets)' },
      examples: ['datasets pull lfw', 'datasets pull lfw --pairs-only --from https://mirror.example/lfw'],
    },
  ),
  defineCommand(
    'check',
    datasetCheckOptions,
    async () => (await import('../dataset-check/dataset-check.ts')).datasetCheck,
    {
      summary: 'find what ruins a face library',
      description:
        'Finds unreadable files, missing, small, blurred and repeated faces, and images with the wrong label, before a classifier is trained.',
      arguments: { '<folder>': 'class folders of photographs, or of aligned crops' },
      aliases: { '--no-crops': '--detect', '--min-face': '--small-face' },
      examples: ['dataset check people --report people-report', 'dataset check people --quarantine people-removed'],
    },
  ),
  defineCommand(
    'restore',
    datasetRestoreOptions,
    async () => (await import('../dataset-restore/dataset-restore.ts')).datasetRestore,
    {
      summary: 'put back what dataset check --quarantine has moved',
      description: 'Puts back what dataset check --quarantine has moved. Replaces nothing.',
      arguments: { '<folder>': 'the quarantine' },
      examples: ['dataset restore people-removed'],
    },
  ),
];
