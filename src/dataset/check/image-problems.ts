import type { CheckedImage, CheckLimits, FaceImage, FaceSize, Finding } from './findings.ts';

/** What shows of an image alone: that it cannot be read, has no face, several, or one that is too small or blurred. */
export function imageProblems(image: CheckedImage, limits: CheckLimits): Finding[] {
  const { path, className } = image;
  if (image.status === 'unreadable')
    return [{ path, className, problem: unreadProblem(image.reason), detail: `${image.reason}: ${image.message}` }];
  if (image.status === 'no-face')
    return [{ path, className, problem: 'no-face', detail: `none found in ${image.width}×${image.height} pixels` }];
  return faceProblems(image, limits);
}

/** Reasons that say nothing against the file: another program, user or machine reads it. */
const NOT_OF_THE_FILE: readonly string[] = [
  'unsupported-format',
  'too-many-pixels',
  'file-too-large',
  'no-permission',
  'read-failed',
  'failed',
];

const unreadProblem = (reason: string): Finding['problem'] =>
  NOT_OF_THE_FILE.includes(reason) ? 'not-read' : 'unreadable';

function faceProblems({ path, className, face, others }: FaceImage, limits: CheckLimits): Finding[] {
  const findings: Finding[] = [];
  const add = (problem: Finding['problem'], detail: string): void =>
    void findings.push({ path, className, problem, detail });
  const rivals = others.filter((other) => isRival(other, face.size, limits));
  if (rivals.length > 0) add('several-faces', severalText(rivals, face.size));
  if (face.size && face.size.side < limits.minFace)
    add('small-face', `${pixels(face.size.side)}, less than ${limits.minFace}`);
  if (face.sharpness < limits.minSharpness)
    add('blurred', `sharpness ${face.sharpness.toFixed(1)}, less than ${limits.minSharpness}`);
  return findings;
}

/** Faces in the background do not make it doubtful who is meant; the detector's doubtful finds are no faces. */
const SURE = 0.9;

const isRival = ({ side, score }: FaceSize, chosen: FaceSize | null, { otherFace }: CheckLimits): boolean =>
  chosen !== null && score >= SURE && side >= otherFace * chosen.side;

function severalText(rivals: readonly FaceSize[], chosen: FaceSize | null): string {
  const largest = Math.max(...rivals.map(({ side }) => side));
  return `${rivals.length + 1} faces: beside that of ${pixels(chosen?.side ?? 0)} ${rivals.length === 1 ? 'one' : `${rivals.length}, the largest`} of ${pixels(largest)}`;
}

const pixels = (side: number): string => `${Math.round(side)} pixels`;
