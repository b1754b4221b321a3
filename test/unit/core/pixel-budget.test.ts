import { expect, test } from '@jest/globals';
import { type AdmitPixels, createPixelBudget, withinBudget } from '../../../src/core/pixel-budget.ts';

/** In place of collecting garbage, which takes seconds of a process as large as that of the tests. */
const leave = () => Promise.resolve();

/** Works on images of so many megapixels at once and tells the most that were held at a time. */
async function mostHeld(megapixels: readonly number[], processors: number): Promise<number> {
  const budget = createPixelBudget(processors);
  let [held, most] = [0, 0];
  const work = (size: number) => async (admit: AdmitPixels) => {
    await admit(size * 1e6);
    held += size;
    most = Math.max(most, held);
    await new Promise((resolve) => setTimeout(resolve, 5));
    held -= size;
  };
  await Promise.all(megapixels.map((size) => withinBudget(budget, work(size), leave)));
  expect(Atomics.load(budget.held, 0)).toBe(0);
  return most;
}

test.each([
  ['small images work side by side', [4, 4, 4, 4], 1, 16],
  ['telephones, one a processor', [24, 24, 24, 24], 2, 48],
  ['larger than the whole budget, alone', [100, 100, 100], 2, 100],
  ['a large one and small ones take turns', [100, 2, 2], 1, 100],
])('%s', async (_, megapixels, processors, most) => {
  expect(await mostHeld(megapixels, processors)).toBe(most);
});

test('a failure gives back what it held', async () => {
  const budget = createPixelBudget(1);
  const fail = async (admit: AdmitPixels) => {
    await admit(20e6);
    throw new Error('damaged');
  };
  const failing = withinBudget(budget, fail, leave);
  await expect(failing).rejects.toThrow('damaged');
  expect(Atomics.load(budget.held, 0)).toBe(0);
});

test('what a large image leaves behind is collected before its share is given back', async () => {
  const budget = createPixelBudget(1);
  const bytes = await withinBudget(budget, async (admit) => {
    await admit(24e6);
    return new WeakRef(new Uint8Array(1e6));
  });
  expect(bytes.deref()).toBeUndefined();
});
