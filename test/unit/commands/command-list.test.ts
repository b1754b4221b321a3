import { describe, expect, test } from '@jest/globals';
import { COMMANDS } from '../../../src/command-list.ts';
import type { CommandEntry } from '../../../src/commands/shared/command-entry.ts';

/** Commands that do something, by all their words. */
const inGroup = ({ name, commands, ...rest }: CommandEntry): (readonly [string, CommandEntry])[] =>
  commands
    ? commands.flatMap(inGroup).map(([words, entry]) => [`${name} ${words}`, entry] as const)
    : [[name, { name, ...rest }]];

describe.each(COMMANDS.flatMap(inGroup))('%s', (words, { examples = [], aliases = {}, load }) => {
  const flagsOf = async (): Promise<(string | undefined)[]> =>
    (await load?.())?.options().flatMap(({ long, short }) => [long, short]) ?? [];

  test('has one to three examples of itself, with options that it has', async () => {
    expect(examples.length).toBeGreaterThanOrEqual(1);
    expect(examples.length).toBeLessThanOrEqual(3);
    const known = await flagsOf();
    for (const example of examples) {
      // `dataset` is a name of `datasets`.
      expect(`${example.replace(/^dataset /, 'datasets ')} `).toMatch(new RegExp(`^${words} `));
      for (const [flag] of example.matchAll(/(?<= )--?[a-z][a-z-]*/g)) expect(known).toContain(flag);
    }
  });

  test('has other spellings of options that it has', async () => {
    const known = await flagsOf();
    for (const [other, flag] of Object.entries(aliases)) {
      expect(known).toContain(flag);
      expect(known).not.toContain(other);
    }
  });
});
