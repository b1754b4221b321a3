import type { ProcessId } from '../../files/process-id.ts';
import type { Device } from '../../tensor/engine.ts';
import type { CropSettings } from './settings.ts';

/** What a worker needs to know before its first image; crosses to its thread by structured clone. */
export interface WorkerSetup {
  readonly settings: CropSettings;
  readonly maxPixels?: number;
  readonly device: Device;
  /** Absolute. */
  readonly output: string;
  readonly owner: ProcessId;
}
