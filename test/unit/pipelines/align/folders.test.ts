import { describe, expect, test } from '@jest/globals';
import { resolveFolders } from '../../../../src/pipelines/align/folders.ts';

describe('resolveFolders', () => {
  // None of these folders exists: names alone decide.
  test.each([
    ['photos', undefined, '/no/w/photos', '/no/w/photos_160', 'photos_160'],
    ['photos/', undefined, '/no/w/photos', '/no/w/photos_160', 'photos_160'],
    ['/x/photos//', undefined, '/x/photos', '/x/photos_160', '/x/photos_160'],
    ['.', undefined, '/no/w', '/no/w_160', '/no/w_160'],
    ['../..', '/out/', '/', '/out', '/out'],
    ['in', './out//', '/no/w/in', '/no/w/out', './out'],
    ['in', '..', '/no/w/in', '/no', '..'],
  ])('%s and %s', async (input, output, ...expected) => {
    const resolving = resolveFolders({ input, output, imageSize: 160 }, '/no/w');
    if (expected[0] === '/') await expect(resolving).rejects.toMatchObject({ code: 'usage' });
    else {
      const folders = await resolving;
      expect([folders.input, folders.output, folders.outputAsNamed]).toEqual(expected);
    }
  });

  test.each([
    ['in', 'in'],
    ['in/', './in'],
    ['in', 'in/crops'],
    ['in', 'in/..dots'],
  ])('%s and %s cannot be meant', async (input, output) => {
    await expect(resolveFolders({ input, output, imageSize: 160 }, '/no/w')).rejects.toMatchObject({
      code: 'usage',
    });
  });
});
