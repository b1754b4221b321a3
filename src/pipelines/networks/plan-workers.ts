import { machineLimits, type MachineLimits } from '../../files/machine-limits.ts';

export interface WorkerPlan {
  /** Worker threads, each with sessions of its own. */
  readonly workers: number;
  /** Threads of a session. */
  readonly threads: number;
}

export interface WorkerPlanOptions {
  /** Worker threads that were asked for; default: chosen here. */
  readonly jobs?: number | undefined;
  /** Threads of a session that were asked for; default: chosen here. */
  readonly threads?: number | undefined;
  /** Bytes of the weights that the sessions of a worker hold. */
  readonly weightBytes: number;
  /** Images there are: more workers would have nothing to do. */
  readonly images: number;
  /** Default: those of this process. */
  readonly limits?: MachineLimits;
}

/** What all workers may take together when nothing is asked for; less where the machine has less than twice that. */
export const MOST_MEMORY = 2 * 2 ** 30;
/** What a worker takes besides its weights: runtime, codec, feature maps of a batch. Measured: 110 MB with MobileFaceNet. */
const WORKER_BYTES = 96 * 2 ** 20;
/** A session keeps its weights once as they came and once in the order of its kernels. Measured: 2.3 for FaceNet. */
const WEIGHT_COPIES = 2.5;

/**
 * How many workers, and how many threads each: as many workers of one thread as there are cores, since a session of several threads
 * is slower than as many sessions of one (its threads wait for each other, most of all on a busy machine); but no more than the
 * memory allows, whose cores are then shared out as threads, and no more than there are images.
 */
export function planWorkers(options: WorkerPlanOptions): WorkerPlan {
  const { jobs, threads, weightBytes, images, limits = machineLimits() } = options;
  const { cores } = limits;
  const memory = Math.min(MOST_MEMORY, limits.memory / 2);
  const inMemory = Math.max(1, Math.floor(memory / (WORKER_BYTES + WEIGHT_COPIES * weightBytes)));
  const useful = Math.max(1, images);
  const workers = Math.min(jobs ?? Math.min(Math.max(1, Math.floor(cores / (threads ?? 1))), inMemory), useful);
  return { workers, threads: threads ?? Math.max(1, Math.floor(cores / workers)) };
}
