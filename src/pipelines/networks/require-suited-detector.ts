import { requireLandmarks } from '../../detection/require-landmarks.ts';
import { landmarksOf, type DetectorRequest } from '../../detectors/choose-detector.ts';
import type { DetectorName } from '../../detectors/registry.ts';

/**
 * Refuses a detector without landmarks for a model that wants faces turned upright by theirs. The model is read only where the detector
 * has none.
 *
 * @throws FacekitError `usage`, and those of `readEmbedder`
 */
export async function requireSuitedDetector({
  model,
  detector,
}: {
  readonly model?: string | undefined;
  readonly detector?: DetectorName | DetectorRequest | undefined;
}): Promise<void> {
  const found = landmarksOf(detector);
  if (found.landmarks) return;
  const { readEmbedder } = await import('../../facenet/create-embedder.ts');
  const { info } = await readEmbedder({ model });
  if (info.alignment.kind === 'similarity') requireLandmarks(found, `the model ${info.name}`);
}
