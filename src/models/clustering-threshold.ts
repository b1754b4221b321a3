import { usageError } from '../core/errors.ts';
import { findKnownModel } from './known-models.ts';
import type { ModelStandardisation } from './model-info.ts';

/**
 * The mean squared distance up to which two groups of faces are one person.
 *
 * @throws FacekitError `usage` for a model, or a standardisation, for which none was measured
 */
export function clusteringThreshold({
  model: { name },
  standardisation,
}: {
  readonly model: { readonly name: string };
  readonly standardisation: ModelStandardisation;
}): number {
  const model = findKnownModel(name);
  const measured = model?.role === 'embedder' ? model.clustering : undefined;
  if (measured?.standardisation === standardisation) return measured.threshold;
  throw usageError(
    `Expected \`threshold\` with ${name}: facekit knows no distance that parts the people of that model and standardisation. Try 0.8.`,
  );
}
