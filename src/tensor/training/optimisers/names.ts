/** The optimisers of FaceNet's scripts, and plain stochastic gradient descent. */
export const OPTIMISERS = ['sgd', 'momentum', 'adagrad', 'adadelta', 'adam', 'rmsprop'] as const;
export type OptimiserName = (typeof OPTIMISERS)[number];

/** FaceNet's: with it steps of Adam follow the size of gradients below it, as those of momentum do. */
export const ADAM_EPSILON = 0.1;
