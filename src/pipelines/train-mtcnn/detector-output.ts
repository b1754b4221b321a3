import { createHash } from 'node:crypto';
import { access, constants, mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { FacekitError, systemErrorCode, usageError } from '../../core/errors.ts';
import type { Weights } from '../../core/tensor.ts';
import { isDetectorFile } from '../../detectors/detector-file.ts';
import { writeWhole } from '../../files/atomic-file.ts';
import { writing } from '../../files/output-errors.ts';
import { encodeSafetensors } from '../../formats/safetensors.ts';
import { toStoredWeights } from '../../mtcnn/stored-weights.ts';
import { MTCNN_NETWORKS } from '../../training/mtcnn/targets.ts';
import type { MtcnnSettings } from './settings.ts';

/** Before hours of work it shows whether a file can be written there, and taken for a detector. */
export async function preparePlace(output: string): Promise<void> {
  if (!isDetectorFile(output))
    throw usageError(`Expected a file that ends with .safetensors for \`output\` but received ${output}.`);
  await writing(output, async () => {
    await mkdir(path.dirname(output), { recursive: true });
    await access(path.dirname(output), constants.W_OK);
  });
  if (await isFolder(output))
    throw new FacekitError('output-not-writable', `Expected a file for \`output\` but ${output} is a folder.`);
}

async function isFolder(place: string): Promise<boolean> {
  try {
    return (await stat(place)).isDirectory();
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    return false;
  }
}

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
  const words = { detector: 'mtcnn', trained: networks.join(','), steps: String(steps), seed: String(seed) };
  const bytes = encodeSafetensors(toStoredWeights(upright), words);
  await writing(output, () => writeWhole(output, bytes));
  return createHash('sha256').update(bytes).digest('hex');
}
