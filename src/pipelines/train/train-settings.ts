import type { Architecture } from '../../models/known-models.ts';
import type { EngineName, TrainingDevice } from '../../tensor/engine.ts';
import type { Standardisation } from '../../tensor/network.ts';
import type { OptimiserName } from '../../tensor/training/optimisers/names.ts';
import type { Degradation } from '../../training/augmentation/degrade.ts';
import type { LearningRate } from '../../training/schedule/learning-rate.ts';
import type { NegativeRule } from '../../training/triplets/negative-rule.ts';

/** What every training is told. */
export interface TrainSettings {
  /** Of the model in the cache. */
  readonly name: string;
  /** Folder of class folders of aligned crops, absolute. */
  readonly data: string;
  /** Folder of the checkpoints, absolute. */
  readonly checkpoints: string;
  /** Go on from the newest checkpoint there. */
  readonly resume: boolean;
  /** Replace another model of that name. */
  readonly overwrite: boolean;
  readonly architecture: Architecture;
  /** Numbers in an embedding. */
  readonly dimension: number;
  readonly standardisation: Standardisation;
  readonly epochs: number;
  /** Batches of an epoch. */
  readonly epochSize: number;
  readonly optimiser: OptimiserName;
  /** Of Adam. */
  readonly adamEpsilon: number;
  readonly learningRate: LearningRate;
  readonly weightDecay: number;
  /** The probability that a number is kept on its way into the last layer. */
  readonly keep: number;
  /** The largest part of a moving average that remains in a step; 0: none are kept. */
  readonly averageDecay: number;
  /** Take any part of the crops, which are brought to 182 / 160 of the network's size first. */
  readonly randomCrop: boolean;
  readonly randomFlip: boolean;
  readonly randomRotate: boolean;
  /** Of crops of 112 pixels or so: faces that are far away. */
  readonly degradation: Degradation;
  readonly seed: number;
  /** What computes the steps. */
  readonly engine: EngineName;
  /** Where the steps are computed. */
  readonly device: TrainingDevice;
  /** Of the network. Default: one a core. */
  readonly threads: number | undefined;
  readonly validation: ValidationSettings;
  /** A model to begin with, by name or file: architecture, dimension and standardisation are its own. */
  readonly pretrained: string | undefined;
  /** Beginnings of the names of layers that stay as they are. */
  readonly freeze: readonly string[];
  /** Batch norms keep their moving mean and variance, and are computed with them. May change when a training goes on. */
  readonly freezeStatistics: boolean;
}

/** What the model is measured on after each epoch: people who are not trained on. */
export type ValidationSettings =
  /** Pairs of LFW. Their people are left out of the training. */
  | { readonly kind: 'pairs'; readonly pairs: string; readonly folder: string }
  /** A share of the people. */
  | { readonly kind: 'held-out'; readonly share: number };

export interface TripletSettings extends TrainSettings {
  readonly objective: 'triplet';
  /** People of a batch, all different. */
  readonly people: number;
  /** Images of each. */
  readonly imagesPerPerson: number;
  readonly margin: number;
  readonly negatives: NegativeRule;
  /** Where triplets come from: each batch by itself, or, as in FaceNet's script, people × images of which many batches are made. */
  readonly mining: Mining;
  /** Images of a step of FaceNet's scheme, three to a triplet. */
  readonly tripletBatch: number;
}

export const MINING = ['batch', 'facenet'] as const;
export type Mining = (typeof MINING)[number];

export const HEADS = ['means', 'random'] as const;
export type HeadName = (typeof HEADS)[number];

export interface SoftmaxSettings extends TrainSettings {
  readonly objective: 'softmax';
  /** How the layer that tells people apart begins where there is a pretrained model: with the people's mean embeddings. From scratch: at random. */
  readonly head: HeadName;
  /** Images of a batch. */
  readonly batch: number;
  /** What the centre loss is multiplied with; 0: there is none. */
  readonly centreLossFactor: number;
  /** What remains of a centre for each of its images. */
  readonly centreLossAlfa: number;
  /** What the norm of the prelogits is multiplied with; 0: there is none. */
  readonly prelogitsNormFactor: number;
  /** The p of that norm. */
  readonly prelogitsNormP: number;
}

/** A model learns to see in degraded crops what it sees in them as they are. */
export interface DistilSettings extends TrainSettings {
  readonly objective: 'distil';
  /** Images of a batch. */
  readonly batch: number;
}

export type AnyTrainSettings = TripletSettings | SoftmaxSettings | DistilSettings;
