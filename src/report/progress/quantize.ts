import type { QuantizeListener } from '../../pipelines/quantize/quantize-model.ts';
import { showsColour } from '../text/color.ts';
import { createProgress, type Progress, type Terminal } from '../text/progress.ts';
import { formatWithoutEmbedding } from './collection.ts';

/** Shows on standard error how a model is quantised. Stop it before anything else is printed. */
export function createQuantizeView(
  { quiet = false }: { readonly quiet?: boolean },
  { stderr, env }: Terminal,
): QuantizeListener & { stop(): void } {
  let progress: Progress | undefined;
  return {
    finishes: (image) => {
      const line = formatWithoutEmbedding(image, showsColour(stderr, env));
      if (line !== undefined) stderr.write(`${line}\n`);
    },
    begins: (model, faces) => {
      if (!quiet) stderr.write(`Measuring ${model} on ${faces} faces.\n`);
      progress = createProgress(stderr, { total: 2 * faces, unit: 'faces', quiet });
    },
    advances: (faces) => {
      for (let i = 0; i < faces; i++) progress?.advance(true);
    },
    stop: () => progress?.stop(),
  };
}
