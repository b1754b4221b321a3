import { Region, withinMemory } from './libsvm-memory.ts';
import { loadLibsvm, type LibsvmModule, type TrainProblem } from './libsvm-module.ts';

/** The vectors of a two-class problem, as libsvm is to see them. */
export interface Rows {
  /** `precomputed` rows are the kernel matrix of the vectors. */
  readonly kernel: 'linear' | 'rbf' | 'precomputed';
  /** For `rbf`; else 0. */
  readonly gamma: number;
  readonly count: number;
  readonly length: number;
  readonly at: (row: number) => Float32Array | Float64Array;
}

/** decision(x) = Σ coefficients[s] · k(row subset[s], x) − rho. */
export interface BinarySolution {
  /** α·y, one a row of the subset, 0 where the row is no support vector. */
  readonly coefficients: Float64Array;
  readonly rho: number;
}

export interface SolverOptions {
  readonly cost: number;
  readonly tolerance: number;
  readonly shrinking: boolean;
}

/** Solves two-class problems with libsvm, writing to and reading from its memory directly: nothing is rounded on the way. */
export interface BinarySolver extends Disposable {
  /** Copies the vectors in. Subsets of them can then be solved without copying again. */
  setRows(rows: Rows): void;
  /** The first `positives` rows of the subset are the positive class. Both classes must be there. */
  solve(subset: Int32Array, positives: number): BinarySolution;
  /**
   * How many solutions are not optimal, because libsvm gave up after 10,000,000 iterations, or a hundred a sample where that is more
   * ("WARNING: reaching max number of iterations").
   */
  readonly unfinished: number;
}

/** Bytes of libsvm's structs on 32-bit WebAssembly. */
const NODE_BYTES = 16;
const PROBLEM_BYTES = 12;
/** Byte offsets in `struct svm_model`. */
const MODEL = { classes: 96, vectors: 100, coefficients: 108, rho: 112 } as const;

const KERNEL_CODE = { linear: 0, rbf: 2, precomputed: 4 } as const;

/** @throws FacekitError `svm-memory` from `setRows` and `solve` when libsvm's 2 GB do not suffice. */
export async function createBinarySolver(options: SolverOptions): Promise<BinarySolver> {
  const { libsvm } = await loadLibsvm();
  return new LibsvmSolver(libsvm, options);
}

class LibsvmSolver implements BinarySolver {
  readonly #libsvm: LibsvmModule;
  readonly #train: TrainProblem;
  readonly #options: SolverOptions;
  readonly #nodes: Region;
  readonly #problem: Region;
  #rowBytes = 0;
  #command = '';
  unfinished = 0;

  constructor(libsvm: LibsvmModule, options: SolverOptions) {
    this.#libsvm = libsvm;
    this.#train = libsvm.cwrap('libsvm_train_problem', 'number', ['number', 'string']);
    this.#options = options;
    this.#nodes = new Region(libsvm);
    this.#problem = new Region(libsvm);
  }

  setRows(rows: Rows): void {
    const { cost, tolerance, shrinking } = this.#options;
    this.#command = `-q 1 -s 0 -t ${KERNEL_CODE[rows.kernel]} -c ${cost} -e ${tolerance} -h ${shrinking ? 1 : 0} -g ${rows.gamma}`;
    // One node more a row: a precomputed row begins with its own number, any other ends with index −1.
    this.#rowBytes = (rows.length + 1) * NODE_BYTES;
    const start = this.#nodes.reserve(rows.count * this.#rowBytes);
    const write = rows.kernel === 'precomputed' ? writeKernelRow : writeVector;
    for (let row = 0; row < rows.count; row++) {
      write(this.#libsvm, start + row * this.#rowBytes, { number: row + 1, values: rows.at(row) });
    }
  }

  solve(subset: Int32Array, positives: number): BinarySolution {
    const { length } = subset;
    const problem = this.#writeProblem(subset, positives);
    const model = withinMemory(() => this.#watched(() => this.#train(problem, this.#command)));
    try {
      this.#libsvm._svm_get_sv_indices(model, problem + PROBLEM_BYTES);
      return readSolution(this.#libsvm, { model, indices: problem + PROBLEM_BYTES, length });
    } finally {
      this.#libsvm._svm_free_model(model);
    }
  }

  /** Counts libsvm's warning, which it gives in no other way. Other solvers of the thread share the module. */
  #watched(call: () => number): number {
    const { printErr } = this.#libsvm;
    this.#libsvm.printErr = (line) => {
      if (line.includes('max number of iterations')) this.unfinished += 1;
    };
    try {
      return call();
    } finally {
      this.#libsvm.printErr = printErr;
    }
  }

  [Symbol.dispose](): void {
    this.#nodes.free();
    this.#problem.free();
  }

  /** Labels, row pointers, then `struct svm_problem {l, y, x}`, then room for the indices of the support vectors. */
  #writeProblem(subset: Int32Array, positives: number): number {
    const { length } = subset;
    const labels = this.#problem.reserve(length * (8 + 4 + 4) + PROBLEM_BYTES);
    const pointers = labels + length * 8;
    const problem = pointers + length * 4;
    const { HEAP32, HEAPF64 } = this.#libsvm;
    for (let i = 0; i < length; i++) {
      HEAPF64[(labels >> 3) + i] = i < positives ? 1 : -1;
      HEAP32[(pointers >> 2) + i] = this.#nodes.start + (subset[i] ?? 0) * this.#rowBytes;
    }
    HEAP32.set([length, labels, pointers], problem >> 2);
    return problem;
  }
}

/** A row of the kernel matrix: node 0 holds the row's own number (from 1), node c the kernel with row c. */
function writeKernelRow(libsvm: LibsvmModule, start: number, row: { number: number; values: ArrayLike<number> }): void {
  const { HEAPF64 } = libsvm;
  const first = (start >> 3) + 1;
  HEAPF64[first] = row.number;
  for (let c = 0; c < row.values.length; c++) HEAPF64[first + 2 * (c + 1)] = row.values[c] ?? 0;
}

/** A vector: nodes {index from 1, value}, closed by index −1. */
function writeVector(libsvm: LibsvmModule, start: number, { values }: { values: ArrayLike<number> }): void {
  const { HEAP32, HEAPF64 } = libsvm;
  for (let c = 0; c < values.length; c++) {
    HEAP32[(start >> 2) + 4 * c] = c + 1;
    HEAPF64[(start >> 3) + 2 * c + 1] = values[c] ?? 0;
  }
  HEAP32[(start >> 2) + 4 * values.length] = -1;
}

function readSolution(
  libsvm: LibsvmModule,
  { model, indices, length }: { model: number; indices: number; length: number },
): BinarySolution {
  const { HEAP32, HEAPF64 } = libsvm;
  const int = (pointer: number): number => HEAP32[pointer >> 2] ?? 0;
  const vectors = int(model + MODEL.vectors);
  if (int(model + MODEL.classes) !== 2 || vectors !== libsvm._svm_get_nr_sv(model)) {
    throw new Error('libsvm-js lays its model out differently: expected version 0.2.1');
  }
  const values = int(int(model + MODEL.coefficients)) >> 3;
  const coefficients = new Float64Array(length);
  for (let s = 0; s < vectors; s++) coefficients[int(indices + 4 * s) - 1] = HEAPF64[values + s] ?? 0;
  return { coefficients, rho: HEAPF64[int(model + MODEL.rho) >> 3] ?? 0 };
}
