import path from 'node:path';
import { usageError } from '../../core/errors.ts';
import { describeDetector } from '../../detectors/choose-detector.ts';
import { decodeImage } from '../../image/codec.ts';
import { bytesOf } from '../../dataset/image-files.ts';
import type { DetectFaces } from '../../pipelines/collection/crop-plan.ts';
import type { DetectionReport } from '../../pipelines/evaluate-detection/detection-report.ts';
import { type DetectionSettings, runEvaluateDetection } from '../../pipelines/evaluate-detection/evaluate-detection.ts';
import { refuseAddress } from '../../pipelines/inputs/addressed-input.ts';
import { planDetection } from '../../pipelines/networks/plan-detection.ts';
import { workersOn } from '../../pipelines/networks/engine-choice.ts';
import { type NetworkOptions, openNetworks } from '../../pipelines/networks/open-networks.ts';
import { createDetectionView } from '../../report/progress/detection.ts';
import { formatDetection, formatDetectionJson } from '../../report/text/detection.ts';
import type { Io } from '../shared/context.ts';
import { readDetector } from '../shared/read-detector.ts';
import { EXIT } from '../shared/exit-codes.ts';
import { networksCommand } from '../shared/networks-command.ts';
import { noticesTo, writeReport } from '../shared/notices.ts';
import type { EvaluateDetectionFlags } from './options.ts';

/** Opens what finds faces; tests pass their own. */
type OpenDetector = (
  options: NetworkOptions,
  onNotice: (line: string) => void,
) => { readonly detect: DetectFaces } & AsyncDisposable;

/** `facekit evaluate-detection <folder>`: measures a detector by the protocol of a benchmark. Returns the exit code. */
export const evaluateDetection = networksCommand<EvaluateDetectionFlags, OpenDetector>(
  openNetworks,
  async ({ args: [folder = ''], flags, io, openNetworks: open }) => {
    const settings = readSettings(folder, flags, io.cwd);
    const detector = readDetector(flags, io.cwd);
    const { autoOrient, maxPixels, device, jobs = planDetection(detector).workers } = flags;
    await using networks = open({ ...flags, detector }, noticesTo(io, flags));
    const view = createDetectionView(flags, io);
    const tools = {
      detect: networks.detect,
      decode: async (image: Parameters<typeof bytesOf>[0]) =>
        decodeImage(await bytesOf(image), { autoOrient, maxPixels }),
      threads: workersOn(device, jobs),
      now: () => performance.now(),
    };
    const report = await runEvaluateDetection(settings, { tools, listener: view, signal: io.signal }).finally(() => {
      view.stop();
    });
    await present(report, flags, io);
    return EXIT.done;
  },
);

function readSettings(folder: string, flags: EvaluateDetectionFlags, cwd: string): DetectionSettings {
  refuseAddress(folder);
  const { annotations, annotationFormat: format, predictions, writePredictions } = flags;
  const place = (name: string): string => path.resolve(cwd, name);
  if (predictions !== undefined && writePredictions !== undefined)
    throw usageError(
      'Expected one of `predictions` and `writePredictions` but received both: detections are written where faces are looked for.',
    );
  return {
    ...{ folder: place(folder), annotations: place(annotations), format },
    detector: describeDetector(readDetector(flags, cwd)),
    predictions: predictions === undefined ? undefined : place(predictions),
    writePredictions: writePredictions === undefined ? undefined : place(writePredictions),
  };
}

/** Prints the figures, then writes the page: what cannot be written does not cost the figures. */
async function present(
  report: DetectionReport,
  { json, quiet = false, report: folder }: EvaluateDetectionFlags,
  io: Io,
): Promise<void> {
  report.notes.forEach(noticesTo(io, { quiet }));
  io.stdout.write(json ? formatDetectionJson(report) : formatDetection(report));
  await writeReport({ report: folder, quiet }, io, async (place) =>
    (await import('../../report/pages/detection.ts')).writeDetectionPage(place, report),
  );
}
