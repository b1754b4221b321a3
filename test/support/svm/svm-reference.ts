import { vectorsOf } from '../../unit/svm/svm-fixture.ts';
import { readReference } from '../shared.ts';

/** A problem of several classes and what scikit-learn makes of it. */
export interface SvmReference {
  readonly dimension: number;
  readonly train: readonly Float32Array[];
  readonly trainLabels: number[];
  readonly queries: readonly Float32Array[];
  readonly decision: readonly (readonly number[])[];
  readonly predicted: readonly number[];
}

type Stored = Omit<SvmReference, 'train' | 'queries'> & Readonly<Record<'train' | 'query', string>>;

export function readSvmReference(): SvmReference {
  const { small } = readReference('svm.json') as { small: Stored };
  const { train, query, ...rest } = small;
  return { ...rest, train: vectorsOf(train, small.dimension), queries: vectorsOf(query, small.dimension) };
}
