import { parentPort, threadId, workerData, type MessagePort } from 'node:worker_threads';
import { FacekitError, messageOf } from '../../core/errors.ts';
import type { AlignmentRecord } from '../../dataset/alignment-record.ts';
import { openImageTools } from './image-tools.ts';
import { processImage, type ImageTask } from './process-image.ts';
import type { Answer, Question } from './worker-pool.ts';
import type { WorkerSetup } from './worker-setup.ts';

/** The body of a worker thread: answers each image with its record. Several may be under way at a time. */
function serve(port: MessagePort, setup: WorkerSetup): void {
  const answer = (message: Answer<AlignmentRecord>): void => {
    port.postMessage(message);
  };
  const opening = openImageTools(setup, `w${threadId}`);
  opening.then(
    ({ device }) => {
      answer({ ready: device });
    },
    (error: unknown) => {
      answer({ error: plain(error) });
    },
  );
  port.on('message', ({ id, task }: Question<ImageTask>) => {
    opening
      .then((tools) => processImage(task, { settings: setup.settings, output: setup.output, tools }))
      .then(
        (result) => {
          answer({ id, result });
        },
        (error: unknown) => {
          answer({ id, error: plain(error) });
        },
      );
  });
}

/** An error in a form that keeps its code on the way to another thread. */
const plain = (error: unknown): { code: string; message: string } => ({
  code: error instanceof FacekitError ? error.code : 'worker-failed',
  message: messageOf(error),
});

if (parentPort) serve(parentPort, workerData as WorkerSetup);
