import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { messageOf } from '../../core/errors.ts';
import { isSoftware, readVulkanLog } from './vulkan-log.ts';

/** What WebGPU computes on. */
export interface WebGpuAdapter {
  /** Undefined where the system does not tell: with Direct3D and Metal. */
  readonly name?: string;
  /** Whether it is a program on the processor; undefined where that is not known. */
  readonly software?: boolean;
}

/** What the process that tries it answers: why WebGPU cannot be used; undefined when it can. */
export interface ProbeResult {
  readonly reason?: string | undefined;
}

export type WebGpuProbe = WebGpuAdapter | { readonly reason: string };

/** Drivers compile on first use; a machine under load takes its time. */
const LONGEST_MS = 60_000;

/**
 * Tries WebGPU in a process of its own: drivers and their loader write to standard error as they like, and one that brings its process down
 * does not take this one along. Afterwards this process is set up to load the driver that was found and no other.
 */
export async function probeWebGpu(): Promise<WebGpuProbe> {
  const { result, log } = await askProcess();
  if (result.reason !== undefined) return { reason: result.reason };
  const adapter = readVulkanLog(log);
  quietenDrivers(adapter?.manifest);
  if (adapter) return { name: adapter.name, software: isSoftware(adapter.name) };
  // There is no Metal in software.
  return process.platform === 'darwin' ? { software: false } : {};
}

/** Whether `auto` has more than the processor to choose from: on Linux a graphics card has a file. */
export function mayHaveGraphicsCard(platform = process.platform, exists = existsSync): boolean {
  return platform !== 'linux' || ['/dev/dri', '/dev/nvidia0', '/dev/dxg'].some((file) => exists(file));
}

function askProcess(): Promise<{ result: ProbeResult; log: string }> {
  return new Promise((resolve) => {
    const child = fork(new URL('./webgpu-process.js', import.meta.url), {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { ...process.env, VK_LOADER_DEBUG: 'driver' },
      execArgv: [],
      timeout: LONGEST_MS,
    });
    let log = '';
    let result: ProbeResult | undefined;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (log += text));
    child.on('message', (message) => (result = message as ProbeResult));
    child.on('error', (error) => (result ??= { reason: messageOf(error) }));
    child.on('close', (code, killedBy) => {
      resolve({ result: result ?? { reason: `trying it ended with ${killedBy ?? code ?? 'nothing'}` }, log });
    });
  });
}

/**
 * Other drivers would be loaded too, and say why they cannot be used; and the window system's library that some of them load complains where no
 * user is logged in. Set in the main thread: in others `process.env` is a copy.
 */
function quietenDrivers(manifest: string | undefined): void {
  if (manifest !== undefined) process.env.VK_DRIVER_FILES = manifest;
  process.env.XDG_RUNTIME_DIR ??= tmpdir();
}
