/** The adapter that a process computes on by Vulkan, as the loader tells it with `VK_LOADER_DEBUG=driver`. */
export interface VulkanAdapter {
  readonly name: string;
  /** The file that names the driver to the loader; undefined where the log does not say. */
  readonly manifest?: string;
}

/**
 * Reads which adapter a device was made on; undefined when none was, or when the log is in another form.
 *
 * @see https://github.com/KhronosGroup/Vulkan-Loader/blob/main/docs/LoaderDebugging.md
 */
export function readVulkanLog(log: string): VulkanAdapter | undefined {
  const used = [...log.matchAll(/Using "(.*)" with driver: "(.*)"/g)].at(-1);
  if (!used) return undefined;
  const [, name = '', driver = ''] = used;
  const manifest = manifests(log).find(({ library }) => baseName(library) === baseName(driver))?.file;
  return { name, ...(manifest !== undefined && { manifest }) };
}

/** Each file that names a driver, with the library that it names. */
const manifests = (log: string): { file: string; library: string }[] =>
  Array.from(
    log.matchAll(/Found ICD manifest file (.*?), version.*\n.*Searching for ICD drivers named (.*)/g),
    ([, file = '', library = '']) => ({ file, library: library.trim() }),
  );

const baseName = (file: string): string => file.split(/[\\/]/).at(-1) ?? file;

/** Whether an adapter of this name is a program on the processor: SwiftShader, Mesa's llvmpipe, Windows' WARP. */
export const isSoftware = (name: string): boolean =>
  /swiftshader|llvmpipe|lavapipe|softpipe|software|basic render/i.test(name);
