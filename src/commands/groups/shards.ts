import { defineCommand } from '../shared/command-entry.ts';

/** `facekit shards`. */
export const SHARDS_COMMANDS = [
  defineCommand('status', () => import('../shards-status/options.ts'), {
    summary: 'say which shards of an output are complete, partial or absent',
    description:
      'Says which shards of an output are complete, partial or absent, with the commands that make those that are not complete. Exit code 1 while there are some.',
    arguments: { '<output>': 'the output that the shards were given: a folder of crops, or a file of embeddings' },
    examples: ['shards status faces'],
  }),
];
