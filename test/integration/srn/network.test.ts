import { describe, expect, test } from '@jest/globals';
import type { Tensor } from '../../../src/core/tensor.ts';
import { srnLayers } from '../../../src/models/import/srn-layers.ts';
import { backbone } from '../../../src/srn/backbone.ts';
import { normalise, srnNetwork } from '../../../src/srn/network.ts';
import { firstStepFeature, secondStepFeatures } from '../../../src/srn/pyramid.ts';
import { PUBLISHED_SIZE } from '../../../src/srn/size.ts';
import { describeNetwork, images } from '../../../src/tensor/describe.ts';
import { openEngine } from '../../../src/tensor/engines/open-engine.ts';
import { parameterShapes } from '../../../src/tensor/parameters.ts';
import { drawnPhotograph, namedMaps } from '../../support/networks/srn-made.mjs';
import { SLIM, slimWeights, srnFixture } from '../../support/networks/srn.ts';

/** The maps of both pyramids as outputs: `c2`, `first2`, `p2`, …. */
const pyramids = describeNetwork('pyramids', images('height', 'width'), (image) => {
  const c = backbone(normalise(image), SLIM);
  const first = c.map((stage, i) => firstStepFeature(stage, i, SLIM));
  return namedMaps({ c, first, p: secondStepFeatures(c, SLIM) });
});

describe('a narrow SRN on a photograph of 161 × 129', () => {
  const { maps } = srnFixture();
  const { width, height, data } = drawnPhotograph(161, 129);

  test.each([
    ['both pyramids are', pyramids, /^[cfp]/],
    ['both heads are', srnNetwork(SLIM), /^step/],
  ] as const)("%s PyTorch's to 1e-4 of the largest number", async (_, network, names) => {
    await using engine = await openEngine({ device: 'cpu', threads: 1 });
    const session = await engine.load(network, slimWeights());
    const found = await session.run({ images: { shape: [1, height, width, 3], data } });
    const expected = Object.entries(maps).filter(([name]) => names.test(name));
    expect(Object.keys(found).sort()).toEqual(expected.map(([name]) => name).sort());
    for (const [name, map] of expected) {
      expect([name, found[name]?.shape]).toEqual([name, map.shape]);
      expect({ name, isNear: largestError(found[name], map) < 1e-4 * map.largest }).toEqual({ name, isNear: true });
    }
  });
});

function largestError(
  found: Tensor | undefined,
  { step, values }: { step: number; values: readonly number[] },
): number {
  return Math.max(...values.map((value, i) => Math.abs((found?.data[i * step] ?? NaN) - value)));
}

test('the importer knows the layers of the description', () => {
  const layers = srnLayers();
  const expected = layers.flatMap(({ name, kernel, in: inputs, out }) => [
    [`${name}/weights`, [...kernel, inputs, out]],
    [`${name}/biases`, [out]],
  ]);
  const described = new Map(parameterShapes(srnNetwork(PUBLISHED_SIZE)));
  described.delete('colours/weights');
  described.delete('colours/biases');
  expect(new Map(expected as [string, number[]][])).toEqual(described);
});
