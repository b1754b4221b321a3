import { dot } from '../../core/vector.ts';
import { classMeans, distanceOf, groupByClass, type ClassMean } from './class-means.ts';
import { spellingKey } from './spelling-key.ts';
import type { CheckedImage, CheckLimits, ClassFinding, FaceImage } from './findings.ts';

/**
 * What is wrong with classes as a whole, by name.
 *
 * @param classNames of all folders, also of those without an image
 * @param usable the images that a classifier can be trained with: those with a face and the right label, each photograph once
 */
export function classProblems(
  classNames: readonly string[],
  images: readonly CheckedImage[],
  usable: readonly FaceImage[],
  limits: CheckLimits,
): ClassFinding[] {
  const all = groupByClass(images);
  const good = groupByClass(usable);
  const counted = [...new Set([...classNames, ...all.keys()])].sort().flatMap((className) => {
    const count = all.get(className)?.length ?? 0;
    return sizeProblem(className, { count, usable: good.get(className)?.length ?? 0 }, limits) ?? [];
  });
  return [...counted, ...samePersonProblems(usable, limits)];
}

function sizeProblem(
  className: string,
  { count, usable }: { readonly count: number; readonly usable: number },
  { minImages, enoughImages }: CheckLimits,
): ClassFinding | undefined {
  const found = usable === count ? `${usable}` : `${usable} of ${count}`;
  if (count === 0) return { className, problem: 'empty-class', severity: 'error', detail: 'no image' };
  if (usable < minImages)
    return {
      className,
      problem: 'too-few-images',
      severity: 'error',
      detail: `usable: ${found}, a classifier needs ${minImages}`,
    };
  if (usable < enoughImages)
    return {
      className,
      problem: 'few-images',
      severity: 'note',
      detail: `usable: ${found}, ${enoughImages} or more are better`,
    };
  return undefined;
}

/** Two classes whose names are spelled differently only, and whose faces look like one person's. */
function samePersonProblems(usable: readonly FaceImage[], { samePerson }: CheckLimits): ClassFinding[] {
  if (samePerson === null) return [];
  const bySpelling = new Map<string, ClassMean[]>();
  for (const mean of classMeans(usable, { leaveOut: new Set() })) {
    const key = spellingKey(mean.className);
    bySpelling.set(key, [...(bySpelling.get(key) ?? []), mean]);
  }
  return [...bySpelling.values()].flatMap((means) =>
    means.flatMap((first, i) => means.slice(i + 1).flatMap((second) => sameFinding(first, second, samePerson))),
  );
}

function sameFinding(first: ClassMean, second: ClassMean, samePerson: number): ClassFinding[] {
  const distance = distanceOf(dot(first.mean, second.mean));
  if (distance >= samePerson) return [];
  const { className } = first;
  const detail = `same person twice? ${second.className} is spelled alike and ${distance.toFixed(2)} apart`;
  return [{ className, problem: 'same-person', severity: 'error', detail, twin: second.className }];
}
