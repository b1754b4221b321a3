import type { EngineReport } from '../tensor/devices.ts';

export interface DevicesReport {
  readonly versions: Readonly<Record<string, string>>;
  readonly engines: readonly EngineReport[];
}

/** Versions, then a line for each device: present, or why not and what to do. */
export function formatDevices({ versions, engines }: DevicesReport): string {
  const width = Math.max(...Object.keys(versions).map((name) => name.length)) + 2;
  const lines = Object.entries(versions).map(([name, version]) => name.padEnd(width) + version);
  for (const { engine, version, devices } of engines) {
    lines.push('', `Devices of ${engine} ${version}`);
    for (const { device, present, reason, remedy } of devices) {
      lines.push(`  ${device.padEnd(10)}${present ? 'present' : `missing  ${reason ?? ''}`}`);
      if (remedy !== undefined) lines.push(`${' '.repeat(12)}${remedy}`);
    }
  }
  return `${lines.join('\n')}\n`;
}
