import { access } from 'node:fs/promises';
import path from 'node:path';
import { usageError } from '../../core/errors.ts';
import type { CheckLimits, Problem } from '../../dataset/check/findings.ts';
import { requireOutside } from '../../dataset/quarantine/quarantine.ts';
import { modelThreshold } from '../../facenet/compare-metric.ts';
import type { CollectionEmbedder } from '../collection/open-face-source.ts';
import type { Selection } from '../../detection/select-face.ts';
import type { EmbedderInfo } from '../../models/known-models.ts';
import type { NetworkFlags } from '../networks/open-networks.ts';

/** The options of `facekit dataset check` as commander gives them; what is absent was not given. */
export interface DatasetCheckFlags extends NetworkFlags {
  /** Absent: the folder says it. */
  readonly crops?: boolean;
  readonly select: Selection;
  readonly minFace: number;
  readonly minSharpness: number;
  readonly otherFace: number;
  readonly duplicateBits: number;
  readonly duplicateDistance: number;
  readonly threshold?: number;
  readonly minNrofImagesPerClass: number;
  readonly enoughImages: number;
  readonly batchSize: number;
  readonly report?: string;
  readonly quarantine?: string;
  readonly problems?: readonly Problem[];
  readonly strict?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** What is moved by `--quarantine` unless `--problems` says otherwise: what is of no use or does harm for certain. */
export const QUARANTINED: readonly Problem[] = ['unreadable', 'no-face', 'duplicate', 'mislabelled'];

/** A check, with its folders absolute. */
export interface CheckSettings {
  readonly root: string;
  readonly isCrops: boolean;
  readonly report?: string;
  readonly quarantine?: string;
  readonly problems: readonly Problem[];
}

/** @throws FacekitError `usage` */
export async function readCheckSettings(
  folder: string,
  { crops, report, quarantine, problems }: DatasetCheckFlags,
  cwd: string,
): Promise<CheckSettings> {
  const root = path.resolve(cwd, folder);
  if (problems && quarantine === undefined)
    throw usageError('Expected --quarantine with --problems: it says which files are moved.');
  const outside = (name: string | undefined, option: string): string | undefined => {
    if (name === undefined) return undefined;
    const resolved = path.resolve(cwd, name);
    requireOutside(resolved, root, option);
    return resolved;
  };
  const [reportFolder, quarantineFolder] = [outside(report, '--report'), outside(quarantine, '--quarantine')];
  return {
    root,
    isCrops: crops ?? (await isAlignOutput(root)),
    ...(reportFolder === undefined ? {} : { report: reportFolder }),
    ...(quarantineFolder === undefined ? {} : { quarantine: quarantineFolder }),
    problems: problems ?? QUARANTINED,
  };
}

/** Whether `facekit align` has made the folder. */
const isAlignOutput = (root: string): Promise<boolean> =>
  access(path.join(root, 'alignment.json')).then(
    () => true,
    () => false,
  );

/** An embedder, with what is known of its distances. */
export type CheckEmbedder = CollectionEmbedder & { readonly info: Pick<EmbedderInfo, 'verification'> };

export const limitsOf = (flags: DatasetCheckFlags, embedder: CheckEmbedder): CheckLimits => ({
  minFace: flags.minFace,
  minSharpness: flags.minSharpness,
  otherFace: flags.otherFace,
  duplicateBits: flags.duplicateBits,
  duplicateDistance: flags.duplicateDistance,
  samePerson: flags.threshold ?? modelThreshold(embedder.info, embedder.standardisation, 'euclidean')?.value ?? null,
  minImages: flags.minNrofImagesPerClass,
  enoughImages: flags.enoughImages,
});
