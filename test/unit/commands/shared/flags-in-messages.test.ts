import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { COMMANDS } from '../../../../src/command-list.ts';
import { flagsInMessage, flagsOf } from '../../../../src/commands/shared/flags-in-messages.ts';
import { ROOT, sourceFiles } from '../../../support/source-imports.ts';

const flags = new Set(['overwrite', 'device', 'min-face', 'all-faces']);

describe('flagsInMessage', () => {
  test.each([
    ['add `overwrite`.', 'add --overwrite.'],
    ['choose `device: cpu`, or `allFaces`', 'choose --device cpu, or --all-faces'],
    ['smaller faces (`minFaceSize`)', 'smaller faces (--min-face)'],
    ['run `facekit models list` or `unknownOption`', 'run `facekit models list` or `unknownOption`'],
    ['a file named `a b`', 'a file named `a b`'],
  ])('%s', (message, printed) => {
    expect(flagsInMessage(message, flags)).toBe(printed);
  });

  test('the flags of all commands are known, those of groups too', async () => {
    const all = await flagsOf(COMMANDS);
    for (const flag of ['image-size', 'detect', 'problems', 'input-size', 'pairs-only']) expect(all).toContain(flag);
  });
});

/** A whole command line may be suggested: it is a name of another command, not a flag of this one. */
const SUGGESTED = /facekit [a-z-]+ [^`'"]*|npm [a-z]+ .*/g;

/** A string that is an option and nothing else is for a program (Node.js, git), not for a reader. */
const ARGUMENT = /(['"])--[a-z][a-z-]*\1/g;

test('no message below the command line names a flag', () => {
  const named = sourceFiles()
    .filter((file) => file.includes('/') && !file.startsWith('commands/') && !file.startsWith('report/'))
    .flatMap((file) => {
      const lines = readFileSync(path.join(ROOT, 'src', file), 'utf8').split('\n');
      const code = lines.filter((line) => !/^\s*(\*|\/\/|\/\*\*)/.test(line));
      return code
        .filter((line) => /[\s'`"(]--[a-z]/.test(line.replace(SUGGESTED, '').replace(ARGUMENT, '')))
        .map((line) => `${file}: ${line.trim()}`);
    });
  expect(named).toEqual([]);
});
