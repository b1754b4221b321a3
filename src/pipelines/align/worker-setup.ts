import type { PixelBudget } from '../../core/pixel-budget.ts';
import type { ProcessId } from '../../files/process-id.ts';
import type { EngineChoice } from '../networks/engine-choice.ts';
import type { CropSettings } from '../collection/crop-settings.ts';

/** What a worker needs to know before its first image; crosses to its thread by structured clone. */
export interface WorkerSetup extends Omit<EngineChoice, 'threads'> {
  readonly settings: CropSettings;
  readonly maxPixels?: number | undefined;
  /** Absolute. */
  readonly output: string;
  readonly owner: ProcessId;
  /** Of all workers together. */
  readonly budget: PixelBudget;
}
