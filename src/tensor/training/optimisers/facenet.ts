import { adadelta, adagrad, adam, rmsProp } from './adaptive.ts';
import { momentum, sgd } from './descent.ts';
import type { Optimiser } from './optimiser.ts';

/** The optimisers of FaceNet's scripts, and plain stochastic gradient descent. */
export const OPTIMISERS = ['sgd', 'momentum', 'adagrad', 'adadelta', 'adam', 'rmsprop'] as const;
export type OptimiserName = (typeof OPTIMISERS)[number];

/** An optimiser with the numbers that FaceNet's `facenet.py` gives it: TensorFlow's own, or epsilons of 0.1 (Adam) and 1 (RMSProp). */
export function createOptimiser(name: OptimiserName): Optimiser {
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
      return adam({ beta1: 0.9, beta2: 0.999, epsilon: 0.1 });
    case 'rmsprop':
      return rmsProp({ decay: 0.9, momentum: 0.9, epsilon: 1 });
  }
}
