import type { Standardisation } from '../network.ts';
import { featuresOf, type Shape } from '../shapes.ts';
import type { GraphWriter } from './graph.ts';

/** Channels-last (N, H, W, C) becomes planes (N, C, H, W). */
const TO_PLANES = [0, 3, 1, 2];

export interface StandardiseParts {
  readonly input: string;
  readonly output: string;
  readonly standardisation: Standardisation;
  /** Whether the pixels are bytes. */
  readonly isBytes: boolean;
  /** Of the images; all sizes but the first must be known where an image has its own mean. */
  readonly shape: Shape;
}

/** Images, channels-last, become standardised planes of floats. */
export function lowerStandardise(
  graph: GraphWriter,
  { input, output, standardisation, isBytes, shape }: StandardiseParts,
): void {
  const pixels = `${output}/pixels`;
  graph.chain([input], pixels, [
    ['Transpose', { perm: TO_PLANES }],
    ...(isBytes ? [['Cast', { to: 1 }] as const] : []),
  ]);
  if (standardisation === 'none') return graph.add('Identity', [pixels], output);
  if (standardisation === 'fixed') {
    graph.add('Sub', [pixels, graph.constant(127.5)], `${output}/centred`);
    graph.add('Mul', [`${output}/centred`, graph.constant(1 / 128)], output);
    return;
  }
  const axes = { axes: [1, 2, 3] };
  const leastDeviation = 1 / Math.sqrt(featuresOf(shape));
  graph.add('ReduceMean', [pixels], `${output}/mean`, axes);
  graph.add('Sub', [pixels, `${output}/mean`], `${output}/centred`);
  graph.add('Mul', [`${output}/centred`, `${output}/centred`], `${output}/squares`);
  graph.add('ReduceMean', [`${output}/squares`], `${output}/variance`, axes);
  graph.add('Sqrt', [`${output}/variance`], `${output}/deviation`);
  graph.add('Max', [`${output}/deviation`, graph.constant(leastDeviation)], `${output}/divisor`);
  graph.add('Div', [`${output}/centred`, `${output}/divisor`], output);
}
