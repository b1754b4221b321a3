import { FacekitError } from '../../../core/errors.ts';
import { startChild } from './child.ts';

/** The names of cameras in what ffmpeg says of DirectShow's devices: `[dshow @ 000001] "Integrated Camera" (video)`. */
export const cameraNamesIn = (listing: string): string[] =>
  Array.from(listing.matchAll(/"([^"\r\n]+)" \(video\)/g), ([, name = '']) => name);

/**
 * What Windows calls the camera of a number, which is its place among all.
 *
 * @param program the file of ffmpeg
 * @throws FacekitError `source-not-usable`
 */
export async function findCameraName(index: number, program: string): Promise<string> {
  const child = startChild(program, [
    '-hide_banner',
    '-nostdin',
    '-list_devices',
    'true',
    '-f',
    'dshow',
    '-i',
    'dummy',
  ]);
  child.stdout.resume();
  const { words } = await child.ended;
  const names = cameraNamesIn(words);
  const name = names[index];
  if (name !== undefined) return name;
  throw new FacekitError(
    'source-not-usable',
    `Expected camera ${index} but there ${names.length === 1 ? 'is 1 camera' : `are ${names.length} cameras`}, counted from 0.`,
  );
}
