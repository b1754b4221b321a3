import { findKnownModel } from './known-models.ts';

/**
 * SHA-256 of published weights as facekit installs them (`hashWeights`), by the name of the model. Of facenet-vggface2: the `.npy`
 * files of `models/facenet-vggface2.sha256`. Bundled models are checked by that of their files.
 */
const PUBLISHED: Readonly<Record<string, readonly string[]>> = {
  'facenet-vggface2': ['c8829fac21331386a010fa26ce547618db10d67406442f7e579f9bf1c0b1c6f2'],
};

/** Weights under the name of a model, and what they were made from where that is known. */
export interface NamedWeights {
  readonly name: string;
  readonly sha256: string;
  readonly source?: { readonly form: string } | undefined;
}

/**
 * What to say of weights that go by the name of a model that facekit knows but are not those that were published: a phrase without
 * a full stop. Undefined for published weights and for models of the user's own.
 */
export function unpublishedWeights({ name, sha256, source }: NamedWeights): string | undefined {
  const known = findKnownModel(name);
  if (known?.role !== 'embedder' || (known.origin.kind === 'bundled' && known.origin.sha256 === sha256))
    return undefined;
  const listed = PUBLISHED[name] ?? [];
  if (listed.includes(sha256)) return undefined;
  const [first] = listed;
  if (first === undefined)
    return `not the published weights as far as facekit can tell: it lists no SHA-256 for ${name}, these have ${shortened(sha256)}`;
  const rounding =
    source && source.form !== 'npy-folder' ? `; imported from ${source.form}, which rounds otherwise` : '';
  return `not the published weights, bit for bit: SHA-256 ${shortened(sha256)} instead of ${shortened(first)}${rounding}`;
}

const shortened = (sha256: string): string => `${sha256.slice(0, 12)}…`;
