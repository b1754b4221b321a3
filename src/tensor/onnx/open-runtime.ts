import { createRequire } from 'node:module';
import { FacekitError, messageOf } from '../../core/errors.ts';
import type { Engine, EngineOptions } from '../engine.ts';

/**
 * Loads ONNX Runtime, and opens it on a device.
 *
 * @throws FacekitError `runtime-not-loadable`, and `device-missing` when the device that was asked for cannot compute here.
 */
export async function openOnnxRuntime(options?: EngineOptions): Promise<Engine> {
  return (await loadOnnxRuntime()).openOnnxRuntime(options);
}

/** @throws FacekitError `runtime-not-loadable` */
export async function loadOnnxRuntime(): Promise<typeof import('./runtime.ts')> {
  try {
    return await import('./runtime.ts');
  } catch (cause) {
    throw notLoadable(cause);
  }
}

/** The version of ONNX Runtime that is installed, by its package: the runtime itself need not be loaded. Undefined where there is none. */
export function installedVersion(): string | undefined {
  try {
    const { version } = createRequire(import.meta.url)('onnxruntime-node/package.json') as {
      readonly version?: unknown;
    };
    return typeof version === 'string' ? version : undefined;
  } catch {
    return undefined;
  }
}

function notLoadable(cause: unknown): FacekitError {
  const [reason = ''] = messageOf(cause).split('\n');
  return new FacekitError(
    'runtime-not-loadable',
    `Expected ONNX Runtime but it cannot be loaded on ${platformName()}: ${reason.replace(/\.$/, '')}. ` +
      'It has binaries for Linux with glibc (x64, arm64), macOS (arm64) and Windows (x64, arm64). There, install it again ' +
      '(`npm install --force onnxruntime-node`); in a container take an image with glibc, as node:22-slim; elsewhere choose `engine: tfjs`.',
    { cause },
  );
}

/** `linux x64 (musl)`. */
function platformName(): string {
  const { platform, arch } = process;
  if (platform !== 'linux') return `${platform} ${arch}`;
  const { header } = process.report.getReport() as { readonly header?: { readonly glibcVersionRuntime?: string } };
  const glibc = header?.glibcVersionRuntime;
  return `${platform} ${arch} (${glibc === undefined ? 'musl, no glibc' : `glibc ${glibc}`})`;
}
