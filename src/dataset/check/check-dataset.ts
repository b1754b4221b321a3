import { byPath } from '../alignment-record.ts';
import { classProblems } from './class-problems.ts';
import { imageProblems } from './image-problems.ts';
import { labelProblems } from './label-problems.ts';
import { duplicateGroups, duplicateProblems } from './near-duplicates.ts';
import {
  PROBLEMS,
  type CheckedImage,
  type CheckLimits,
  type ClassFinding,
  type FaceImage,
  type Finding,
} from './findings.ts';

/** What a check of a face library found. */
export interface CheckFindings {
  /** By path, then in the order of `PROBLEMS`. */
  readonly images: readonly Finding[];
  readonly classes: readonly ClassFinding[];
}

/** Problems with which an image is of no use to its class. */
const USELESS: readonly Finding['problem'][] = ['unreadable', 'not-read', 'no-face', 'duplicate', 'mislabelled'];

/**
 * Finds what ruins a face library, from what was measured of its images. Images directly in the folder are of no class: labels are not
 * judged by them.
 *
 * @param classNames of all folders, also of those without an image
 */
export function checkDataset(
  images: readonly CheckedImage[],
  classNames: readonly string[],
  limits: CheckLimits,
): CheckFindings {
  const inClasses = images.filter(({ className }) => className !== '');
  const withFace = inClasses.filter((image): image is FaceImage => image.status === 'face');
  const groups = duplicateGroups(images, limits);
  const findings = [
    ...images.flatMap((image) => imageProblems(image, limits)),
    ...duplicateProblems(groups),
    ...labelProblems(withFace, groups, limits),
  ].sort(byPathAndProblem);
  const useless = new Set(findings.filter(({ problem }) => USELESS.includes(problem)).map(({ path }) => path));
  const usable = withFace.filter(({ path }) => !useless.has(path));
  return { images: findings, classes: classProblems(classNames, inClasses, usable, limits) };
}

const byPathAndProblem = (a: Finding, b: Finding): number =>
  byPath(a, b) || PROBLEMS.indexOf(a.problem) - PROBLEMS.indexOf(b.problem);
