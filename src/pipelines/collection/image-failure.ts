import { FacekitError, messageOf } from '../../core/errors.ts';
import { UnreadableImageError } from '../../image/read-error.ts';

/** Why an image gave nothing. */
export interface ImageFailure {
  readonly reason: string;
  readonly message: string;
}

/** Errors of ours that are not about an image end the run; what nobody foresaw costs one image only. */
export function failureOf(error: unknown): ImageFailure {
  if (error instanceof FacekitError && !(error instanceof UnreadableImageError)) throw error;
  const reason = error instanceof UnreadableImageError ? error.reason : 'failed';
  const message = messageOf(error).replace(/^Cannot read the image: /, '');
  return { reason, message: message.replace(/\s*\n\s*/g, ' ') };
}
