import { usageError } from '../core/errors.ts';
import type { DetectorInfo } from './detector.ts';

/**
 * Refuses a detector that finds no landmarks where faces are to be turned upright by theirs, before a photograph is read.
 *
 * @param wanting what turns them, such as a model
 * @throws FacekitError `usage`
 */
export function requireLandmarks({ name, landmarks }: Pick<DetectorInfo, 'name' | 'landmarks'>, wanting: string): void {
  if (landmarks) return;
  throw usageError(
    `Expected a detector that finds landmarks, by which faces are turned upright for ${wanting}, but received ${name}, which finds none: choose another \`detector\`, or have \`landmarksFrom: mtcnn\` find them.`,
  );
}
