import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from '@jest/globals';
import { asEmbedding } from '../../../../src/core/embedding.ts';
import type { RgbImage } from '../../../../src/core/image.ts';
import { createPixelBudget } from '../../../../src/core/pixel-budget.ts';
import { encodePng } from '../../../../src/image/encode.ts';
import { createImageWork } from '../../../../src/pipelines/collection/image-work.ts';
import { notToBeCalled } from '../../../support/fakes/fake-embed.ts';
import { solid } from '../../../support/images.ts';

const SIDE = 16;
const IMAGES = 40;

/** Everything that nothing holds any more is gone then. */
async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  for (let i = 0; i < 3; i++) {
    await new Promise((resolve) => setImmediate(resolve));
    gc();
  }
}

test('an image that is done is not held on to: memory stays flat however many come', async () => {
  const seen: WeakRef<RgbImage>[] = [];
  const work = createImageWork(
    {
      embedder: {
        info: { alignment: { kind: 'box', margin: 0 }, inputSize: SIDE },
        embed: (faces) => {
          seen.push(...faces.map((face) => new WeakRef(face)));
          return Promise.resolve(faces.map(() => asEmbedding(new Float32Array(2))));
        },
      },
      detect: notToBeCalled,
      isStopped: () => false,
      budget: createPixelBudget(1),
    },
    { batchSize: 4, flip: false },
  );
  const bytes = await encodePng(solid(SIDE, SIDE, [9, 9, 9]));
  for (let i = 0; i < IMAGES; i += 4)
    await Promise.all([0, 1, 2, 3].map(() => work({ bytes, plan: { kind: 'as-is' } })));
  await collectGarbage();
  expect(seen).toHaveLength(IMAGES);
  expect(seen.filter((image) => image.deref() !== undefined).length).toBeLessThanOrEqual(4);
});
