import { pairCount, type Kernel, type SvmModel } from './model.ts';
import type { TrainedPair } from './train-pair.ts';
import type { TrainingClass } from './training-data.ts';

/** Where a pair stands: its classes i < j and its position among the pairs. */
export interface PairPosition {
  readonly i: number;
  readonly j: number;
  readonly pair: number;
}

export interface ModelBuilder {
  add(position: PairPosition, trained: TrainedPair): void;
  /** The model of all pairs added, without the samples that support none of them. */
  build(): SvmModel;
}

/** Collects trained pairs into one model. */
export function createModelBuilder(classes: readonly TrainingClass[], kernel: Kernel): ModelBuilder {
  const pairs = pairCount(classes.length);
  const [rho, probA, probB] = [new Float64Array(pairs), new Float64Array(pairs), new Float64Array(pairs)];
  // One column of k − 1 coefficients a sample: a sample of class c has row j for classes j < c, row j − 1 for j > c.
  const columns = classes.map(({ vectors }) => vectors.map(() => new Float64Array(classes.length - 1)));

  function add({ i, j, pair }: PairPosition, { coefficients, rho: offset, sigmoid }: TrainedPair): void {
    rho[pair] = offset;
    probA[pair] = sigmoid.a;
    probB[pair] = sigmoid.b;
    const first = columns[i] ?? [];
    first.forEach((column, index) => (column[j - 1] = coefficients[index] ?? 0));
    columns[j]?.forEach((column, index) => (column[i] = coefficients[first.length + index] ?? 0));
  }

  function build(): SvmModel {
    const supporting = columns.map((group) => group.map((column) => column.some((value) => value !== 0)));
    const kept = <T>(groups: readonly (readonly T[])[]): T[][] =>
      groups.map((group, c) => group.filter((_, index) => supporting[c]?.[index]));
    const vectors = kept(classes.map((group) => group.vectors));
    const dimension = classes[0]?.vectors[0]?.length ?? 0;
    return {
      kernel,
      dimension,
      labels: classes.map(({ label }) => label),
      counts: vectors.map((group) => group.length),
      supportVectors: concatenated(vectors.flat(), dimension),
      coefficients: transposed(kept(columns).flat(), classes.length - 1),
      rho,
      probA,
      probB,
    };
  }

  return { add, build };
}

function concatenated(vectors: readonly Float32Array[], dimension: number): Float32Array {
  const result = new Float32Array(vectors.length * dimension);
  vectors.forEach((vector, index) => {
    result.set(vector, index * dimension);
  });
  return result;
}

function transposed(columns: readonly Float64Array[], rows: number): Float64Array {
  const result = new Float64Array(rows * columns.length);
  columns.forEach((column, s) => {
    for (let row = 0; row < rows; row++) result[row * columns.length + s] = column[row] ?? 0;
  });
  return result;
}
