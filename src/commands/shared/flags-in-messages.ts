import type { Option } from 'commander';
import type { CommandEntry } from './command-entry.ts';

/** Options whose name in the library differs from that of the flag. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  minFaceSize: 'min-face',
  maxFaceSize: 'max-face',
  scaleFactor: 'factor',
};

/**
 * A message of the library, which names options as programs write them, in the words of the command line: `` `overwrite` `` becomes
 * `--overwrite`, `` `device: cpu` `` becomes `--device cpu`. What is no option stays.
 */
export function flagsInMessage(message: string, flags: ReadonlySet<string>): string {
  return message.replace(/`([a-z][A-Za-z0-9]*)(?:: ([^`]+))?`/g, (whole, name: string, value?: string) => {
    const flag = OTHER_NAMES[name] ?? name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    if (!flags.has(flag)) return whole;
    return value === undefined ? `--${flag}` : `--${flag} ${value}`;
  });
}

/** The names of all flags of commands, without their dashes. */
export async function flagsOf(commands: readonly CommandEntry[]): Promise<Set<string>> {
  const flags = new Set<string>();
  for (const { load, commands: inner = [] } of commands) {
    for (const name of namesOf((await load?.())?.options() ?? [])) flags.add(name);
    for (const name of await flagsOf(inner)) flags.add(name);
  }
  return flags;
}

/** The names of options, without their dashes. */
export const namesOf = (options: readonly Option[]): Set<string> => new Set(options.map((option) => option.name()));
