import { defineCommand } from '../shared/command-entry.ts';

/** `facekit datasets …` */
export const DATASETS_COMMANDS = [
  defineCommand('pull', () => import('../datasets-pull/options.ts'), {
    summary: 'fetch a data set',
    description: 'Fetches LFW from a public mirror, checks it, and unpacks it: images to <folder>/lfw, pairs beside.',
    arguments: { '<name>': 'lfw', '[folder]': 'where it goes (default: datasets)' },
    examples: ['datasets pull lfw', 'datasets pull lfw --pairs-only --from https://mirror.example/lfw'],
  }),
  defineCommand('check', () => import('../dataset-check/options.ts'), {
    summary: 'find what ruins a face library',
    description:
      'Finds unreadable files, missing, small, blurred and repeated faces, and images with the wrong label, before a classifier is trained.',
    arguments: { '<folder>': 'class folders of photographs, or of aligned crops' },
    aliases: { '--no-crops': '--detect', '--min-face': '--small-face' },
    examples: ['dataset check people --report people-report', 'dataset check people --quarantine people-removed'],
  }),
  defineCommand('restore', () => import('../dataset-restore/options.ts'), {
    summary: 'put back what dataset check --quarantine has moved',
    description: 'Puts back what dataset check --quarantine has moved. Replaces nothing.',
    arguments: { '<folder>': 'the quarantine' },
    examples: ['dataset restore people-removed'],
  }),
];
