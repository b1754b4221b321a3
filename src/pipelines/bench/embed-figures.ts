import type { RgbImage } from '../../core/image.ts';
import { alignForModel } from '../../facenet/align-for-model.ts';
import type { Embedder } from '../../facenet/embedder.ts';
import type { FoundFace } from './bench-photographs.ts';
import type { Figure } from './bench-report.ts';
import { type Measuring, measure } from './measure.ts';

/** Faces in one run of the network. */
const BATCH_SIZES = [1, 8, 32] as const;

/** What embedding aligned faces takes, in batches of several sizes. At least one face is needed; they come round again. */
export async function* embedFigures(
  faces: readonly FoundFace[],
  embedder: Embedder,
  measuring: Measuring,
): AsyncGenerator<Figure> {
  const crops = faces.map(({ image, face }) => alignForModel(image, face, embedder.info));
  for (const batchSize of BATCH_SIZES) {
    const batch = Array.from({ length: batchSize }, (_, i) => crops[i % crops.length] as RgbImage);
    yield measure(
      { name: `embed ${embedder.info.name}, batch ${batchSize}`, count: batch.length },
      () => embedder.embed(batch, { batchSize }),
      measuring,
    );
  }
}
