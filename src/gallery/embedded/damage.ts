import { FacekitError } from '../../core/errors.ts';
import type { GalleryHeader } from './header.ts';
import { type Salvage, salvage } from './salvage.ts';

/** The error about a gallery that cannot be read as a whole: what is wrong, and how much of it can be saved. */
export async function damagedError(folder: string, header: GalleryHeader): Promise<FacekitError> {
  const found = await salvage(folder, header);
  const { state, lines, missingLines, lost } = found;
  return new FacekitError(
    'gallery-damaged',
    `Expected a whole gallery in ${folder} but ${problemsOf(found).join(', and ')}. ${faces(state.size)} of ${people(state.people().length)} can be saved: facekit gallery repair does it.`,
    {
      data: {
        recoverable: state.size,
        damagedLines: lines.map(({ line }) => line),
        missingLines,
        lostFaces: lost.length,
      },
    },
  );
}

function problemsOf({ lines, missingLines, lost, hasLog }: Salvage): string[] {
  const [first] = lines;
  const problems: string[] = [];
  if (!hasLog) problems.push('its list of changes is missing');
  if (first)
    problems.push(
      lines.length === 1
        ? `line ${first.line} of its changes is damaged (${first.problem})`
        : `${lines.length} lines of its changes are damaged, the first of them line ${first.line} (${first.problem})`,
    );
  if (hasLog && missingLines > 0)
    problems.push(
      `its list of changes is cut off: ${missingLines} ${missingLines === 1 ? 'change that was reported as made is' : 'changes that were reported as made are'} missing`,
    );
  if (lost.length > 0) problems.push(`the embeddings of ${faces(lost.length)} are cut off or were changed`);
  return problems.length > 0 ? problems : ['its files changed while they were read'];
}

const faces = (count: number): string => `${count} ${count === 1 ? 'face' : 'faces'}`;
const people = (count: number): string => `${count} ${count === 1 ? 'person' : 'people'}`;
