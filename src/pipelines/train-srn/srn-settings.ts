import type { Backbone } from '../../srn/size.ts';
import type { TrainingDevice } from '../../tensor/engine.ts';
import type { Matching, SrnOptimiser, Variation } from '../../training/srn/choices.ts';
import type { Recipe } from '../train/checkpoint.ts';
import { hashPhotographs } from '../training-photographs/hash-photographs.ts';
import type { LabelledFolder, LabelledPhotograph } from '../training-photographs/labelled-photographs.ts';

/** Everything that decides the numbers of a training. */
export interface SrnTrainSettings extends LabelledFolder {
  /** Where the detector is written. */
  readonly output: string;
  /** A folder of its own, absolute. */
  readonly checkpoints: string;
  /** Go on from the newest checkpoint. */
  readonly resume: boolean;
  readonly backbone: Backbone;
  /** Channels of the first convolution; everything else is a multiple. */
  readonly width: number;
  /** Side of the squares that are trained on, pixels. */
  readonly side: number;
  readonly batch: number;
  readonly epochs: number;
  readonly optimiser: SrnOptimiser;
  readonly learningRate: number;
  readonly weightDecay: number;
  /** Two-step classification and two-step regression. */
  readonly stc: boolean;
  readonly str: boolean;
  readonly variation: Variation;
  /** Which anchors show a face. */
  readonly matching: Matching;
  readonly seed: number;
  /** Where the steps are computed. */
  readonly device: TrainingDevice;
  readonly threads: number | undefined;
}

/** What decides the numbers but the learning rate, which may be another one when a training goes on. */
export function srnRecipe(settings: SrnTrainSettings, photographs: readonly LabelledPhotograph[]): Recipe {
  const { backbone, width, side, batch, epochs, optimiser, weightDecay, stc, str, variation, matching, seed } =
    settings;
  const values = {
    ...{ detector: 'srn', backbone, width, inputSize: side, batchSize: batch, epochs, optimizer: optimiser },
    ...{ weightDecay, stc, str, augmentation: variation, match: matching, seed },
    photographs: hashPhotographs(photographs),
  };
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
}
