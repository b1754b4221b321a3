import { createAlignedFolderFinder } from '../../dataset/aligned-folder.ts';
import type { ImageFile } from '../../dataset/image-files.ts';
import type { Alignment, Verification } from '../../models/known-models.ts';
import { hashWeights } from '../../models/network-file.ts';
import { installModel, type InstalledModel } from '../../models/store/install.ts';
import type { Network } from '../../tensor/network.ts';
import type { TrainableNetwork } from '../../tensor/training/network/trainable.ts';
import type { TrainingStep } from '../../tensor/training/step/training-step.ts';
import { trainedWeights, type TrainedEpochs } from './run-epochs.ts';
import type { AnyTrainSettings } from './train-settings.ts';

export interface Trained {
  readonly settings: AnyTrainSettings;
  readonly network: TrainableNetwork;
  /** What inference executes of it. */
  readonly embedder: Network;
  readonly training: TrainingStep;
  /** Of the network's input, pixels. */
  readonly side: number;
  readonly epochs: TrainedEpochs;
  /** One of the crops, whose folder tells how they were cut out. */
  readonly sample: ImageFile | undefined;
  readonly measuredOn: string;
}

/** As FaceNet's crops have it, where their folder does not say. */
const USUAL_MARGIN = 32;

/** Puts a trained model into the cache, with the threshold that its validation found. Throws as `installModel`. */
export async function installTrained(trained: Trained, folder: string): Promise<InstalledModel> {
  const { settings, training, side, epochs, sample, measuredOn } = trained;
  const { name, architecture, dimension, standardisation, overwrite } = settings;
  const weights = trainedWeights(settings, trained);
  const verification: Verification[] = epochs.validation
    ? [
        {
          ...{ standardisation, metric: 'squared-euclidean' },
          threshold: Number(epochs.validation.threshold.toFixed(3)),
          source: measuredOn,
        },
      ]
    : [];
  const info = {
    ...{ name, architecture, dimension, standardisation, verification },
    role: 'embedder' as const,
    description: `trained by facekit: ${architecture}, ${settings.objective}, ${epochs.iteration} steps`,
    origin: { kind: 'import' as const },
    licence: 'unknown',
    inputSize: side,
    alignment: await alignmentOf(sample),
  };
  const source = { form: 'facekit-training', sha256: hashWeights(training.parameters()) };
  return installModel({ info, weights, source }, { folder, overwrite });
}

/** How crops were cut out, by the folder of one of them. */
export async function alignmentOf(sample: ImageFile | undefined): Promise<Alignment> {
  const made = sample && (await createAlignedFolderFinder()(sample.file));
  if (made?.kind === 'similarity') return { kind: 'similarity' };
  return { kind: 'box', margin: made?.margin ?? USUAL_MARGIN };
}
