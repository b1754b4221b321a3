import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { COMMANDS } from '../../../src/command-list.ts';
import type { CommandEntry } from '../../../src/commands/shared/command-entry.ts';
import { flagsOf } from '../../../src/commands/shared/flags-in-messages.ts';
import { ROOT } from '../../support/source-imports.ts';

/** Commands that do something, by all their words. */
const inGroup = ({ name, commands, ...rest }: CommandEntry): (readonly [string, CommandEntry])[] =>
  commands
    ? commands.flatMap(inGroup).map(([words, entry]) => [`${name} ${words}`, entry] as const)
    : [[name, { name, ...rest }]];

describe.each(COMMANDS.flatMap(inGroup))('%s', (words, { examples = [], aliases = {}, load }) => {
  const spelled = async (): Promise<(string | undefined)[]> =>
    (await load?.())?.options().flatMap(({ long, short }) => [long, short]) ?? [];

  test('has one to three examples of itself, with options that it has', async () => {
    expect(examples.length).toBeGreaterThanOrEqual(1);
    expect(examples.length).toBeLessThanOrEqual(3);
    const known = await spelled();
    for (const example of examples) {
      // `dataset` is a name of `datasets`.
      expect(`${example.replace(/^dataset /, 'datasets ')} `).toMatch(new RegExp(`^${words} `));
      for (const [flag] of example.matchAll(/(?<= )--?[a-z][a-z-]*/g)) expect(known).toContain(flag);
    }
  });

  test('has other spellings of options that it has', async () => {
    const known = await spelled();
    for (const [other, flag] of Object.entries(aliases)) {
      expect(known).toContain(flag);
      expect(known).not.toContain(other);
    }
  });
});

test('documents spell options as the help does', async () => {
  const others = COMMANDS.flatMap(inGroup).flatMap(([, { aliases = {} }]) => Object.keys(aliases));
  const known = await flagsOf(COMMANDS);
  const hidden = [...new Set(others)].filter((flag) => !known.has(flag.slice(2)));
  expect(hidden).toContain('--align');
  const documents = ['README.md', ...readdirSync(path.join(ROOT, 'docs')).map((name) => `docs/${name}`)];
  for (const name of documents) {
    const found = readFileSync(path.join(ROOT, name), 'utf8').match(/(?<![\w-])--[a-z][a-z-]*/g) ?? [];
    expect({ name, hidden: found.filter((flag) => hidden.includes(flag)) }).toEqual({ name, hidden: [] });
  }
});
