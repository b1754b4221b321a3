import { FacekitError } from '../../core/errors.ts';

/** An embedding file whose content is not what it should be. */
export const damagedFile = (source: string, expected: string, found: string, cause?: unknown): FacekitError =>
  new FacekitError(
    'embedding-file',
    `Expected ${expected} in ${source} but found ${found}. The file is damaged or was altered: make it again with facekit embed.`,
    { cause },
  );

/** A value in a few words, for messages. */
export function inWords(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
