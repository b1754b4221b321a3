import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';
import { FacekitError } from '../../../core/errors.ts';

/** Where programs are looked for. */
export interface ProgramPlaces {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
}

const HOW_TO_INSTALL: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  linux: 'install it with apt install ffmpeg, dnf install ffmpeg-free or apk add ffmpeg',
  darwin: 'install it with brew install ffmpeg',
  win32: 'install it with winget install ffmpeg',
};

/**
 * The file of a program of ffmpeg, from the folders of PATH alone: the system would look in the working folder too.
 *
 * @throws FacekitError `ffmpeg-missing`
 */
export async function findProgram(name: 'ffmpeg' | 'ffprobe', { env, platform }: ProgramPlaces): Promise<string> {
  const file = platform === 'win32' ? `${name}.exe` : name;
  const folders = (env.PATH ?? env.Path ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  for (const folder of folders) {
    const candidate = path.join(folder, file);
    if (await isProgram(candidate)) return candidate;
  }
  const how = HOW_TO_INSTALL[platform] ?? 'install it from ffmpeg.org';
  throw new FacekitError(
    'ffmpeg-missing',
    `Expected ${name}, which reads cameras and videos, in a folder of PATH but it is not there: ${how}.`,
  );
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
