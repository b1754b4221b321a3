import { closeSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import { systemErrorCode } from '../../core/errors.ts';
import { modelInvalid } from '../model-schema.ts';
import { LENGTH_BYTES, LONGEST_HEADER, parseNetworkHeader } from '../network-file.ts';
import { modelFolder, notInstalled } from './find-model.ts';

/** A detector that was imported. */
export interface InstalledDetector {
  readonly file: string;
  /** Of its weights. */
  readonly sha256: string;
}

/**
 * Finds a detector that was imported, and reads what its file says of it; its weights stay unread. At once, not by a promise: whoever records which
 * detector it is need not wait.
 *
 * @throws FacekitError `model-not-installed`, `model-invalid`
 */
export function installedDetector(name: string, folder = modelFolder()): InstalledDetector {
  const file = path.join(folder, `${name}.safetensors`);
  const { info, sha256 } = parseNetworkHeader(readHeaderText(file, name, folder), file);
  if (info.role !== 'detector' || info.name !== name) throw modelInvalid(file, `it is the model ${info.name}`);
  return { file, sha256 };
}

function readHeaderText(file: string, name: string, folder: string): string {
  const descriptor = open(file, name, folder);
  try {
    const start = Buffer.alloc(LENGTH_BYTES);
    const length = readSync(descriptor, start) < LENGTH_BYTES ? 0 : Number(start.readBigUInt64LE());
    if (length === 0 || length > LONGEST_HEADER) throw modelInvalid(file, 'it begins like no such file');
    const header = Buffer.alloc(length);
    return header.toString('utf8', 0, readSync(descriptor, header));
  } finally {
    closeSync(descriptor);
  }
}

function open(file: string, name: string, folder: string): number {
  try {
    return openSync(file, 'r');
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw error;
    throw notInstalled(name, false, folder);
  }
}
