import type { Random } from '../../core/random.ts';
import type { Weights } from '../../core/tensor.ts';
import { imagenetColours } from '../../models/import/srn-state.ts';
import { srnNetwork } from '../../srn/network.ts';
import type { SrnSize } from '../../srn/size.ts';
import { atInputSize } from '../../tensor/cost/at-input-size.ts';
import { initialParameters } from '../../tensor/training/network/trained-parameters.ts';
import { toTrainable, type TrainableNetwork } from '../../tensor/training/network/trainable.ts';

/** Layers of the ResNet: those that have a batch norm. */
const IN_RESNET = /^(conv1$|layer[1-4]\/)/;
const BATCH_NORM = { epsilon: 1e-5, gamma: true } as const;
/** At first every anchor shows a face with this probability: the many that show none would swamp the loss. */
const PRIOR = 0.01;

/** The layer that standardises pixels; it is not trained. */
export const COLOURS = 'colours';

/** SRN as it is trained, on square images: its batch norms stand apart. */
export const trainableSrn = (size: SrnSize, side: number): TrainableNetwork =>
  toTrainable(atInputSize(srnNetwork(size), side, side), ({ layer }) =>
    IN_RESNET.test(layer) ? { batchNorm: BATCH_NORM } : {},
  );

/** Weights to begin with: Glorot and Bengio's, the paper's for new layers. */
export function initialSrn(network: TrainableNetwork, random: Random): Weights {
  const [predicted, data] = ['cls_subnet_pred/biases', new Float32Array(2).fill(-Math.log((1 - PRIOR) / PRIOR))];
  return new Map([
    ...initialParameters(network, random),
    ...imagenetColours(),
    [predicted, { shape: [data.length], data }],
  ]);
}
