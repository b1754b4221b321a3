import { isErrorCode } from '../../core/error-codes.ts';
import { FacekitError, messageOf } from '../../core/errors.ts';

/**
 * What a worker says: once that it is ready (and on which device), then for each task a result or an error. An error without
 * an id means that it cannot work at all.
 */
export type Answer<Result> =
  | { readonly ready: string }
  | { readonly id: number; readonly result: Result }
  | { readonly id?: number; readonly error: { readonly code: string; readonly message: string } };

export interface Question<Task> {
  readonly id: number;
  readonly task: Task;
}

/** A worker as the pool sees it: a thread, or a test's stand-in. */
export interface WorkerPort<Task, Result> {
  post(question: Question<Task>): void;
  onAnswer(listener: (answer: Answer<Result>) => void): void;
  /** Called once, with the error if there was one. */
  onExit(listener: (error?: unknown) => void): void;
  terminate(): Promise<unknown>;
}

/** A worker died with this task, and only this one, in its hands. */
export class WorkerDiedError extends Error {
  override readonly name = 'WorkerDiedError';
}

export interface WorkerPool<Task, Result> {
  /** Starts workers before there is work for them. Default: one. */
  warmUp(workers?: number): void;
  /** Rejects with WorkerDiedError, with the FacekitError of the worker, or with `stopped` when the pool is closed first, or was before. */
  run(task: Task): Promise<Result>;
  /** Ends the workers; what is under way is rejected. */
  close(): Promise<void>;
}

export interface PoolOptions<Task, Result> {
  readonly workers: number;
  /** Tasks that a worker holds at a time, so that it can decode one image while the networks look at another. */
  readonly inFlight: number;
  readonly spawn: () => WorkerPort<Task, Result>;
  /** Called for each worker that is ready, with its device. */
  readonly onReady?: (device: string) => void;
}

interface Job<Task, Result> extends Question<Task> {
  /** Was in the hands of a worker that died with several tasks: it is tried again alone. */
  suspect: boolean;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

interface Slot<Task, Result> {
  readonly port: WorkerPort<Task, Result>;
  readonly jobs: Map<number, Job<Task, Result>>;
  isReady: boolean;
}

/** Starts workers as they are needed, and a new one for each that dies. */
export function createWorkerPool<Task, Result>(options: PoolOptions<Task, Result>): WorkerPool<Task, Result> {
  return new Pool(options);
}

class Pool<Task, Result> implements WorkerPool<Task, Result> {
  readonly #options: PoolOptions<Task, Result>;
  readonly #slots = new Set<Slot<Task, Result>>();
  readonly #waiting: Job<Task, Result>[] = [];
  #lastId = 0;
  #closed = false;

  constructor(options: PoolOptions<Task, Result>) {
    this.#options = options;
  }

  warmUp(workers = 1): void {
    while (this.#slots.size < Math.min(workers, this.#options.workers) && !this.#closed) this.#spawn();
  }

  run(task: Task): Promise<Result> {
    if (this.#closed) return Promise.reject(stopped());
    return new Promise((resolve, reject) => {
      this.#lastId += 1;
      this.#waiting.push({ id: this.#lastId, task, suspect: false, resolve, reject });
      this.#handOut();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    const slots = [...this.#slots];
    this.#slots.clear();
    this.#failAll([...this.#waiting.splice(0), ...slots.flatMap(({ jobs }) => [...jobs.values()])], stopped());
    await Promise.all(slots.map(({ port }) => port.terminate()));
  }

  #handOut(): void {
    for (let job = this.#waiting[0]; job && !this.#closed; job = this.#waiting[0]) {
      const slot = this.#freeSlot(job);
      if (!slot) return;
      this.#waiting.shift();
      slot.jobs.set(job.id, job);
      slot.port.post({ id: job.id, task: job.task });
    }
  }

  /** The least busy worker with room, or a new one. A suspect gets a worker for itself. */
  #freeSlot(job: Job<Task, Result>): Slot<Task, Result> | undefined {
    const [idlest] = [...this.#slots].filter(hasNoSuspect).sort((a, b) => a.jobs.size - b.jobs.size);
    if (idlest?.jobs.size === 0) return idlest;
    if (this.#slots.size < this.#options.workers) return this.#spawn();
    return !job.suspect && idlest && idlest.jobs.size < this.#options.inFlight ? idlest : undefined;
  }

  #spawn(): Slot<Task, Result> {
    const slot = { port: this.#options.spawn(), jobs: new Map<number, Job<Task, Result>>(), isReady: false };
    slot.port.onAnswer((answer) => {
      this.#take(slot, answer);
    });
    slot.port.onExit((error) => {
      this.#bury(slot, error);
    });
    this.#slots.add(slot);
    return slot;
  }

  #take(slot: Slot<Task, Result>, answer: Answer<Result>): void {
    if ('ready' in answer) {
      slot.isReady = true;
      this.#options.onReady?.(answer.ready);
      return;
    }
    if (!('result' in answer) && answer.id === undefined) {
      this.#giveUp(toError(answer.error));
      return;
    }
    const { id = 0 } = answer;
    const job = slot.jobs.get(id);
    slot.jobs.delete(id);
    if ('result' in answer) job?.resolve(answer.result);
    else job?.reject(toError(answer.error));
    this.#handOut();
  }

  /** A worker has ended by itself. Before it was ready, no other would fare better. With one task in its hands, that is the culprit; of several, each is tried again alone. */
  #bury(slot: Slot<Task, Result>, error: unknown): void {
    if (!this.#slots.delete(slot)) return;
    const jobs = [...slot.jobs.values()];
    if (!slot.isReady) {
      this.#giveUp(
        new FacekitError('worker-failed', `A worker could not start: ${messageOf(error ?? 'it ended')}`),
        jobs,
      );
      return;
    }
    const [only] = jobs;
    if (only && jobs.length === 1) only.reject(new WorkerDiedError(messageOf(error ?? 'the worker ended')));
    else this.#waiting.unshift(...jobs.map((job) => Object.assign(job, { suspect: true })));
    this.#handOut();
  }

  /** No worker can work: nothing that waits will ever be done. */
  #giveUp(error: FacekitError, lost: readonly Job<Task, Result>[] = []): void {
    const inHand = [...this.#slots].flatMap(({ jobs }) => [...jobs.values()]);
    for (const { jobs } of this.#slots) jobs.clear();
    this.#failAll([...lost, ...this.#waiting.splice(0), ...inHand], error);
  }

  #failAll(jobs: readonly Job<Task, Result>[], error: unknown): void {
    for (const job of jobs) job.reject(error);
  }
}

const hasNoSuspect = <Task, Result>({ jobs }: Slot<Task, Result>): boolean =>
  ![...jobs.values()].some(({ suspect }) => suspect);

/** A worker's error, which came without its class. */
const toError = ({ code, message }: { readonly code: string; readonly message: string }): FacekitError =>
  new FacekitError(isErrorCode(code) ? code : 'worker-failed', message);

const stopped = (): FacekitError => new FacekitError('stopped', 'The run was stopped.');
