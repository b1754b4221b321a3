import { inJson } from '../../core/json.ts';
import type { Selection } from '../../detection/select-face.ts';
import { standardisationInWords } from '../../dataset/embedding-file/metadata.ts';
import type { EmbeddingFileMetadata } from '../../dataset/embedding-file/contents.ts';
import type { NetworkOptions } from '../networks/open-networks.ts';

/** What decides a run; what is absent was not given. */
export interface EmbedOptions extends NetworkOptions {
  /** The embedding file. */
  readonly output: string;
  /** The images are photographs, not crops. */
  readonly detect?: boolean;
  readonly allFaces?: boolean;
  readonly select?: Selection;
  readonly margin?: number;
  readonly batchSize?: number | undefined;
  readonly flip?: boolean;
  readonly resume?: boolean;
  readonly overwrite?: boolean;
}

/** Everything that decides the rows of an image: a run can be taken up only with the same. */
export type RunSettings = Readonly<Record<string, string | number | boolean | null>>;

/** Which faces of an image are embedded. */
export const facesWanted = ({ detect, allFaces, select }: EmbedOptions): string =>
  detect ? (allFaces ? 'all' : `one, by ${select ?? 'center'}`) : 'crops';

/** Settings as a flat list, so that a difference has a name. */
export const runSettings = (metadata: EmbeddingFileMetadata, faces: string): RunSettings => ({
  facekit: metadata.facekit,
  model: metadata.model.name,
  'model SHA-256': metadata.model.sha256,
  standardisation: standardisationInWords(metadata.standardisation),
  alignment: metadata.alignment.kind,
  margin: metadata.alignment.margin,
  'image size': metadata.alignment.imageSize,
  flip: metadata.flip,
  faces,
  ...(metadata.detector && { detector: JSON.stringify(metadata.detector) }),
});

/** What differs, in words; empty when nothing does. */
export function differences(ours: RunSettings, theirs: Readonly<Record<string, unknown>>): string {
  const names = Object.keys(ours).filter((name) => ours[name] !== theirs[name]);
  return names.map((name) => `${name} ${inJson(theirs[name])} then, ${inJson(ours[name])} now`).join('; ');
}
