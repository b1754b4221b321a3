import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { pullRecipe } from '../../../../src/models/install/pull-recipe.ts';

describe('pullRecipe', () => {
  test('of facenet-vggface2 has 266 files of 94 MB', async () => {
    const { files, addresses, source } = await pullRecipe('facenet-vggface2');
    expect(files).toHaveLength(266);
    expect(addresses).toHaveLength(3);
    // `sha256sum *.npy | sha256sum` over the published folder, and the bytes of its files.
    expect(source.sha256).toBe('1108994631ade7ed2b935d29df69589316bae3d0003a11470f9f015adc901cee');
    const most = files.reduce((sum, { maxBytes }) => sum + maxBytes, 0);
    expect(most).toBeGreaterThan(93_925_824 - 20_480);
    expect(most).toBeLessThan(93_925_824 + 266 * 4096);
  });

  test.each([
    ['mobilefacenet', /comes with facekit/],
    ['facenet-casia', /cannot be pulled \(use `facekit models import FILE --name facenet-casia`\)/],
    ['nope', /Expected facenet-vggface2 .*received nope\./],
  ])('refuses %s', async (name, message) => {
    await expect(pullRecipe(name)).rejects.toMatchObject({ code: 'usage' });
    await expect(pullRecipe(name)).rejects.toThrow(message);
  });
});

test('the files of a model are listed as sha256sum does', () => {
  const list = readFileSync(path.resolve(import.meta.dirname, '../../../../models/facenet-vggface2.sha256'), 'utf8');
  const names = list
    .trimEnd()
    .split('\n')
    .map((line) => line.slice(66));
  expect(list).toMatch(/^([0-9a-f]{64} {2}\w+\.npy\n){266}$/);
  expect(names).toEqual([...names].sort());
});
