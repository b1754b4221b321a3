import { homedir } from 'node:os';
import path from 'node:path';

/** What decides where the cache lies. */
export interface CacheWorld {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The user's home folder. */
  readonly home: string;
}

/**
 * facekit's cache folder, by the convention of the platform: `$XDG_CACHE_HOME/facekit` or `~/.cache/facekit`,
 * `~/Library/Caches/facekit` on macOS, `%LOCALAPPDATA%\facekit\Cache` on Windows. `FACEKIT_CACHE` takes its place.
 *
 * @see https://specifications.freedesktop.org/basedir-spec/latest/ (a relative XDG_CACHE_HOME is to be ignored)
 */
export function cacheFolder({ platform, env, home }: CacheWorld): string {
  if (env.FACEKIT_CACHE) return env.FACEKIT_CACHE;
  if (platform === 'win32') {
    const local = env.LOCALAPPDATA ?? '';
    return path.win32.join(local === '' ? path.win32.join(home, 'AppData', 'Local') : local, 'facekit', 'Cache');
  }
  if (platform === 'darwin') return path.posix.join(home, 'Library', 'Caches', 'facekit');
  const xdg = env.XDG_CACHE_HOME ?? '';
  return path.posix.join(path.posix.isAbsolute(xdg) ? xdg : path.posix.join(home, '.cache'), 'facekit');
}

/** The world of this process, with another environment if one is given. */
export const thisWorld = (env: CacheWorld['env'] = process.env): CacheWorld => ({
  platform: process.platform,
  env,
  home: homedir(),
});
