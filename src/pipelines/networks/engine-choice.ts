import type { Device, EngineName, EngineOptions } from '../../tensor/engine.ts';

/** The options that say what runs the networks; what is absent was not given. */
export interface EngineChoice {
  readonly engine?: EngineName | undefined;
  readonly device: Device;
  readonly threads?: number | undefined;
}

/** The same as the library takes them. `onNotice` receives each line once, however many networks are opened. */
export function toEngineOptions(
  { engine, device, threads }: EngineChoice,
  onNotice: (line: string) => void,
): EngineOptions {
  const told = new Set<string>();
  const tellOnce = (line: string): void => {
    if (!told.has(line)) onNotice(line);
    told.add(line);
  };
  return { engine, device, threads, onNotice: tellOnce };
}

/** How many threads may compute on a device: WebGPU is for one, others crash it while they end. */
export const workersOn = (device: Device, workers: number): number => (device === 'webgpu' ? 1 : workers);
