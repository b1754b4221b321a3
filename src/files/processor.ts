import { readFileSync } from 'node:fs';

/** Whether the processor multiplies and adds bytes in one instruction (VNNI, of x86). False where the system does not say. */
export function hasVnni(cpuinfo = readCpuinfo()): boolean {
  const flags = /^flags\s*:(.*)$/m.exec(cpuinfo)?.[1]?.split(' ') ?? [];
  return flags.includes('avx512_vnni') || flags.includes('avx_vnni');
}

/** What Linux says of its processors. */
function readCpuinfo(): string {
  try {
    return readFileSync('/proc/cpuinfo', 'utf8');
  } catch {
    return '';
  }
}
