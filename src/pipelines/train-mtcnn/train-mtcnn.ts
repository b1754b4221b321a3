import { seededRandom } from '../../core/seeded-random.ts';
import { readTrainedMtcnn } from '../../detectors/detector-file.ts';
import { mergeHeads } from '../../mtcnn/merge-heads.ts';
import { transposeKernels } from '../../mtcnn/transpose-kernels.ts';
import { openEngine } from '../../tensor/engines/open-engine.ts';
import { batchGroups } from '../../training/mtcnn/batch.ts';
import { prepareDetectorFile } from '../train/detector-output.ts';
import { findCheckpoint, recipeOf, removeCheckpoints, requireNumbers } from './checkpoints.ts';
import { collectStores } from './collect-stores.ts';
import { writeDetector } from './detector-output.ts';
import { measureNetwork, type NetworkFigures } from './measure-network.ts';
import { openTraining } from './open-training.ts';
import { readPhotographs } from './read-photographs.ts';
import { STREAM, type MtcnnSettings, type MtcnnWorld, type TrainedMtcnn } from './mtcnn-settings.ts';
import { orderNotice } from './stage-order.ts';
import { takeSteps } from './take-steps.ts';

/**
 * Trains one of MTCNN's networks on labelled photographs and writes a detector with it. Checkpoints lie beside it until it is written.
 *
 * @throws FacekitError `usage`, `bad-annotations`, `no-images`, `data-not-trainable`, `output-exists`, `settings-differ`, `training-diverged`,
 * `interrupted`, and those of reading and of writing
 */
export async function trainMtcnn(settings: MtcnnSettings, world: MtcnnWorld): Promise<TrainedMtcnn> {
  const { network, positives, seed, device, threads, output: file } = settings;
  const run = { settings, world };
  await prepareDetectorFile(file);
  const base = await readTrainedMtcnn(settings.base);
  const notice = orderNotice(network, base.trained);
  if (notice !== undefined) world.listener.notices(notice);
  const photographs = await readPhotographs(run);
  const recipe = recipeOf(settings, photographs, base.sha256);
  const checkpoint = await findCheckpoint(settings, recipe);
  const { training: store, heldOut } = await collectStores(photographs, base.weights, run);
  const groups = batchGroups(network, positives);
  const upright = transposeKernels(mergeHeads(base.weights));
  await using engine = await openEngine({ engine: 'onnxruntime', device, threads });
  await using training = await openTraining(engine, settings, { groups, upright, checkpoint });
  const measure = (): Promise<NetworkFigures> =>
    measureNetwork(training, heldOut, { network, groups, random: seededRandom(seed, STREAM.measured) });
  const before = await measure();
  world.listener.trains(store.counts(), before, training.steps);
  await takeSteps(training, { ...run, store, groups, recipe });
  requireNumbers(training);
  const after = await measure();
  const { steps } = training;
  const weights = new Map([...upright, ...training.parameters()]);
  const sha256 = await writeDetector(settings, weights, { steps, trained: base.trained });
  await removeCheckpoints(settings);
  return { network, file, sha256, photographs: photographs.length, windows: store.counts(), steps, before, after };
}
