import type { Value } from '../tensor/describe.ts';
import type { Six } from './backbone.ts';
import type { SrnSize } from './size.ts';

/** Channels of every level of both pyramids, 256 in the published network. */
export const pyramidChannels = ({ width }: SrnSize): number => 4 * width;

/** What the first step looks at, on a level counted from 0: C2 to C7 with the channels that the heads take. */
export const firstStepFeature = (stage: Value, level: number, size: SrnSize): Value =>
  stage.conv(`c${String(level + 2)}_conv`, { kernel: 1, filters: pyramidChannels(size) });

/**
 * What the second step looks at: P2 to P7. From C5 down to C2 each level is added to the one above it, enlarged; P6 comes from C5's lateral
 * convolution in the authors' code, not from P5. There is no activation in the whole pyramid.
 */
export function secondStepFeatures([c2, c3, c4, c5]: Six, size: SrnSize): Six {
  const filters = pyramidChannels(size);
  const lateral = (stage: Value, name: string): Value => stage.conv(`${name}_lateral`, { kernel: 1, filters });
  const smooth = (sum: Value, name: string, stride = 1): Value =>
    sum.conv(`${name}_conv`, { kernel: 3, stride, filters, padding: 'centred' });
  // Corners lie on corners: `F.upsample` of PyTorch 0.3.1 has `align_corners`, that of later versions has not.
  const onto = (above: Value, here: Value): Value => above.resizeTo(here).add(here);

  const sum5 = lateral(c5, 'c5');
  const sum4 = onto(sum5, lateral(c4, 'c4'));
  const sum3 = onto(sum4, lateral(c3, 'c3'));
  const sum2 = onto(sum3, lateral(c2, 'c2'));
  const p6 = smooth(sum5, 'p6', 2);
  const p7 = smooth(p6, 'p7', 2);
  return [smooth(sum2, 'p2'), smooth(sum3, 'p3'), smooth(sum4, 'p4'), smooth(sum5, 'p5'), p6, p7];
}
