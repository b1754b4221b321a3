import { createHash } from 'node:crypto';
import { access, constants, mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { FacekitError, systemErrorCode, usageError } from '../../core/errors.ts';
import type { Weights } from '../../core/tensor.ts';
import { isDetectorFile } from '../../detectors/registry.ts';
import type { DetectorName } from '../../detectors/registry.ts';
import { writeWhole } from '../../files/atomic-file.ts';
import { writing } from '../../files/output-errors.ts';
import { encodeSafetensors } from '../../formats/safetensors.ts';

/** Before hours of work it shows whether a file can be written there, and taken for a detector. */
export async function prepareDetectorFile(output: string): Promise<void> {
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

/** Writes a trained detector whole. Returns its SHA-256. */
export async function writeDetectorFile(
  output: string,
  weights: Weights,
  metadata: { readonly detector: DetectorName } & Readonly<Record<string, string>>,
): Promise<string> {
  const bytes = encodeSafetensors(weights, metadata);
  await writing(output, () => writeWhole(output, bytes));
  return createHash('sha256').update(bytes).digest('hex');
}
