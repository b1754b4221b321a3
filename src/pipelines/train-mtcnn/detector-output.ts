import type { Weights } from '../../core/tensor.ts';
import { toStoredWeights } from '../../mtcnn/stored-weights.ts';
import { MTCNN_NETWORKS } from '../../training/mtcnn/targets.ts';
import { writeDetectorFile } from '../train/detector-output.ts';
import type { MtcnnSettings } from './mtcnn-settings.ts';

/**
 * Writes a detector.
 *
 * @param upright weights of all three networks as they compute with them
 * @param trained the networks that were trained, this one and those of the base
 * @returns the SHA-256 of the file
 */
export async function writeDetector(
  { output, network, seed }: Pick<MtcnnSettings, 'output' | 'network' | 'seed'>,
  upright: Weights,
  { steps, trained }: { readonly steps: number; readonly trained: readonly string[] },
): Promise<string> {
  const networks = MTCNN_NETWORKS.filter((name) => name === network || trained.includes(name));
  const words = { detector: 'mtcnn' as const, trained: networks.join(','), steps: String(steps), seed: String(seed) };
  return writeDetectorFile(output, toStoredWeights(upright), words);
}
