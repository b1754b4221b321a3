import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RgbImage } from '../../src/core/image.ts';
import { decodeImage } from '../../src/image/codec.ts';
import { mirror } from '../../src/image/crop.ts';
import { alignForModel } from '../../src/facenet/align-for-model.ts';
import { type Embedder, loadEmbedder } from '../../src/facenet/embedder.ts';
import { createDetector } from '../../src/detectors/create-detector.ts';
import type { EngineName } from '../../src/tensor/engine.ts';
import type { Standardisation } from '../../src/tensor/network.ts';
import { openEngine } from '../../src/tensor/engines/open-engine.ts';
import type { LoadedModel } from '../../src/models/model-info.ts';
import {
  cosine,
  facenet,
  mobilefacenet,
  readReferenceImages,
  toImage,
  type ReferenceImage,
} from '../support/faces/embeddings.ts';
import { describeWithShared, sharedPath } from '../support/shared.ts';

/**
 * PyTorch's embeddings of given pixels (see the reference's README). TensorFlow.js, which is slow without its native packages,
 * gets every sixth image; FACEKIT_ALL_IMAGES=1 gives it all.
 */
describeWithShared('embeddings against PyTorch', () => {
  let models: Models;
  beforeAll(async () => {
    models = { facenet: await facenet(), mobilefacenet: await mobilefacenet() };
  }, 60_000);

  describe.each([
    { engine: 'onnxruntime' as const, every: 1 },
    { engine: 'tfjs' as const, every: process.env.FACEKIT_ALL_IMAGES ? 1 : 6 },
  ])('on $engine', ({ engine, every }) => {
    const images = readReferenceImages();
    compareEmbeddings(
      engine,
      () => models,
      images.filter((_, i) => i % every === 0),
    );
  });
});

interface Models {
  readonly facenet: LoadedModel;
  readonly mobilefacenet: LoadedModel;
}

function compareEmbeddings(engine: EngineName, models: () => Models, images: readonly ReferenceImage[]): void {
  let embedders: Readonly<Record<'fixed' | 'perImage' | 'small', Embedder>>;
  beforeAll(async () => {
    const { facenet, mobilefacenet } = models();
    const open = async (model: LoadedModel, standardisation?: Standardisation) =>
      loadEmbedder(await openEngine({ engine, device: 'cpu', threads: 1 }), model, standardisation);
    embedders = {
      fixed: await open(facenet),
      perImage: await open(facenet, 'per-image'),
      small: await open(mobilefacenet),
    };
    expect(embedders.fixed.standardisation).toBe('fixed');
  }, 60_000);
  afterAll(async () => {
    for (const embedder of Object.values(embedders)) await embedder.dispose();
  });

  test.each(['fixed', 'fixedMirrored', 'perImage'] as const)(
    'facenet-vggface2 from given crops, %s',
    async (variant) => {
      const embedder = embedders[variant === 'perImage' ? 'perImage' : 'fixed'];
      const crops = images.map(({ crop160 }) => toImage(crop160, 160));
      const faces = variant === 'fixedMirrored' ? crops.map(mirror) : crops;
      const embeddings = await embedder.embed(faces, { batchSize: 5 });
      const cosines = embeddings.map((embedding, i) => cosine(embedding, images[i]?.facenet[variant]));
      expect(cosines).toHaveLength(images.length);
      expect(Math.min(...cosines)).toBeGreaterThanOrEqual(0.99999);
    },
  );

  test('mobilefacenet from given crops', async () => {
    const embeddings = await embedders.small.embed(images.map((each) => toImage(each.mobilefacenet.aligned112, 112)));
    const cosines = embeddings.map((embedding, i) => cosine(embedding, images[i]?.mobilefacenet.embedding));
    expect(Math.min(...cosines)).toBeGreaterThanOrEqual(0.99999);
  });

  test('both from the photographs, through our own detection and alignment', async () => {
    await using detector = await createDetector({ engine, device: 'cpu', threads: 1 });
    const { fixed: large, small } = embedders;
    const crops: { readonly large: RgbImage; readonly small: RgbImage }[] = [];
    for (const { image, face, margin } of images) {
      const photograph = await decodeImage(sharedPath('data', 'lfw', 'images', image));
      const found = (await detector.detect(photograph))[face];
      if (!found) throw new Error(`Expected face ${face} in ${image}`);
      const [ofLarge, ofSmall] = [large, small].map(({ info }) => alignForModel(photograph, found, info, { margin }));
      if (ofLarge && ofSmall) crops.push({ large: ofLarge, small: ofSmall });
    }
    const embeddings = await large.embed(
      crops.map((crop) => crop.large),
      { batchSize: 5 },
    );
    const embeddingsSmall = await small.embed(crops.map((crop) => crop.small));
    const cosines = images.flatMap(({ facenet, mobilefacenet }, i) => [
      cosine(embeddings[i], facenet.fixed),
      cosine(embeddingsSmall[i], mobilefacenet.embedding),
    ]);
    const close = cosines.filter((value) => value >= 0.999);
    expect(close.length / cosines.length).toBeGreaterThanOrEqual(0.95);
    expect(Math.min(...cosines)).toBeGreaterThanOrEqual(0.97);
  }, 240_000);
}
