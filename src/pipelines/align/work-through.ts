import path from 'node:path';
import { createSequencer, forEachConcurrent } from '../../core/concurrency.ts';
import { FacekitError } from '../../core/errors.ts';
import { recordWithoutFaces, type AlignmentRecord, type AlignmentStatus } from '../../dataset/alignment-record.ts';
import type { PlannedOutput } from '../../dataset/output-plan.ts';
import type { FoundImage } from '../../dataset/walk.ts';
import type { OutputFolder } from './output-folder.ts';
import type { ImageRunner } from './runner.ts';

/** An image that this run has done with. */
export interface FinishedImage {
  readonly record: AlignmentRecord;
  /** What it counts as in this run: the crop that a killed run had made counts as skipped, though its record says aligned. */
  readonly countsAs: AlignmentStatus;
  /** Whether this run worked on it. */
  readonly worked: boolean;
}

export interface WorkOptions {
  /** Absolute path of the input folder. */
  readonly input: string;
  readonly output: OutputFolder;
  /** By path: what is known of an image. */
  readonly found: ReadonlyMap<string, FoundImage>;
  /** Closed at the end. */
  readonly runner: ImageRunner;
  readonly signal: AbortSignal;
  readonly onFinished: (image: FinishedImage) => void;
  /** The same images, in the order in which they were given. */
  readonly onInOrder: (image: FinishedImage) => void;
}

/** How long images under way may take after the signal. */
const GRACE_MS = 250;

/**
 * Works on images until all are done or the signal stops it. Every finished image is in the journal; of the others nothing
 * half-written remains.
 *
 * @throws FacekitError about the output
 */
export async function workThrough(images: readonly PlannedOutput[], options: WorkOptions): Promise<void> {
  const { runner, signal } = options;
  const inHand = new Set<PlannedOutput>();
  const tell = createSequencer(options.onInOrder);
  const work = async ([position, planned]: [number, PlannedOutput]): Promise<void> => {
    inHand.add(planned);
    const finished = await finishImage(planned, options);
    inHand.delete(planned);
    options.onFinished(finished);
    tell(position, finished);
  };
  const stopClosing = closeAfterGrace(runner, signal);
  try {
    await forEachConcurrent(images.entries(), runner.capacity, work, signal);
  } catch (error) {
    if (!(signal.aborted && error instanceof FacekitError && error.code === 'stopped')) throw error;
  } finally {
    stopClosing();
    await runner.close();
    await options.output.removeHalfWritten(inHand);
  }
}

async function finishImage(
  planned: PlannedOutput,
  { input, output, found, runner }: WorkOptions,
): Promise<FinishedImage> {
  const { problem, member } = found.get(planned.path) ?? {};
  if (problem) return finish(recordWithoutFaces(planned.path, 'unreadable', problem.reason, problem.message), true);

  const decision = await output.decide(planned);
  if (decision.kind === 'skip') return finish(decision.record, false);
  if (decision.kind === 'inherited') {
    const { record } = decision;
    return { record, countsAs: record.status === 'aligned' ? 'skipped' : record.status, worked: false };
  }
  const { path: image, stem } = planned;
  const task = { path: image, file: path.join(input, image), member, stem, stale: decision.stale };
  return finish(await runner.run(task), true);

  async function finish(record: AlignmentRecord, worked: boolean): Promise<FinishedImage> {
    await output.record(record);
    return { record, countsAs: record.status, worked };
  }
}

/** Images under way get a moment to finish when the run is stopped; then they are given up. Returns how to call it off. */
function closeAfterGrace(runner: ImageRunner, signal: AbortSignal): () => void {
  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => {
    timer = setTimeout(() => void runner.close(), GRACE_MS);
  };
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  return () => {
    signal.removeEventListener('abort', stop);
    clearTimeout(timer);
  };
}
