import path from 'node:path';
import { expect, test } from '@jest/globals';
import { ROOT } from '../../support/source-imports.ts';
import { useTemporaryFolders } from '../../support/temporary.ts';

const temporaryFolder = useTemporaryFolders();
const SAMPLE = path.join(ROOT, 'datasets/sample');

/** The library as it is published. */
const { openGallery } = (await import(
  path.join(ROOT, 'dist/bundle/index.js')
)) as typeof import('../../../src/index.ts');

test('the people of the sample photographs are known again, once in each, and nobody else is', async () => {
  const folder = path.join(temporaryFolder(), 'gallery');
  await using gallery = await openGallery(folder, { model: 'mobilefacenet', cwd: SAMPLE });
  expect(gallery.embeddings).toBeUndefined();
  await expect(gallery.identify(['Groups'])).rejects.toMatchObject({ code: 'gallery-not-found' });
  const report = await gallery.enrol(['Eileen_Collins', 'Grace_Hopper', 'Guest']);
  expect(report).toMatchObject({ people: 3, faces: 4, interrupted: false, model: { name: 'mobilefacenet' } });
  expect(await gallery.people()).toEqual([
    { name: 'Eileen Collins', faces: 1 },
    { name: 'Grace Hopper', faces: 1 },
    { name: 'Guest', faces: 2 },
  ]);
  const { images } = await gallery.identify(['Groups', 'Other']);
  const named = new Map(
    images.map((image) => [path.basename(image.path), image.faces.flatMap(({ person }) => person ?? [])]),
  );
  // The guest is in two of the group photographs; the people of the others, and of the last two, are nobody's.
  expect(Object.fromEntries([...named].filter(([, people]) => people.length > 0))).toEqual({
    'sample1.jpg': ['Guest'],
    'sample3.jpg': ['Guest'],
  });
  expect(named.get('rocket.jpg')).toEqual([]);
});
