import { readBundledModel } from '../../../src/models/bundled.ts';
import { importNpyFolder } from '../../../src/models/import/npy-folder.ts';
import { findKnownModel } from '../../../src/models/known-models.ts';
import type { LoadedNetwork } from '../../../src/models/model-info.ts';
import { readReference, sharedPath } from '../shared.ts';

/** Crops and PyTorch's embeddings of them, in base64 (see the reference's README). */
export interface ReferenceImage {
  image: string;
  face: number;
  margin: number;
  crop160: string;
  facenet: { fixed: string; fixedMirrored: string; perImage: string };
  mobilefacenet: { aligned112: string; embedding: string };
}

/** Which crops and embeddings of the reference are those of a model. */
export interface ReferenceCrops {
  readonly model: string;
  /** Its weights, where they are not bundled. */
  readonly npyFolder?: string;
  readonly side: number;
  readonly faceOf: (image: ReferenceImage) => string;
  readonly embeddingOf: (image: ReferenceImage) => string;
}

export const MOBILEFACENET_CROPS: ReferenceCrops = {
  model: 'mobilefacenet',
  side: 112,
  faceOf: ({ mobilefacenet }) => mobilefacenet.aligned112,
  embeddingOf: ({ mobilefacenet }) => mobilefacenet.embedding,
};
export const FACENET_CROPS: ReferenceCrops = {
  model: 'facenet-vggface2',
  npyFolder: sharedPath('data', 'facenet_nhwc', 'weights'),
  side: 160,
  faceOf: ({ crop160 }) => crop160,
  embeddingOf: ({ facenet }) => facenet.fixed,
};

export const readReferenceImages = (): ReferenceImage[] =>
  (readReference('embeddings.json') as { images: ReferenceImage[] }).images;

export const facenet = async (): Promise<LoadedNetwork> => ({
  kind: 'network',
  info: embedderInfo('facenet-vggface2'),
  weights: await importNpyFolder(sharedPath('data', 'facenet_nhwc', 'weights')),
  sha256: '',
});

export const mobilefacenet = async (): Promise<LoadedNetwork> => ({
  kind: 'network',
  info: embedderInfo('mobilefacenet'),
  weights: await readBundledModel('mobilefacenet'),
  sha256: '',
});

function embedderInfo(name: string) {
  const model = findKnownModel(name);
  if (model?.role !== 'embedder') throw new Error(`Expected ${name} to be an embedder`);
  return model;
}

export const toImage = (base64: string, side: number) => ({
  width: side,
  height: side,
  data: new Uint8Array(Buffer.from(base64, 'base64')),
});

/** Of our embedding and the reference's, both of length 1. */
export function cosine(embedding: Float32Array | undefined, base64 = ''): number {
  const bytes = Uint8Array.from(Buffer.from(base64, 'base64'));
  const expected = new Float32Array(bytes.buffer);
  if (embedding?.length !== expected.length) return NaN;
  return expected.reduce((sum, value, i) => sum + value * (embedding[i] ?? NaN), 0);
}
