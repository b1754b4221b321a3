import { hashDistance } from '../../image/perceptual-hash.ts';
import type { CheckedImage, CheckLimits, FaceImage, Finding } from './findings.ts';

type Seen = Exclude<CheckedImage, { status: 'unreadable' }>;

/** Images that show the same photograph: the best of them first. */
export type DuplicateGroup = readonly Seen[];

/**
 * Groups the images that are one photograph: copied, encoded again, resized, made lighter, cropped a little. Two images are, when
 * their pictures hash alike, or when the embeddings of their faces are closer than two photographs of one person ever are. Every image is
 * compared with every other.
 */
export function duplicateGroups(images: readonly CheckedImage[], limits: CheckLimits): DuplicateGroup[] {
  const seen = images.filter((image) => image.status !== 'unreadable');
  const sets = createSets(seen.length);
  for (let i = 0; i < seen.length; i++)
    for (let j = i + 1; j < seen.length; j++)
      if (isSamePhotograph(seen[i] as Seen, seen[j] as Seen, limits)) sets.join(i, j);
  const groups = sets.all().filter((members) => members.length > 1);
  return groups.map((members) => members.map((i) => seen[i] as Seen).sort(bestFirst));
}

function isSamePhotograph(a: Seen, b: Seen, { duplicateBits, duplicateDistance }: CheckLimits): boolean {
  if (hashDistance(a.hash, b.hash) <= duplicateBits) return true;
  if (a.status !== 'face' || b.status !== 'face') return false;
  return isWithin(a.face.embedding, b.face.embedding, duplicateDistance);
}

const BLOCK = 16;

/** Whether two vectors are at most this far apart. Nearly all are not, and that shows after a few numbers. */
function isWithin(a: Float32Array, b: Float32Array, distance: number): boolean {
  const limit = distance * distance;
  let squares = 0;
  for (let start = 0; start < a.length && squares <= limit; start += BLOCK) {
    const end = Math.min(start + BLOCK, a.length);
    for (let i = start; i < end; i++) {
      const difference = (a[i] as number) - (b[i] as number);
      squares += difference * difference;
    }
  }
  return squares <= limit;
}

/** The copy to keep: with a face, the largest, the sharpest; of equals the first by path. */
function bestFirst(a: Seen, b: Seen): number {
  return (
    sideOf(b) - sideOf(a) ||
    b.width * b.height - a.width * a.height ||
    sharpnessOf(b) - sharpnessOf(a) ||
    (a.path < b.path ? -1 : 1)
  );
}

const sideOf = (image: Seen): number => (image.status === 'face' ? (image.face.size?.side ?? 0) : -1);
const sharpnessOf = (image: Seen): number => (image.status === 'face' ? image.face.sharpness : 0);

/**
 * What to say of each group. Within a class every copy but the best is a duplicate. A photograph in two classes has a wrong label
 * in one of them: which, the pictures do not tell, so that both are named.
 */
export function duplicateProblems(groups: readonly DuplicateGroup[]): Finding[] {
  return groups.flatMap((group) =>
    group.flatMap((image, place) => {
      const better = group.slice(0, place).find(({ className }) => className === image.className);
      const elsewhere = group.find(({ className }) => className !== image.className);
      return [
        ...(better ? [finding('duplicate', image, better)] : []),
        ...(elsewhere ? [finding('duplicate-across', image, elsewhere)] : []),
      ];
    }),
  );
}

function finding(problem: 'duplicate' | 'duplicate-across', image: Seen, twin: Seen): Finding {
  const { path, className } = image;
  return {
    path,
    className,
    problem,
    detail: `same photograph as ${twin.path} (${likeness(image, twin)})`,
    twin: twin.path,
  };
}

function likeness(a: Seen, b: Seen): string {
  const bits = `${hashDistance(a.hash, b.hash)} of 64 bits differ`;
  if (a.status !== 'face' || b.status !== 'face') return bits;
  return `${bits}, faces ${distanceOf(a, b).toFixed(2)} apart`;
}

const distanceOf = (a: FaceImage, b: FaceImage): number =>
  Math.hypot(...a.face.embedding.map((value, i) => value - (b.face.embedding[i] ?? NaN)));

interface DisjointSets {
  join(a: number, b: number): void;
  /** In the order of their first members. */
  all(): number[][];
}

function createSets(count: number): DisjointSets {
  const parent = Array.from({ length: count }, (_, i) => i);
  const rootOf = (i: number): number => {
    let root = i;
    while (parent[root] !== root) root = parent[root] as number;
    parent[i] = root;
    return root;
  };
  return {
    join: (a, b) => void (parent[rootOf(b)] = rootOf(a)),
    all: () => {
      const members = parent.map((): number[] => []);
      for (let i = 0; i < count; i++) members[rootOf(i)]?.push(i);
      return members.filter((each) => each.length > 0);
    },
  };
}
