import { FacekitError } from '../../core/errors.ts';
import { type AnnotatedImage, benchmarkName } from '../../dataset/face-annotations/annotations.ts';
import type { FoundImage } from '../../dataset/walk.ts';

/** An annotated image that is there. */
export interface MatchedImage<Shape> extends AnnotatedImage<Shape> {
  readonly image: FoundImage;
}

export interface Matching<Shape> {
  /** In the order of the annotations. */
  readonly matched: readonly MatchedImage<Shape>[];
  /** Images that the annotations do not list. */
  readonly unlisted: number;
}

/** Folders above those of the annotations that are looked past: `WIDER_val/images/0--Parade`. */
const MOST_ABOVE = 4;

/**
 * Finds the annotated images among those of a folder: by their names below it, or below the first folders of them that lead to any.
 *
 * @throws FacekitError `no-images` where none is there
 */
export function matchImages<Shape>(
  annotated: readonly AnnotatedImage<Shape>[],
  images: readonly FoundImage[],
  folder: string,
): Matching<Shape> {
  for (let above = 0; above <= MOST_ABOVE; above++) {
    const byName = new Map(images.map((image) => [nameBelow(image.path, above), image]));
    const matched = annotated.flatMap((each) => {
      const image = byName.get(each.name);
      return image ? [{ ...each, image }] : [];
    });
    if (matched.length > 0) return { matched, unlisted: images.length - matched.length };
  }
  throw new FacekitError(
    'no-images',
    `Expected images that the annotations list, such as ${annotated[0]?.name ?? 'none'}.jpg, in ${folder} but found none of them among ${images.length}: name the folder that they are below.`,
  );
}

const nameBelow = (image: string, above: number): string => benchmarkName(image.split('/').slice(above).join('/'));
