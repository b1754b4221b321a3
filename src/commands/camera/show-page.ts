import { spawn } from 'node:child_process';
import type { WatchWorld } from '../../pipelines/camera/watch-video.ts';
import type { CameraPage } from '../../server/camera-page/open-camera-page.ts';
import type { Io } from '../shared/context.ts';
import type { CameraFlags } from './options.ts';

/** Opens the page of `--show`, tells its address, and has the browser show it. */
export async function showPage({ port }: Pick<CameraFlags, 'port'>, { stderr, env }: Io): Promise<CameraPage> {
  const { openCameraPage } = await import('../../server/camera-page/open-camera-page.ts');
  const page = await openCameraPage(port);
  stderr.write(`${page.url} shows the pictures.\n`);
  openBrowser(page.url, env);
  return page;
}

type OnFrame = NonNullable<WatchWorld['onFrame']>;

/** Shows each picture besides what is done with it. */
export const andShow =
  (page: CameraPage, onFrame?: OnFrame): OnFrame =>
  async (frame, faces) => {
    page.onFrame(frame.image, faces);
    await onFrame?.(frame, faces);
  };

/** What opens an address on each system. On Linux only where there is a screen: the address is told anyway. */
function openBrowser(url: string, env: Io['env']): void {
  const hasScreen = env.DISPLAY !== undefined || env.WAYLAND_DISPLAY !== undefined;
  const programs: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
    darwin: ['open', url],
    win32: ['cmd', '/c', 'start', '', url],
    ...(hasScreen && { linux: ['xdg-open', url] as const }),
  };
  const [program, ...args] = programs[process.platform] ?? [];
  if (program === undefined) return;
  const opener = spawn(program, args, { detached: true, stdio: 'ignore' });
  opener.on('error', () => undefined);
  opener.unref();
}
