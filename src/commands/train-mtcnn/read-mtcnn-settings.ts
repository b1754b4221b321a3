import path from 'node:path';
import { usageError } from '../../core/errors.ts';
import { readTextFile } from '../../files/regular-file.ts';
import type { MtcnnSettings } from '../../pipelines/train-mtcnn/mtcnn-settings.ts';
import { MTCNN_NETWORKS } from '../../training/mtcnn/targets.ts';
import type { LearningRate } from '../../training/schedule/learning-rate.ts';
import { parseSchedule } from '../../training/schedule/parse-schedule.ts';
import { oneOf } from '../shared/values.ts';
import type { TrainMtcnnFlags } from './options.ts';

interface Given {
  readonly flags: TrainMtcnnFlags;
  /** Folder that names of files are relative to. */
  readonly cwd: string;
}

/** Options as settings. Throws `usage`, and those of reading a schedule. */
export async function readMtcnnSettings(
  network: string,
  folder: string,
  { flags, cwd }: Given,
): Promise<MtcnnSettings> {
  const place = (name: string): string => path.resolve(cwd, name);
  const { base, fineTune = false, resume = false, steps, samples, hardThresholds } = flags;
  const { weightDecay, seed, device, threads, checkpointSteps } = flags;
  return {
    network: oneOf(MTCNN_NETWORKS)('<network>')(network),
    folder: place(folder),
    annotations: flags.annotations.map(place),
    format: flags.annotationFormat,
    landmarks: landmarksOf(flags, place),
    output: place(flags.output),
    base: base === undefined ? undefined : place(base),
    ...{ fineTune, resume, steps, samples, hardThresholds, weightDecay, seed, device, threads, checkpointSteps },
    positives: flags.batchSize,
    optimiser: flags.optimizer,
    learningRate: await learningRateOf(flags, place),
  };
}

function landmarksOf(
  { landmarkPhotographs: folder, landmarkAnnotations: annotations }: TrainMtcnnFlags,
  place: (name: string) => string,
): MtcnnSettings['landmarks'] {
  if (folder === undefined && annotations === undefined) return undefined;
  if (folder === undefined || annotations === undefined)
    throw usageError('Expected both `landmarkPhotographs` and `landmarkAnnotations`, or neither, but received one.');
  return { folder: place(folder), annotations: [place(annotations)] };
}

async function learningRateOf(
  { learningRateScheduleFile: file, learningRate: rate, steps }: TrainMtcnnFlags,
  place: (name: string) => string,
): Promise<LearningRate> {
  if (file !== undefined) return parseSchedule(await readTextFile(place(file)), file);
  return { kind: 'decaying', rate, factor: 0.1, epochs: steps / 3 };
}
