import { interruptedError } from '../core/errors.ts';
import { requirePath } from '../core/inner-path.ts';
import type { AlignmentRecord } from '../dataset/alignment-record.ts';
import { alignFolder as runAlignment } from '../pipelines/align/align-folder.ts';
import type { AlignOptions } from '../pipelines/align/align-settings.ts';
import { FACENET_CROPS } from '../pipelines/collection/crop-settings.ts';
import { planDetection } from '../pipelines/networks/plan-detection.ts';
import type { AlignSummary } from '../pipelines/align/align-summary.ts';
import { resolveFolders } from '../pipelines/align/folders.ts';
import { createWorkerRunner } from '../pipelines/align/runner.ts';
import { settleDevice } from '../tensor/engines/open-engine.ts';
import { neverAborted, type RunOptions } from './run-options.ts';

/** How faces are found and cut out. Default: as FaceNet's scripts do, on every core. */
export interface AlignFolderOptions extends Partial<AlignOptions>, RunOptions {
  /** Receives each image as soon as it is finished. */
  readonly onImage?: ((record: AlignmentRecord) => void) | undefined;
}

/**
 * Finds the faces of a folder of photographs and writes them as square PNG crops, as `facekit align` does: what an earlier run has
 * done stays, and an interrupted one can be run again.
 *
 * @param output default: `<input>_<imageSize>` beside the input
 * @throws FacekitError `interrupted` when the signal ends it; what is wrong with the folders, the options or the output
 */
export async function alignFolder(
  input: string,
  output?: string,
  options: AlignFolderOptions = {},
): Promise<AlignSummary> {
  requirePath(input, 'input');
  if (output !== undefined) requirePath(output, 'output');
  const { cwd = process.cwd(), signal = neverAborted(), onImage, ...given } = options;
  const settings: AlignOptions = {
    ...FACENET_CROPS,
    randomOrder: false,
    overwrite: false,
    jobs: planDetection(given.detector).workers,
    ...given,
    device: await settleDevice(given),
  };
  const folders = await resolveFolders({ input, output, imageSize: settings.imageSize }, cwd);
  const listener = {
    leavesOut: () => undefined,
    begins: () => undefined,
    usesDevice: () => undefined,
    advances: ({ record }: { readonly record: AlignmentRecord }) => onImage?.(record),
    tells: () => undefined,
  };
  const request = { folders, options: settings, argv: [] };
  const { summary, interrupted } = await runAlignment(request, {
    createRunner: createWorkerRunner,
    listener,
    signal,
  });
  if (interrupted)
    throw interruptedError(
      `Interrupted after ${summary.done} of ${summary.total} images; the next run goes on from there.`,
      signal,
    );
  return summary;
}
