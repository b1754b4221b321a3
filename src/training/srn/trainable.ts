import type { Random } from '../../core/random.ts';
import type { Weights } from '../../core/tensor.ts';
import { imagenetColours } from '../../models/import/srn-state.ts';
import { ANCHORS_A_PLACE } from '../../srn/levels.ts';
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

/** Standard deviation of the weights of the last layers at first, as the authors have it: boxes begin as the anchors are. */
const LAST_DEVIATION = 0.01;

/** Weights to begin with: Glorot and Bengio's, the paper's for new layers; small ones in the last. */
export function initialSrn(network: TrainableNetwork, random: Random): Weights {
  const parameters = new Map([...initialParameters(network, random), ...imagenetColours()]);
  for (const head of ['cls_subnet_pred', 'box_subnet_pred']) {
    const { shape = [], data = new Float32Array() } = parameters.get(`${head}/weights`) ?? {};
    parameters.set(`${head}/weights`, { shape, data: withDeviation(data, LAST_DEVIATION) });
  }
  const scores = new Float32Array(ANCHORS_A_PLACE).fill(-Math.log((1 - PRIOR) / PRIOR));
  return parameters.set('cls_subnet_pred/biases', { shape: [scores.length], data: scores });
}

function withDeviation(data: Float32Array, deviation: number): Float32Array {
  const now = Math.sqrt(data.reduce((sum, weight) => sum + weight ** 2, 0) / data.length);
  return data.map((weight) => (weight * deviation) / now);
}
