import { classDistances, type ClassDistances, type MeanOptions } from './class-means.ts';
import type { CheckedImage, CheckLimits, FaceImage, Finding } from './findings.ts';
import { spellingKey } from './spelling-key.ts';
import type { DuplicateGroup } from './near-duplicates.ts';

/**
 * Among many classes the nearest other is often as near as an image's own. By so much (Euclidean) it must be nearer: of the 6,796 LFW
 * images, in 3,099 classes, that leaves 22 with facenet-vggface2 and 14 with mobilefacenet, some of them wrong in LFW.
 */
const NEARER_BY = 0.1;

/**
 * Images whose face does not fit their class. `mislabelled`: clearly nearer to the mean of another class, and as near as one person is,
 * than to the mean of its own without it. `outlier`: farther from the mean of its own class than two faces of one person are, and
 * near no other. Of a class with one image nothing is said.
 */
export function labelProblems(
  images: readonly FaceImage[],
  groups: readonly DuplicateGroup[],
  limits: Pick<CheckLimits, 'samePerson'>,
): Finding[] {
  const copiesOf = copyFinder(groups);
  const copies = groups.flatMap(repeatsIn);
  const first = judgeAll(images, limits, { leaveOut: new Set(copies), copiesOf });
  const suspects = new Set([...first].flatMap(([image, { finding }]) => (finding ? [image] : [])));
  // A wrong image draws the mean of its class to itself. Without those, its neighbours are judged again.
  const touched = new Set([...suspects].map(({ className }) => className));
  const again = images.filter((image) => touched.has(image.className) || touched.has(first.get(image)?.nearest ?? ''));
  const second = judgeAll(again, limits, {
    all: images,
    leaveOut: new Set([...copies, ...suspects]),
    copiesOf,
  });
  return images.flatMap((image) => {
    const verdict = second.get(image);
    return (verdict?.isJudged ? verdict : first.get(image))?.finding ?? [];
  });
}

/** A photograph counts once in the mean of its class, however often it is there. */
const repeatsIn = (group: DuplicateGroup): FaceImage[] =>
  group
    .filter(({ className }, place) => group.slice(0, place).some((better) => better.className === className))
    .filter(hasFace);

/** The other images of a photograph. */
function copyFinder(groups: readonly DuplicateGroup[]): (image: FaceImage) => FaceImage[] {
  const groupOf = new Map(groups.flatMap((group) => group.map((image) => [image, group] as const)));
  return (image) => (groupOf.get(image) ?? []).filter((other) => other !== image).filter(hasFace);
}

const hasFace = (image: CheckedImage): image is FaceImage => image.status === 'face';

interface Verdict {
  /** Not where the class has no other image. */
  readonly isJudged: boolean;
  readonly finding?: Finding;
  /** The class whose mean is nearest, of the others. */
  readonly nearest?: string;
}

function judgeAll(
  images: readonly FaceImage[],
  { samePerson }: Pick<CheckLimits, 'samePerson'>,
  { all = images, ...options }: MeanOptions & { readonly all?: readonly FaceImage[] },
): Map<FaceImage, Verdict> {
  const distances = classDistances(images, all, options);
  return new Map(images.map((image, i) => [image, judge(image, distances[i] as ClassDistances, samePerson)]));
}

function judge({ path, className }: FaceImage, { own, nearest }: ClassDistances, samePerson: number | null): Verdict {
  const verdict = { isJudged: own !== null, ...(nearest ? { nearest: nearest.className } : {}) };
  if (own === null) return verdict;
  const limit = samePerson ?? Infinity;
  const isNearer = nearest && own - nearest.distance >= NEARER_BY && nearest.distance < limit;
  // A person in two folders is a problem of the folders, not of the images.
  if (isNearer && spellingKey(nearest.className) === spellingKey(className)) return verdict;
  if (isNearer) {
    const detail = `looks like ${nearest.className} (${nearest.distance.toFixed(2)}), not like the others of ${className} (${own.toFixed(2)})`;
    return { ...verdict, finding: { path, className, problem: 'mislabelled', detail, nearer: nearest.className } };
  }
  if (own < limit) return verdict;
  const detail = `${own.toFixed(2)} from the others of ${className}, one person is below ${limit.toFixed(2)}`;
  return { ...verdict, finding: { path, className, problem: 'outlier', detail } };
}
