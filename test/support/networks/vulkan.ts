import { existsSync } from 'node:fs';
import { describe, test } from '@jest/globals';

/** SwiftShader, a Vulkan driver in software: part of Debian's package `chromium`. */
const SWIFTSHADER = '/usr/lib/chromium/vk_swiftshader_icd.json';

/** The environment in which the programs of a test compute on it. */
export const onSwiftShader = { VK_DRIVER_FILES: SWIFTSHADER, XDG_RUNTIME_DIR: undefined } as const;

const LOADERS = ['x86_64-linux-gnu', 'aarch64-linux-gnu'].map((system) => `/usr/lib/${system}/libvulkan.so.1`);

/** `describe` where SwiftShader and the Vulkan loader are installed; otherwise one skipped test that says what was left out. */
export function describeWithVulkan(name: string, body: () => void): void {
  if (existsSync(SWIFTSHADER) && LOADERS.some((file) => existsSync(file))) {
    describe(name, body);
    return;
  }
  describe(name, () => {
    test.skip('needs the Debian packages chromium and libvulkan1', () => undefined);
  });
  process.stderr.write(`skipped: ${name} (no Vulkan driver in software: apt-get install chromium libvulkan1)\n`);
}
