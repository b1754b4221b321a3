import path from 'node:path';
import type { DatasetCheckFlags } from './options.ts';
import { isAlignOutput } from '../../dataset/aligned-folder.ts';
import { QUARANTINED } from '../../dataset/check/findings.ts';
import { usageError } from '../../core/errors.ts';
import { requireOutside } from '../../dataset/quarantine/quarantine.ts';
import type { CheckSettings } from '../../pipelines/dataset-check/check-settings.ts';
import { refuseAddress } from '../../pipelines/inputs/addressed-input.ts';

/** @throws FacekitError `usage` */
export async function readCheckSettings(
  folder: string,
  { crops, detect, report, quarantine, problems, measurements, shard }: DatasetCheckFlags,
  cwd: string,
): Promise<CheckSettings> {
  refuseAddress(folder);
  const root = path.resolve(cwd, folder);
  if (crops && detect) throw usageError('Expected one of `crops` and `detect` but received both: choose one.');
  if (problems && quarantine === undefined)
    throw usageError('Expected `quarantine` with `problems`: it says which files are moved.');
  if (shard !== undefined && (measurements === undefined || report !== undefined || quarantine !== undefined))
    throw usageError(
      'Expected `measurements` with `shard`, and neither `report` nor `quarantine`: they come with the check of all images.',
    );
  const outside = (name: string | undefined, option: string): string | undefined => {
    if (name === undefined) return undefined;
    const resolved = path.resolve(cwd, name);
    requireOutside(resolved, root, option);
    return resolved;
  };
  return {
    root,
    isCrops: crops ?? (detect ? false : await isAlignOutput(root)),
    report: outside(report, '`report`'),
    quarantine: outside(quarantine, '`quarantine`'),
    measurements: outside(measurements, '`measurements`'),
    problems: problems ?? QUARANTINED,
  };
}
