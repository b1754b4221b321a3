import { createHash } from 'node:crypto';
import { bytesOf, type ImageFile } from '../../dataset/image-files.ts';
import type { CropPlan } from './crop-plan.ts';
import { failureOf, type ImageFailure } from './image-failure.ts';
import type { ImageJob } from './image-work.ts';
import type { PlanCrops } from './plan-crops.ts';

/** An image that was read, or why it could not be. */
export type ReadImage = { readonly image: ImageFile } & (
  | { readonly kind: 'failed'; readonly failure: ImageFailure }
  /** `key`: of the image's bytes and of what else decides its faces; equal keys have equal results. */
  | { readonly kind: 'read'; readonly key: string; readonly job: ImageJob }
);

/**
 * Reads an image file, whose pixels stay packed, and decides how its faces are cut out. What is wrong with the image is a result too.
 *
 * @throws FacekitError about anything else
 */
export async function readImage(image: ImageFile, planCrops: PlanCrops): Promise<ReadImage> {
  if (image.problem) return { image, kind: 'failed', failure: image.problem };
  try {
    const bytes = await bytesOf(image);
    const plan = await planCrops(image);
    return { image, kind: 'read', key: keyOf(bytes, variantOf(plan)), job: { bytes, plan } };
  } catch (error) {
    const { reason, message } = failureOf(error);
    return { image, kind: 'failed', failure: { reason, message: message.replace(`Cannot read ${image.file}: `, '') } };
  }
}

/** SHA-256 of the bytes, then of what else decides the faces. */
function keyOf(bytes: Uint8Array, variant: string): string {
  const hash = createHash('sha256').update(bytes).digest('hex');
  return variant === '' ? hash : createHash('sha256').update(`${hash} ${variant}`).digest('hex');
}

/** What decides the crops besides the image's bytes: where both are equal, the faces are. */
const variantOf = (plan: CropPlan): string =>
  plan.kind === 'turned' ? JSON.stringify(plan.origin) : plan.kind === 'found-again' ? 'detect' : '';
