import { ANNOTATION_FORMATS } from '../../dataset/face-annotations/annotations.ts';
import { mandatoryOption, valueOption } from './typed-option.ts';
import { oneOf, text } from './values.ts';

/** In which form labelled faces are written down. */
export const annotationFormatOption = () =>
  valueOption(
    '--annotation-format <format>',
    `${ANNOTATION_FORMATS.join(', ')} (default: as the names of the files tell)`,
    oneOf(ANNOTATION_FORMATS),
  );

/** Labelled faces, and in which form they are. */
export const annotationOptions = (forms: string) => [
  mandatoryOption('--annotations <file or folder>', `labelled faces: ${forms}`, text),
  annotationFormatOption(),
];
