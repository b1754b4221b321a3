import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** What decides which kernels a program for this processor has: platform, name, and on Linux what it can do. */
export const describeProcessor = (cpuinfo = readCpuinfo()): string =>
  [process.platform, process.arch, cpus()[0]?.model ?? '', flagsOf(cpuinfo).sort().join(' ')].join('; ');

/** Whether the processor multiplies and adds bytes in one instruction (VNNI, of x86). False where the system does not say. */
export function hasVnni(cpuinfo = readCpuinfo()): boolean {
  const flags = flagsOf(cpuinfo);
  return flags.includes('avx512_vnni') || flags.includes('avx_vnni');
}

/** `flags` on x86, `Features` on ARM. */
const flagsOf = (cpuinfo: string): string[] =>
  /^(?:flags|Features)\s*:(.*)$/m.exec(cpuinfo)?.[1]?.trim().split(' ') ?? [];

/** What Linux says of its processors. */
function readCpuinfo(): string {
  try {
    return readFileSync('/proc/cpuinfo', 'utf8');
  } catch {
    return '';
  }
}
