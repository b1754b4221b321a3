/** P(first class | decision) = 1 / (1 + exp(a · decision + b)). */
export interface Sigmoid {
  readonly a: number;
  readonly b: number;
}

/** The probability of the first class, in [0, 1]. Where the exponential overflows, the result is the 0 it should be. */
export const sigmoid = (decision: number, a: number, b: number): number => 1 / (1 + Math.exp(a * decision + b));

const MAX_ITERATIONS = 100;
const MIN_STEP = 1e-10;
/** Keeps the Hessian positive definite. */
const RIDGE = 1e-12;
const GRADIENT_TOLERANCE = 1e-5;

/**
 * Fits Platt's sigmoid to decision values of which the first `positives` belong to the first class, by Newton's method with
 * backtracking (Lin, Lin and Weng, 2007, "A note on Platt's probabilistic outputs"; libsvm's `sigmoid_train`).
 */
export function fitSigmoid(decisions: Float64Array, positives: number): Sigmoid {
  const negatives = decisions.length - positives;
  // Targets a little inside (0, 1), the smoothing of Platt's article.
  const high = (positives + 1) / (positives + 2);
  const low = 1 / (negatives + 2);
  const targetOf = (i: number): number => (i < positives ? high : low);

  let a = 0;
  let b = Math.log((negatives + 1) / (positives + 1));
  let loss = crossEntropy(decisions, targetOf, { a, b });
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    const { stepA, stepB, slope, converged } = newtonStep(decisions, targetOf, { a, b });
    if (converged) break;
    let size = 1;
    for (; size >= MIN_STEP; size /= 2) {
      const next = { a: a + size * stepA, b: b + size * stepB };
      const nextLoss = crossEntropy(decisions, targetOf, next);
      if (nextLoss < loss + 0.0001 * size * slope) {
        ({ a, b } = next);
        loss = nextLoss;
        break;
      }
    }
    if (size < MIN_STEP) break;
  }
  return { a, b };
}

function crossEntropy(decisions: Float64Array, targetOf: (i: number) => number, { a, b }: Sigmoid): number {
  let sum = 0;
  for (let i = 0; i < decisions.length; i++) {
    const f = (decisions[i] ?? 0) * a + b;
    sum += f >= 0 ? targetOf(i) * f + Math.log(1 + Math.exp(-f)) : (targetOf(i) - 1) * f + Math.log(1 + Math.exp(f));
  }
  return sum;
}

/** The Newton direction −H⁻¹g, and the slope g · direction along it. */
function newtonStep(
  decisions: Float64Array,
  targetOf: (i: number) => number,
  { a, b }: Sigmoid,
): { stepA: number; stepB: number; slope: number; converged: boolean } {
  let [h11, h22, h21, g1, g2] = [RIDGE, RIDGE, 0, 0, 0];
  for (let i = 0; i < decisions.length; i++) {
    const decision = decisions[i] ?? 0;
    const p = sigmoid(decision, a, b);
    const weight = p * (1 - p);
    h11 += decision * decision * weight;
    h22 += weight;
    h21 += decision * weight;
    g1 += decision * (targetOf(i) - p);
    g2 += targetOf(i) - p;
  }
  const determinant = h11 * h22 - h21 * h21;
  const stepA = -(h22 * g1 - h21 * g2) / determinant;
  const stepB = -(-h21 * g1 + h11 * g2) / determinant;
  const converged = Math.abs(g1) < GRADIENT_TOLERANCE && Math.abs(g2) < GRADIENT_TOLERANCE;
  return { stepA, stepB, slope: g1 * stepA + g2 * stepB, converged };
}
