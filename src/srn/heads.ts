import type { Value } from '../tensor/describe.ts';
import { ANCHORS_A_PLACE } from './levels.ts';
import { pyramidChannels } from './pyramid.ts';
import type { SrnSize } from './size.ts';

/** Whether each anchor shows a face, as a logit. All levels and both steps share the weights. */
export const scoreHead = (features: Value, size: SrnSize): Value =>
  subnet(features, 'cls_subnet', size).conv('cls_subnet_pred', { kernel: 1, filters: ANCHORS_A_PLACE });

/** How each anchor must be moved: dx, dy, dw, dh. All levels and both steps share the weights. */
export const boxHead = (features: Value, size: SrnSize): Value =>
  subnet(features, 'box_subnet', size).conv('box_subnet_pred', { kernel: 1, filters: 4 * ANCHORS_A_PLACE });

function subnet(features: Value, name: string, size: SrnSize): Value {
  const filters = pyramidChannels(size);
  const before = features.conv(`${name}/0`, { kernel: 3, filters, padding: 'centred' }).relu();
  return receptiveFieldEnhancement(before, `${name}/2`, size)
    .conv(`${name}/3`, { kernel: 3, filters, padding: 'centred' })
    .relu();
}

/** Kernels of the branches, (height, width): faces and their parts are not square. */
const BRANCHES = [
  [1, 5],
  [5, 1],
  [1, 3],
  [3, 1],
] as const;

/** RFE: four branches with oblong kernels side by side, mixed, and added to what came in. */
function receptiveFieldEnhancement(x: Value, name: string, size: SrnSize): Value {
  const filters = size.width;
  const branches = BRANCHES.map((kernel, i) =>
    x
      .conv(`${name}/branch${i}/0`, { kernel: 1, filters })
      .relu()
      .conv(`${name}/branch${i}/2`, { kernel, filters, padding: 'centred' })
      .relu()
      .conv(`${name}/branch${i}/4`, { kernel: 1, filters })
      .relu(),
  );
  const [first, ...others] = branches;
  if (!first) throw new Error('Expected branches');
  const mixed = first.concat(...others).conv(`${name}/cated_conv/0`, { kernel: 1, filters: pyramidChannels(size) });
  return mixed.relu().add(x);
}
