import type { EngineSpeed } from '../../facenet/engine-speed.ts';
import type { DevicesReport, MeasuredDevice } from '../../pipelines/devices/report-engines.ts';

const INDENT = ' '.repeat(12);

/**
 * Versions, then a line for each device: present, or why not and what to do. Under a measured one its speed on
 * Inception-ResNet-v1.
 */
export function formatDevices({ versions, engines }: DevicesReport): string {
  const width = Math.max(...Object.keys(versions).map((name) => name.length)) + 2;
  const lines = Object.entries(versions).map(([name, version]) => name.padEnd(width) + version);
  for (const { engine, version, devices } of engines) {
    lines.push('', `Devices of ${[engine, version].filter(Boolean).join(' ')}`);
    lines.push(...devices.flatMap(deviceLines));
  }
  if (engines.some(({ devices }) => devices.some(({ speed }) => speed))) lines.push('', SPEED_NOTE);
  return `${lines.join('\n')}\n`;
}

const SPEED_NOTE = `Speed: Inception-ResNet-v1 with random weights, one face of 160 x 160 pixels at a time, median.`;

function deviceLines({ device, present, speed, reason = '', needs, remedy, ...each }: MeasuredDevice): string[] {
  const origin = [each.package, each.version].filter(Boolean).join(' ');
  const what = present ? ['present', origin, adapterText(each)] : ['missing', origin, reason];
  const line = `  ${device.padEnd(10)}${what.filter((text) => text !== '').join('  ')}`;
  const details = [speed && speedText(speed), needs && !present && `Needs ${needs}.`, remedy];
  return [line, ...details.filter((text) => typeof text === 'string').map((text) => INDENT + text)];
}

/** `NVIDIA GeForce RTX 3060`, `SwiftShader Device (Subzero), in software`. */
const adapterText = ({ adapter = '', software = false }: Pick<MeasuredDevice, 'adapter' | 'software'>): string =>
  [adapter, software && 'in software'].filter((text) => typeof text === 'string' && text !== '').join(', ');

const speedText = ({ milliseconds, facesPerSecond }: EngineSpeed): string =>
  `${milliseconds.toFixed(1)} ms a face, ${facesPerSecond.toFixed(1)} faces/s`;
