import { expect, test } from '@jest/globals';
import { testPredicate } from '../../../support/tables.ts';
import { mayHaveGraphicsCard } from '../../../../src/tensor/onnx/webgpu-probe.ts';
import { isSoftware, readVulkanLog } from '../../../../src/tensor/onnx/vulkan-log.ts';

/** What Vulkan-Loader 1.3.239 wrote with SwiftShader and Mesa's llvmpipe installed, abridged. */
const TWO_DRIVERS = `DRIVER:           Searching for driver manifest files
DRIVER:           Found ICD manifest file /usr/share/vulkan/icd.d/lvp_icd.x86_64.json, version "1.0.0"
DEBUG | DRIVER:   Searching for ICD drivers named /usr/lib/x86_64-linux-gnu/libvulkan_lvp.so
DRIVER:           Found ICD manifest file /usr/lib/chromium/vk_swiftshader_icd.json, version "1.0.0"
DEBUG | DRIVER:   Searching for ICD drivers named ./libvk_swiftshader.so
INFO | DRIVER:               [0] SwiftShader Device (Subzero)
INFO | DRIVER:               [1] llvmpipe (LLVM 15.0.6, 256 bits)
error: XDG_RUNTIME_DIR is invalid or not set in the environment.
Warning: Vulkan shaderUniform*ArrayDynamicIndexing required.
DRIVER:              <Device>
DRIVER:                  Using "SwiftShader Device (Subzero)" with driver: "/usr/lib/chromium/./libvk_swiftshader.so"
`;

test('reads the adapter that a device was made on, and the file that names its driver', () => {
  expect(readVulkanLog(TWO_DRIVERS)).toEqual({
    name: 'SwiftShader Device (Subzero)',
    manifest: '/usr/lib/chromium/vk_swiftshader_icd.json',
  });
});

test('a log without a device has no adapter; one without files has no file', () => {
  expect(readVulkanLog(TWO_DRIVERS.replace(/^.*Using.*$/m, ''))).toBeUndefined();
  expect(readVulkanLog('Using "NVIDIA GeForce RTX 3060" with driver: "libGLX_nvidia.so.0"')).toEqual({
    name: 'NVIDIA GeForce RTX 3060',
  });
});

testPredicate('is in software', isSoftware, {
  yes: ['SwiftShader Device (Subzero)', 'llvmpipe (LLVM 15.0.6, 256 bits)', 'Microsoft Basic Render Driver'],
  no: ['NVIDIA GeForce RTX 3060', 'AMD Radeon RX 6600 (RADV NAVI23)', 'Intel(R) Iris(R) Xe Graphics (TGL GT2)'],
});

test.each<[NodeJS.Platform, string | undefined, boolean]>([
  ['linux', undefined, false],
  ['linux', '/dev/dri', true],
  ['linux', '/dev/dxg', true],
  ['darwin', undefined, true],
  ['win32', undefined, true],
])('on %s with %s: a card to ask for %s', (platform, file, expected) => {
  expect(mayHaveGraphicsCard(platform, (each) => each === file)).toBe(expected);
});
