import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { COMMANDS } from '../../src/command-list.ts';
import { DOORS, LAYERS } from '../support/layers.js';
import { circles, loadedWith, ROOT, sourceFiles, sourceImports } from '../support/source-imports.ts';

const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
const folderOf = (file: string): string => path.posix.dirname(file);
const topOf = (file: string): string => file.split('/')[0] ?? '';

/** Folders, of any depth, with the folders that they import from. */
function folderGraph(): Map<string, Set<string>> {
  const edges = new Map<string, Set<string>>();
  for (const { from, to } of sourceImports()) {
    const [a, b] = [folderOf(from), folderOf(to)];
    if (a !== b) edges.set(a, (edges.get(a) ?? new Set()).add(b));
  }
  return edges;
}

describe('the plan of src', () => {
  test('every folder has its layer, and every layer its folder', () => {
    const folders = new Set(
      sourceFiles()
        .filter((file) => file.includes('/'))
        .map(topOf),
    );
    expect([...folders].sort()).toEqual(LAYERS.flat().sort());
  });

  test('no import goes upwards, or to another folder of the same layer', () => {
    const level = new Map(LAYERS.flatMap((folders, i) => folders.map((folder) => [folder, i] as const)));
    const wrong = sourceImports()
      .filter(({ from }) => from.includes('/'))
      .filter(({ from, to }) => topOf(from) !== topOf(to))
      .filter(({ from, to }) => !((level.get(topOf(from)) ?? -1) > (level.get(topOf(to)) ?? Infinity)))
      .map(({ from, to }) => `${from} → ${to}`);
    expect(wrong).toEqual([]);
  });

  test('no folders import each other in a circle', () => {
    expect(circles(folderGraph())).toEqual([]);
  });

  test('a circle would be found', () => {
    const edges = new Map([
      ['a', new Set(['b'])],
      ['b', new Set(['c'])],
      ['c', new Set(['a', 'd'])],
      ['d', new Set<string>()],
    ]);
    expect(circles(edges)).toEqual([['a', 'b', 'c']]);
  });

  test('the stores of galleries do not know each other', () => {
    const stores = new Set(['gallery/embedded', 'gallery/database']);
    const between = sourceImports()
      .map(({ from, to }) => [folderOf(from), folderOf(to)] as const)
      .filter(([from, to]) => from !== to && stores.has(from) && stores.has(to));
    expect(between).toEqual([]);
  });

  const optionFiles = sourceFiles().filter((file) => /^commands\/.*options\.ts$/.test(file));

  test('the program begins without the options of its commands', () => {
    const loaded = [...loadedWith('main.ts')];
    expect(loaded).toContain('commands/groups/train.ts');
    expect(loaded.filter((file) => optionFiles.includes(file))).toEqual([]);
    expect(loaded.length).toBeLessThan(30);
  });

  test('the options of commands come with names, and with nothing that computes', () => {
    const loaded = [...new Set(optionFiles.flatMap((file) => [...loadedWith(file)]))];
    const heavy = ['image', 'formats', 'kernels', 'svm', 'server', 'clustering', 'files', 'report', 'api'];
    expect(loaded).toContain('training/srn/choices.ts');
    expect(loaded.filter((file) => heavy.includes(file.split('/')[0] ?? ''))).toEqual([]);
    expect(loaded.length).toBeLessThan(90);
  });

  test.each(['src', 'test', 'bench', 'docs', 'web'])('no folder of %s has more than 20 files', (top) => {
    const counts = new Map<string, number>();
    for (const file of readdirSync(path.join(ROOT, top), { recursive: true, encoding: 'utf8' })) {
      if (path.extname(file) === '' || /fixtures|node_modules|results/.test(file)) continue;
      counts.set(path.dirname(file), (counts.get(path.dirname(file)) ?? 0) + 1);
    }
    expect(counts.size).toBeGreaterThan(0);
    expect([...counts].filter(([, count]) => count > 20)).toEqual([]);
  });
});

/** The files of the program that a text names, by their path below `src` or by their name alone. */
const namedFiles = (text: string): string[] => Array.from(text.matchAll(/`([\w/-]+\.ts)`/g), ([, name = '']) => name);

describe('what the documents say of the program', () => {
  test('ARCHITECTURE.md lists the layers from the top down', () => {
    const shown = /```\n(bin → main[\s\S]*?)\n```/.exec(read('ARCHITECTURE.md'))?.[1] ?? '';
    const layers = shown
      .split(/\s*→\s*/)
      .map((layer) => layer.replace(/[{}]/g, '').split(/,\s*/))
      .slice(3);
    expect(layers.map((folders) => folders.toSorted())).toEqual(LAYERS.map((f) => f.toSorted()).reverse());
  });

  test('ARCHITECTURE.md names files that exist', () => {
    const files = [...sourceFiles()].map((file) => `/${file}`);
    const missing = namedFiles(read('ARCHITECTURE.md')).filter(
      (name) => !files.some((file) => file.endsWith(`/${name}`)),
    );
    expect(missing).toEqual([]);
  });

  test('ARCHITECTURE.md needs at most 20 files to reach the first pixel of a photograph', () => {
    const walk = /## One photograph[^]*?the first look at a pixel/.exec(read('ARCHITECTURE.md'))?.[0] ?? '';
    const names = new Set(namedFiles(walk));
    expect(names).toContain('image/codec.ts');
    expect(names.size).toBeLessThanOrEqual(20);
    const started = [
      'main.ts',
      'commands/align/options.ts',
      'commands/align/align.ts',
      'pipelines/align/align-worker.ts',
    ];
    const loaded = started.flatMap((file) => [...loadedWith(file)]).map((file) => `/${file}`);
    expect([...names].filter((name) => !loaded.some((file) => file.endsWith(`/${name}`)))).toEqual([]);
  });

  test('ARCHITECTURE.md names every door', () => {
    const text = read('ARCHITECTURE.md');
    for (const [name, files] of Object.entries(DOORS)) {
      expect(text).toContain(`| \`${name}\` |`);
      for (const file of files) expect(text).toContain(`\`${file.replace(/^src\//, '')}\``);
    }
  });

  test('README names every command, and no other', () => {
    const rows = [...read('README.md').matchAll(/^\| `facekit ([a-z-]+)/gm)].map((match) => match[1] ?? '');
    expect([...new Set(rows)].sort()).toEqual(COMMANDS.map(({ name }) => name).sort());
  });
});
