import type { RgbImage } from '../../core/image.ts';
import type { EmbeddedImage } from '../collection/embed-images.ts';
import type { AnnotatedFace } from './annotate-faces.ts';
import type { AnnotationWriter } from './write-annotations.ts';

export interface Annotating {
  readonly annotations: AnnotationWriter;
  readonly decode: (input: string | Uint8Array) => Promise<RgbImage>;
  /** When aborted, no further photograph is drawn. */
  readonly signal: AbortSignal;
}

/** Draws the faces of each photograph that has some. */
export async function annotatePhotographs(
  images: readonly EmbeddedImage[],
  facesOf: (position: number) => readonly AnnotatedFace[],
  { annotations, decode, signal }: Annotating,
): Promise<void> {
  for (const [i, { image }] of images.entries()) {
    const faces = facesOf(i);
    if (faces.length === 0 || signal.aborted) continue;
    await annotations.write(image, await decode(image.bytes ?? image.file), faces);
  }
}
