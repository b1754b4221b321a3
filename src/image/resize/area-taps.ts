/** Which source pixels one axis of a shrinking INTER_AREA reads, and with what weight. */
export interface AxisTaps {
  /** Taps of output i are first[i] … first[i + 1] − 1; length outputs + 1. */
  readonly first: Int32Array;
  readonly pixel: Int32Array;
  readonly weight: Float32Array;
  /** How far a float32 sum with these taps can be from the exact mean of the cell, for values up to 255. */
  readonly tolerance: Float64Array;
}

/** OpenCV divides the inverse of the ratio, which is not always the ratio: 1/(1/49) is just above 49. */
export const areaScale = (inputs: number, outputs: number): number => 1 / (outputs / inputs);

/** Edges of a cell that cover less than this much of a pixel are ignored, as OpenCV does. */
const NEGLIGIBLE_EDGE = 1e-3;

const HALF_ULP = 2 ** -24;

/** `computeResizeAreaTab` of OpenCV's imgproc/src/resize.cpp: the taps of each output, in the order of summation. */
export function areaTaps(inputs: number, outputs: number): AxisTaps {
  const scale = areaScale(inputs, outputs);
  const first = new Int32Array(outputs + 1);
  const pixel = new Int32Array(inputs + 2 * outputs);
  const weight = new Float32Array(inputs + 2 * outputs);
  const tolerance = new Float64Array(outputs);
  let taps = 0;
  for (let i = 0; i < outputs; i++) {
    const start = i * scale;
    const end = start + scale;
    const cell = Math.min(scale, inputs - start);
    const lastPixel = Math.min(Math.floor(end), inputs - 1);
    const firstWhole = Math.min(Math.ceil(start), lastPixel);
    const edgeBefore = firstWhole - start;
    const edgeAfter = Math.min(end - lastPixel, 1, cell);
    if (edgeBefore > NEGLIGIBLE_EDGE) {
      pixel[taps] = firstWhole - 1;
      weight[taps++] = edgeBefore / cell;
    }
    for (let whole = firstWhole; whole < lastPixel; whole++) {
      pixel[taps] = whole;
      weight[taps++] = 1 / cell;
    }
    if (edgeAfter > NEGLIGIBLE_EDGE) {
      pixel[taps] = lastPixel;
      weight[taps++] = edgeAfter / cell;
    }
    first[i + 1] = taps;
    tolerance[i] = toleranceOf(weight, first[i] ?? 0, taps);
  }
  return { first, pixel, weight, tolerance };
}

/** Rounding of the weights, products and partial sums, plus the weight of edges that were left out. */
function toleranceOf(weight: Float32Array, from: number, to: number): number {
  let total = 0;
  for (let tap = from; tap < to; tap++) total += weight[tap] ?? 0;
  return 255 * (Math.abs(1 - total) + (to - from + 4) * HALF_ULP);
}
