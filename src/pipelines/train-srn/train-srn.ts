import path from 'node:path';
import { FacekitError, interruptedError } from '../../core/errors.ts';
import { seededRandom } from '../../core/seeded-random.ts';
import { BACKBONES, type SrnSize } from '../../srn/size.ts';
import type { Engine } from '../../tensor/engine.ts';
import { openEngine } from '../../tensor/engines/open-engine.ts';
import { freezeParameters } from '../../tensor/training/network/freeze.ts';
import type { TrainableNetwork } from '../../tensor/training/network/trainable.ts';
import { adam } from '../../tensor/training/optimisers/adaptive.ts';
import { momentum } from '../../tensor/training/optimisers/descent.ts';
import type { Optimiser } from '../../tensor/training/optimisers/optimiser.ts';
import { openTrainingStep, type TrainingState, type TrainingStep } from '../../tensor/training/step/training-step.ts';
import { openEventWriter } from '../../training/events/event-writer.ts';
import type { SrnOptimiser } from '../../training/srn/choices.ts';
import { srnLoss } from '../../training/srn/loss.ts';
import { COLOURS, initialSrn, trainableSrn } from '../../training/srn/trainable.ts';
import { findCheckpoint } from '../train/checkpoint.ts';
import { prepareDetectorFile, writeDetectorFile } from '../train/detector-output.ts';
import { readLabelled, type LabelledPhotograph } from '../training-photographs/labelled-photographs.ts';
import { runSteps, type SrnSteps, type SrnTrainListener } from './run-steps.ts';
import { createSampleSource } from './sample-source.ts';
import { srnRecipe, type SrnTrainSettings } from './srn-settings.ts';

export interface SrnTrainWorld {
  readonly listener: SrnTrainListener;
  readonly signal: AbortSignal;
}

export interface TrainedSrn extends SrnSteps {
  readonly file: string;
  readonly sha256: string;
  readonly photographs: number;
  readonly faces: number;
}

/**
 * Trains SRN on photographs with labelled faces and writes a detector, which other commands take by its file.
 *
 * @throws FacekitError `usage`, `bad-annotations`, `no-images`, `data-not-trainable`, `output-exists`, `settings-differ`, `training-diverged`, `interrupted`, and
 * those of reading and of writing
 */
export async function trainSrn(settings: SrnTrainSettings, { listener, signal }: SrnTrainWorld): Promise<TrainedSrn> {
  await prepareDetectorFile(settings.output);
  const onNotice = (line: string): void => {
    listener.notices(line);
  };
  const photographs = await readLabelled(settings, { signal, smallest: 0, onNotice });
  const faces = requireFaces(photographs, settings);
  const recipe = srnRecipe(settings, photographs);
  const checkpoint = await findCheckpoint(settings, recipe);
  const { iteration = 0 } = checkpoint ?? {};
  listener.begins({ photographs: photographs.length, faces, iteration });
  const network = trainableSrn(sizeOf(settings), settings.side);
  await using engine = await openEngine({ engine: 'onnxruntime', device: settings.device, threads: settings.threads });
  const begin = checkpoint ?? { parameters: initialSrn(network, seededRandom(settings.seed, 0)) };
  await using training = await openTraining(engine, { network, settings, begin });
  await using events = await openEventWriter(path.join(settings.checkpoints, 'events'));
  const source = createSampleSource(photographs, settings, onNotice);
  const steps = await runSteps(settings, { training, source, recipe, events, listener, signal, iteration });
  if (signal.aborted) throw interruptedError(interruptedWords(steps), signal);
  const weights = freezeParameters(network, training.parameters());
  const metadata = { detector: 'srn', backbone: settings.backbone, steps: String(steps.iteration) } as const;
  const sha256 = await writeDetectorFile(settings.output, weights, metadata);
  return { ...steps, file: settings.output, sha256, photographs: photographs.length, faces };
}

/** How many faces there are to learn from. */
function requireFaces(photographs: readonly LabelledPhotograph[], { annotations }: SrnTrainSettings): number {
  const faces = photographs.flatMap((each) => each.faces).filter(({ ignored }) => !ignored).length;
  if (faces > 0) return faces;
  throw new FacekitError(
    'data-not-trainable',
    `Expected faces in the ${photographs.length} photographs of ${annotations} but found none that is not ignored: give photographs with labelled faces.`,
  );
}

const sizeOf = ({ backbone, width, stc, str }: SrnTrainSettings): SrnSize => ({
  ...BACKBONES[backbone],
  ...{ width, stc, str },
});

interface Opening {
  readonly network: TrainableNetwork;
  readonly settings: SrnTrainSettings;
  readonly begin: TrainingState;
}

/** What remains of moving statistics in a step, as PyTorch has it. */
const STATISTICS_DECAY = 0.9;

function openTraining(engine: Engine, { network, settings, begin }: Opening): Promise<TrainingStep> {
  const { batch, side, stc, str, optimiser, weightDecay } = settings;
  const plan = {
    ...{ network, batch, weightDecay },
    loss: srnLoss({ batch, side, stc, str }),
    optimiser: OPTIMISERS[optimiser],
    isFrozen: (layer: string) => layer === COLOURS,
  };
  return openTrainingStep(engine, plan, { ...begin, statisticsDecay: STATISTICS_DECAY });
}

const OPTIMISERS: Readonly<Record<SrnOptimiser, Optimiser>> = {
  momentum: momentum({ momentum: 0.9, nesterov: false }),
  adam: adam({ beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }),
};

const interruptedWords = ({ checkpoint }: SrnSteps): string =>
  checkpoint === undefined
    ? 'Interrupted before the first step; nothing was written.'
    : `Interrupted; go on from ${checkpoint} with \`resume\`.`;
