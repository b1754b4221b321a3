import type { OptimiserName } from '../../tensor/training/optimisers/names.ts';
import type { TrainingDevice } from '../../tensor/engine.ts';
import type { SampleGroup } from '../../training/mtcnn/sample-store.ts';
import type { MtcnnNetwork } from '../../training/mtcnn/targets.ts';
import type { LearningRate } from '../../training/schedule/learning-rate.ts';
import type { LabelledFolder } from '../training-photographs/labelled-photographs.ts';
import type { NetworkFigures } from './measure-network.ts';

/** Photographs below a folder, and the lists that label some of them each. */
export interface LabelledFolders extends Omit<LabelledFolder, 'annotations'> {
  readonly annotations: readonly string[];
}

/** Everything that decides the numbers of a training, and where its results go. Paths are absolute. */
export interface MtcnnSettings extends LabelledFolders {
  readonly network: MtcnnNetwork;
  /** Photographs of which not all faces are labelled, such as CelebA's: only landmarks are learnt from them. */
  readonly landmarks?: LabelledFolders | undefined;
  /** Where the detector is written: all three networks. */
  readonly output: string;
  /** The detector that the other networks are taken from: a file, or the one that comes with facekit. */
  readonly base: string | undefined;
  /** Begin with the base's weights, not with random ones. */
  readonly fineTune: boolean;
  readonly steps: number;
  /** Windows with a face in a step; of the others as many as the paper's 3:1:1:2 says. */
  readonly positives: number;
  /** Windows with a face that are kept in memory at most. */
  readonly samples: number;
  /** Probabilities at which the P-Net and the R-Net let windows through that the next network learns from. */
  readonly hardThresholds: readonly [number, number];
  readonly optimiser: OptimiserName;
  /** By steps, counted from 0. */
  readonly learningRate: LearningRate;
  readonly weightDecay: number;
  readonly seed: number;
  /** Where the steps are computed. */
  readonly device: TrainingDevice;
  readonly threads: number | undefined;
  /** Steps between two checkpoints. */
  readonly checkpointSteps: number;
  /** Go on from the newest checkpoint of this output. */
  readonly resume: boolean;
}

export interface MtcnnListener {
  collects(photographs: number): void;
  /** After each photograph; with what is wrong where it cannot be read. */
  photograph(problem?: string): void;
  /** With the steps that another run has done. */
  trains(counts: Readonly<Record<SampleGroup, number>>, before: NetworkFigures, done: number): void;
  step(step: number, losses: Readonly<Record<string, number>>): void;
  notices(line: string): void;
}

export interface MtcnnWorld {
  readonly listener: MtcnnListener;
  readonly signal: AbortSignal;
}

export interface MtcnnRun {
  readonly settings: MtcnnSettings;
  readonly world: MtcnnWorld;
}

export interface TrainedMtcnn {
  readonly network: MtcnnNetwork;
  readonly file: string;
  readonly sha256: string;
  readonly photographs: number;
  readonly windows: Readonly<Record<SampleGroup, number>>;
  readonly steps: number;
  /** On windows of photographs that were not trained on: before the first step of this run, and after the last. */
  readonly before: NetworkFigures;
  readonly after: NetworkFigures;
}

/** Streams of random numbers. */
export const STREAM = { split: 0, windows: 1, kept: 2, heldOutKept: 3, initial: 4, measured: 5, steps: 1000 } as const;
