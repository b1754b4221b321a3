import { expect, test } from '@jest/globals';
import { createCollectionView } from '../../../src/report/progress/collection.ts';
import { createTestIo } from '../../support/io.ts';

const ANN = { path: 'a.jpg', file: '/a.jpg', className: '' };

/** What is said of two photographs without a face. */
function said(options: { readonly quiet?: boolean; readonly tellsProblems?: boolean }): string {
  const { io, stderr } = createTestIo();
  const view = createCollectionView(options, io);
  for (const image of [ANN, { ...ANN, path: 'b.jpg' }])
    view.finishes({ status: 'no-face', image, key: 'fa', reused: false, resized: false, faces: [] });
  view.stop();
  return stderr();
}

test('where no face was found, what may help is told once at the end', () => {
  const hint = 'No face in 2 photographs. Try --detector yunet, a smaller --min-face, lower --thresholds, or --rotate';
  expect(said({}).split(hint)).toHaveLength(2);
  expect(said({ tellsProblems: false })).toMatch(new RegExp(`^${hint}`));
  expect(said({ quiet: true })).not.toContain('Try');
});
