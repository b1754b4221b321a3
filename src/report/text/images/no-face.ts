import { counted } from '../../counted.ts';

/** What may help where no face was found, in the words of the command line. */
const NO_FACE_HINT =
  'Try --detector yunet, a smaller --min-face, lower --thresholds, or --rotate for photographs that lie on their side.';

/** The line after a run that found no face in some photographs. */
export const formatNoFaceHint = (count: number): string =>
  `No face in ${counted(count, 'photograph')}. ${NO_FACE_HINT}`;
