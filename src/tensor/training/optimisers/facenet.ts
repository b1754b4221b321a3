import { adadelta, adagrad, adam, rmsProp } from './adaptive.ts';
import { momentum, sgd } from './descent.ts';
import { ADAM_EPSILON, type OptimiserName } from './names.ts';
import type { Optimiser } from './optimiser.ts';

export interface OptimiserOptions {
  /** Default: FaceNet's. With 1e-8, Kingma and Ba's, a step of Adam is about the learning rate, however small or large the gradients are. */
  readonly adamEpsilon?: number | undefined;
}

/** An optimiser with the numbers that FaceNet's `facenet.py` gives it: TensorFlow's own, or epsilons of 0.1 (Adam) and 1 (RMSProp). */
export function createOptimiser(name: OptimiserName, { adamEpsilon = ADAM_EPSILON }: OptimiserOptions = {}): Optimiser {
  switch (name) {
    case 'sgd':
      return sgd();
    case 'momentum':
      return momentum({ momentum: 0.9, nesterov: true });
    case 'adagrad':
      return adagrad({ initial: 0.1 });
    case 'adadelta':
      return adadelta({ rho: 0.9, epsilon: 1e-6 });
    case 'adam':
      return adam({ beta1: 0.9, beta2: 0.999, epsilon: adamEpsilon });
    case 'rmsprop':
      return rmsProp({ decay: 0.9, momentum: 0.9, epsilon: 1 });
  }
}
