import type { Device, EngineName, EngineOptions } from '../../tensor/engine.ts';

/** The options that say what runs the networks, as commander gives them; what is absent was not given. */
export interface EngineFlags {
  readonly engine?: EngineName;
  readonly device: Device;
  readonly threads?: number;
}

/** The same as the library takes them. `onNotice` receives each line once, however many networks are opened. */
export function toEngineOptions(
  { engine, device, threads }: EngineFlags,
  onNotice: (line: string) => void,
): EngineOptions {
  const told = new Set<string>();
  const tellOnce = (line: string): void => {
    if (!told.has(line)) onNotice(line);
    told.add(line);
  };
  return {
    device,
    onNotice: tellOnce,
    ...(engine !== undefined && { engine }),
    ...(threads !== undefined && { threads }),
  };
}
