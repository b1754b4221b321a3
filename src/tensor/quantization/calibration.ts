import type { Tensor } from '../../core/tensor.ts';
import type { Engine } from '../engine.ts';

/** What the ranges of a network are measured with. */
export interface Calibration {
  /** Runs the network in floats. */
  readonly engine: Engine;
  /** Inputs of the network; the more they are like what it will see, the better. They are gone through twice. */
  readonly batches: Iterable<Tensor>;
}
