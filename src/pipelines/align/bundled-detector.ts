import { findKnownModel } from '../../models/known-models.ts';
import type { DetectorModel } from './align-settings.ts';

/** The detector that comes with facekit. */
export function bundledDetector(): DetectorModel {
  const model = findKnownModel('mtcnn');
  if (model?.origin.kind !== 'bundled') throw new Error('the detector is not bundled');
  return { name: model.name, sha256: model.origin.sha256 };
}
