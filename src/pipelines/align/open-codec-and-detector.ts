import { createMutex } from '../../core/concurrency.ts';
import { createAtomicWriter, writeAtOnce } from '../../files/atomic-file.ts';
import { readMember } from '../../dataset/tar-archive/read-member.ts';
import { decodeImage } from '../../image/codec.ts';
import { encodePng } from '../../image/encode.ts';
import { detectorRequest } from '../../detectors/choose-detector.ts';
import { createDetector } from '../../detectors/create-detector.ts';
import { planDetection } from '../networks/plan-detection.ts';
import { toEngineOptions } from '../networks/engine-choice.ts';
import type { ImageTools } from './process-image.ts';
import type { WorkerSetup } from './worker-setup.ts';

/**
 * Opens the codec, a detector of its own with the threads of `planDetection`, and a writer.
 *
 * @param part tells its temporary files from those of the other workers
 */
export async function openCodecAndDetector(
  setup: WorkerSetup,
  part: string,
): Promise<ImageTools & { readonly device: string }> {
  const { settings, maxPixels } = setup;
  // What there is to say of the engine, the command has said before it started its workers.
  const silent = (): void => undefined;
  const detector = await createDetector({
    ...toEngineOptions({ ...setup, threads: planDetection(settings.detector).threads }, silent),
    ...detectorRequest(settings.detector),
  });
  const inTurn = createMutex();
  return {
    device: detector.device,
    decode: async ({ file, member }, admit) =>
      decodeImage(member ? await readMember(member) : file, {
        autoOrient: settings.autoOrient,
        maxPixels,
        admit,
        frugal: true,
      }),
    budget: setup.budget,
    detect: (image) => inTurn(() => detector.detect(image)),
    encode: encodePng,
    writer: createAtomicWriter(setup.owner, part, writeAtOnce),
  };
}
