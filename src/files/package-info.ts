import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of facekit's own package.json. */
export const PACKAGE_ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** facekit's version. */
export const facekitVersion = (): string => versionIn(path.join(PACKAGE_ROOT, 'package.json')) ?? 'unknown';

/** The installed version of a package that facekit depends on, without loading it; undefined when it is not installed. */
export const installedVersion = (name: string): string | undefined =>
  firstFound(name, (folder) => versionIn(path.join(folder, 'package.json')));

/** The version of the libvips that comes with sharp; undefined when sharp uses the system's. */
export const bundledLibvipsVersion = (): string | undefined =>
  firstFound('@img', (folder) => {
    const packages = existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith('sharp-')) : [];
    return packages.map((name) => fieldOf(path.join(folder, name, 'versions.json'), 'vips')).find(Boolean);
  });

/** Looks in each `node_modules` folder that facekit's modules are found in. */
function firstFound(name: string, look: (folder: string) => string | undefined): string | undefined {
  const folders = createRequire(import.meta.url).resolve.paths(name) ?? [];
  return folders.map((folder) => look(path.join(folder, name))).find((found) => found !== undefined);
}

const versionIn = (file: string): string | undefined => fieldOf(file, 'version');

function fieldOf(file: string, field: string): string | undefined {
  if (!existsSync(file)) return undefined;
  const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const found =
    typeof value === 'object' && value !== null
      ? new Map<string, unknown>(Object.entries(value)).get(field)
      : undefined;
  return typeof found === 'string' ? found : undefined;
}
