import { toPersonName } from '../../gallery/check-face.ts';
import type { GalleryFace } from '../../gallery/contents.ts';
import type { GalleryStore } from '../../gallery/store.ts';
import { alignFace } from '../../detection/align-by-box.ts';
import { decodeImage } from '../../image/codec.ts';
import { encodePng } from '../../image/encode.ts';
import type { EmbeddedFace } from '../collection/image-work.ts';
import { findQualityProblem, type QualityProblem } from '../gallery/quality.ts';

/** The faces that were found in a photograph, the most certain first. */
export interface AnalyzedPhotograph {
  /** SHA-256 of the photograph's bytes. */
  readonly sha256: string;
  readonly bytes: Uint8Array;
  readonly faces: readonly EmbeddedFace[];
}

export interface ServiceEnrolment {
  readonly person: string;
  /** What the photograph is called, for the list of faces. */
  readonly name: string;
  /** Which of several faces is meant, by its place in the analysis; default: there must be one alone. */
  readonly face?: number | undefined;
  /** Faces less certain than this do not count: 0 to 1. */
  readonly minScore?: number | undefined;
  /** Take small faces too. */
  readonly force?: boolean | undefined;
}

/** What became of a photograph that was to be enrolled. */
export type EnrolmentResult =
  | { readonly status: 'enrolled' | 'duplicate'; readonly face: GalleryFace }
  | {
      readonly status: 'refused';
      readonly reason: 'no-face' | 'several-faces' | 'no-such-face' | QualityProblem['reason'];
      readonly message: string;
    };

/** Enrols one face of a photograph, with a picture of it. */
export async function enrolPhotograph(
  photograph: AnalyzedPhotograph,
  enrolment: ServiceEnrolment,
  openStore: () => Promise<GalleryStore>,
): Promise<EnrolmentResult> {
  const chosen = chooseFace(photograph.faces, enrolment);
  if ('status' in chosen) return chosen;
  const problem = enrolment.force === true ? undefined : findQualityProblem({ faces: [chosen], resized: false });
  if (problem) return { status: 'refused', ...problem };
  const { box, score, embedding, face } = chosen;
  const source = { path: enrolment.name, sha256: photograph.sha256, face };
  const crop = await pictureOf(photograph.bytes, chosen);
  const store = await openStore();
  const [enrolled] = await store.enrol([
    { person: toPersonName(enrolment.person), source, box, score, embedding, crop },
  ]);
  if (!enrolled) throw new Error('expected an answer for each face that was to be enrolled');
  return enrolled;
}

function chooseFace(
  found: readonly EmbeddedFace[],
  { face: wanted, minScore = 0 }: ServiceEnrolment,
): EmbeddedFace | EnrolmentResult {
  const faces = found.filter(({ score }) => (score ?? 1) >= minScore);
  const [first] = faces;
  if (!first) return { status: 'refused', reason: 'no-face', message: 'No face was found in the photograph.' };
  if (wanted !== undefined)
    return (
      faces.find(({ face }) => face === wanted) ?? {
        status: 'refused',
        reason: 'no-such-face',
        message: `The photograph has ${faces.length} faces, counted from 0, but the one numbered ${wanted} was chosen.`,
      }
    );
  if (faces.length === 1) return first;
  return {
    status: 'refused',
    reason: 'several-faces',
    message: `${faces.length} faces were found: choose one, or send a photograph of one person.`,
  };
}

/** Pixels of a picture in a list of people. */
const PICTURE = { imageSize: 160, margin: 44 } as const;

async function pictureOf(bytes: Uint8Array, { box }: EmbeddedFace): Promise<Uint8Array | undefined> {
  if (!box) return undefined;
  return encodePng(alignFace(await decodeImage(bytes), { box }, PICTURE).image);
}
