import { seededRandom } from '../../core/seeded-random.ts';
import type { Weights } from '../../core/tensor.ts';
import { outputNetwork, proposalNetwork, refinementNetwork } from '../../mtcnn/networks.ts';
import { atInputSize } from '../../tensor/cost/at-input-size.ts';
import type { Engine } from '../../tensor/engine.ts';
import { initialParameters } from '../../tensor/training/network/trained-parameters.ts';
import { toTrainable, type TrainableNetwork } from '../../tensor/training/network/trainable.ts';
import { createOptimiser } from '../../tensor/training/optimisers/facenet.ts';
import { openTrainingStep, type TrainingStep } from '../../tensor/training/step/training-step.ts';
import { mtcnnLoss } from '../../training/mtcnn/loss.ts';
import type { SampleGroup } from '../../training/mtcnn/sample-store.ts';
import { WINDOW_SIDES, type MtcnnNetwork } from '../../training/mtcnn/targets.ts';
import type { Checkpoint } from '../train/checkpoint.ts';
import { STREAM, type MtcnnSettings } from './mtcnn-settings.ts';

const DESCRIPTIONS = { pnet: proposalNetwork, rnet: refinementNetwork, onet: outputNetwork } as const;

/** A network of MTCNN as it looks at windows of its size. */
export const trainableNetwork = (network: MtcnnNetwork): TrainableNetwork =>
  toTrainable(atInputSize(DESCRIPTIONS[network], WINDOW_SIDES[network], WINDOW_SIDES[network]));

export interface TrainingBegin {
  readonly groups: readonly SampleGroup[];
  /** Weights of the base as the networks compute with them. */
  readonly upright: Weights;
  readonly checkpoint: Checkpoint | undefined;
}

/** Opens the training where another run was left, with the base's weights, or with random ones. */
export function openTraining(
  engine: Engine,
  settings: MtcnnSettings,
  { groups, upright, checkpoint }: TrainingBegin,
): Promise<TrainingStep> {
  const { optimiser, weightDecay, fineTune, seed } = settings;
  const network = trainableNetwork(settings.network);
  const plan = {
    network,
    batch: groups.length,
    loss: mtcnnLoss(settings.network, groups),
    optimiser: createOptimiser(optimiser),
    weightDecay,
  };
  const first = (): Weights => (fineTune ? upright : initialParameters(network, seededRandom(seed, STREAM.initial)));
  return openTrainingStep(engine, plan, checkpoint ?? { parameters: first() });
}
