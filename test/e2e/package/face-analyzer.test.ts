import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { PROJECT } from '../../support/cli.ts';

/** A program that uses the built package by its name. */
async function printed(script: string): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    cwd: PROJECT,
  });
  return JSON.parse(stdout);
}

test('an analyzer finds faces, embeds them, and compares photographs by the threshold of its model', async () => {
  const result = await printed(`
    import { readFile } from 'node:fs/promises';
    import { createFaceAnalyzer } from 'facekit';
    const analyzer = await createFaceAnalyzer({ model: 'mobilefacenet', device: 'cpu' });
    const group = await analyzer.analyze('datasets/sample/Groups/sample3.jpg');
    const [a, b] = ['1', '2'].map((n) => 'datasets/sample/Guest/Guest_000' + n + '.jpg');
    const same = await analyzer.samePerson(a, await readFile(b));
    const other = await analyzer.samePerson(a, 'datasets/sample/Eileen_Collins/Eileen_Collins_0001.jpg');
    const none = await analyzer.samePerson(a, 'datasets/sample/Other/rocket.jpg').catch(({ code }) => code);
    const { model, dimension } = analyzer.describe();
    await analyzer.dispose();
    const lengths = group.map(({ embedding }) => Math.hypot(...embedding));
    console.log(JSON.stringify({ lengths, same: same.same, other: other.same, none, model: model.name, dimension }));
  `);
  expect(result).toEqual({
    lengths: [expect.closeTo(1, 5), expect.closeTo(1, 5), expect.closeTo(1, 5)],
    same: true,
    other: false,
    none: 'no-faces',
    model: 'mobilefacenet',
    dimension: 192,
  });
});

test('facekit/evaluation is mathematics alone', async () => {
  const result = await printed(`
    import { squaredEuclidean } from 'facekit/evaluation';
    const loaded = (process.moduleLoadList ?? []).filter((name) => name.startsWith('Internal Binding') === false);
    const native = process.report.getReport().sharedObjects.filter((file) => /sharp|vips|onnxruntime/.test(file));
    console.log(JSON.stringify({ distance: squaredEuclidean([1, 0], [0, 1]), native, any: loaded.length > 0 }));
  `);
  expect(result).toEqual({ distance: 2, native: [], any: true });
});
