import { FacekitError } from '../../core/errors.ts';
import type { FaceLabel } from '../../training/mtcnn/windows.ts';
import { readLabelled, type LabelledPhotograph } from '../training-photographs/labelled-photographs.ts';
import type { LabelledFolders, MtcnnRun } from './mtcnn-settings.ts';

/**
 * The photographs that are learnt from: those whose faces are all labelled, and for the O-Net those with landmarks of one.
 *
 * @throws FacekitError `usage`, `bad-annotations`, `no-images`, `data-not-trainable` and those of reading
 */
export async function readPhotographs({
  settings,
  world: { listener, signal },
}: MtcnnRun): Promise<LabelledPhotograph[]> {
  const read = async ({ annotations, ...where }: LabelledFolders): Promise<LabelledPhotograph[]> => {
    const onNotice = (line: string): void => {
      listener.notices(line);
    };
    const reading = { signal, smallest: SMALLEST_FACE, onNotice };
    const lists = await Promise.all(
      annotations.map((place) => readLabelled({ ...where, annotations: place }, reading)),
    );
    return lists.flat();
  };
  const { network, landmarks } = settings;
  const all = await read(settings);
  const others = landmarks ? await read(landmarks) : [];
  requireFaces(all, settings.annotations.join(', '));
  if (network === 'onet') requireLandmarks([...all, ...others], (landmarks ?? settings).annotations.join(', '));
  return [...all, ...others.map((photograph) => ({ ...photograph, landmarksOnly: true }))];
}

/** Smaller faces, pixels, are not learnt from, as the detector does not look for them. */
const SMALLEST_FACE = 20;

const facesOf = (photographs: readonly LabelledPhotograph[]): FaceLabel[] =>
  photographs.flatMap(({ faces }) => faces.filter(({ ignored }) => !ignored));

/** One photograph to learn from, and one to measure on. */
function requireFaces(photographs: readonly LabelledPhotograph[], place: string): void {
  const withFaces = photographs.filter((photograph) => facesOf([photograph]).length > 0).length;
  if (withFaces >= 2) return;
  const labelled = photographs.reduce((sum, { faces }) => sum + faces.length, 0);
  throw new FacekitError(
    'data-not-trainable',
    `Expected two photographs or more with a face of at least 20 pixels in ${place} but found ${withFaces}` +
      (labelled > 0 ? `, among ${labelled} labelled faces that are smaller or marked as ignored.` : '.'),
  );
}

function requireLandmarks(photographs: readonly LabelledPhotograph[], place: string): void {
  if (facesOf(photographs).some(({ landmarks }) => landmarks)) return;
  throw new FacekitError(
    'data-not-trainable',
    `Expected faces with five landmarks for the O-Net in ${place} but found none: name others by \`landmarkPhotographs\` and \`landmarkAnnotations\`, such as CelebA's, or those that \`align\` has written into alignment.jsonl.`,
  );
}
