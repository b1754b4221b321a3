import { describe, expect, test } from '@jest/globals';
import { gatherStrided } from '../../../../src/formats/torch/strided.ts';

const storage = Float32Array.from([0, 1, 2, 3, 4, 5, 6, 7]);

describe('gatherStrided', () => {
  test.each([
    { what: 'row-major', layout: { offset: 1, shape: [2, 3], strides: [3, 1] }, values: [1, 2, 3, 4, 5, 6] },
    { what: 'transposed', layout: { offset: 0, shape: [2, 3], strides: [1, 2] }, values: [0, 2, 4, 1, 3, 5] },
    { what: 'every other', layout: { offset: 1, shape: [3], strides: [2] }, values: [1, 3, 5] },
    {
      what: 'an axis of one, whose stride says nothing',
      layout: { offset: 0, shape: [2, 1], strides: [1, 99] },
      values: [0, 1],
    },
    { what: 'a scalar', layout: { offset: 7, shape: [], strides: [] }, values: [7] },
    { what: 'empty', layout: { offset: 0, shape: [0, 5], strides: [5, 1] }, values: [] },
    {
      what: 'a small broadcast',
      layout: { offset: 2, shape: [2, 2], strides: [0, 1] },
      values: [2, 3, 2, 3],
    },
  ])('$what', ({ layout, values }) => {
    expect(gatherStrided(storage, layout)).toEqual({ shape: layout.shape, data: Float32Array.from(values) });
  });

  test.each([
    { what: 'beyond the end', layout: { offset: 3, shape: [2, 3], strides: [3, 1] } },
    {
      what: 'larger than the storage',
      layout: { offset: 0, shape: [1_000_000, 1_000_000], strides: [0, 0] },
    },
  ])('nothing for a view $what', ({ layout }) => {
    expect(gatherStrided(storage, layout)).toBeUndefined();
  });
});
