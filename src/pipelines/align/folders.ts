import path from 'node:path';
import { usageError } from '../../core/errors.ts';
import { isBelow } from '../../core/inner-path.ts';
import { realOf } from '../../files/real-path.ts';

export interface Folders {
  /** Absolute. */
  readonly input: string;
  /** Absolute. */
  readonly output: string;
  /** The output as it was named on the command line, without slashes at the end: as FaceNet's lists print it. */
  readonly outputAsNamed: string;
}

/**
 * Finds the two folders of a run.
 *
 * @param output default: `<input>_<imageSize>` beside the input
 * @throws FacekitError `usage` when the output is the input or lies in it: crops would be taken for photographs
 */
export async function resolveFolders(
  {
    input,
    output,
    imageSize,
  }: { readonly input: string; readonly output?: string | undefined; readonly imageSize: number },
  cwd: string,
): Promise<Folders> {
  const outputAsNamed = withoutEndSlashes(output ?? `${nameableInput(input, cwd)}_${imageSize}`);
  const folders = {
    input: path.resolve(cwd, input),
    output: path.resolve(cwd, outputAsNamed),
    outputAsNamed,
  };
  const [realInput, realOutput] = await Promise.all([realOf(folders.input), realOf(folders.output)]);
  if (realOutput === realInput) {
    throw usageError(
      `Expected an output folder other than the input but received ${outputAsNamed} for both: name another one.`,
    );
  }
  if (isBelow(realOutput, realInput)) {
    throw usageError(
      `Expected an output folder outside the input ${input} but received ${outputAsNamed}: its crops would be taken for photographs in the next run.`,
    );
  }
  return folders;
}

/** The folders of a run over a list of images, of which the output is named and the input found. */
export const foldersOfList = (input: string, output: string, cwd: string): Folders => ({
  input,
  output: path.resolve(cwd, output),
  outputAsNamed: withoutEndSlashes(output),
});

/**
 * Refuses crops that would be written into the input, as can happen when the input lies inside the output.
 *
 * @param crops relative to the output
 * @throws FacekitError `usage`
 */
export async function refuseCropsInInput(folders: Folders, crops: readonly string[]): Promise<void> {
  const [input, output] = await Promise.all([realOf(folders.input), realOf(folders.output)]);
  const inside = isBelow(input, output) && crops.find((crop) => isBelow(path.join(output, crop), input));
  if (typeof inside === 'string') {
    throw usageError(
      `Expected crops outside the input but ${folders.outputAsNamed} would put ${inside} into it: name another output folder.`,
    );
  }
}

const END_SLASHES = path.sep === '/' ? /(?<=.)\/+$/ : /(?<=.)[/\\]+$/;

const withoutEndSlashes = (name: string): string => name.replace(END_SLASHES, '');

/** The input in a form that `_160` can be put after: `.` and `photos/..` have no name of their own. */
function nameableInput(input: string, cwd: string): string {
  const last = path.basename(input);
  return last === '.' || last === '..' || last === '' ? path.resolve(cwd, input) : withoutEndSlashes(input);
}
