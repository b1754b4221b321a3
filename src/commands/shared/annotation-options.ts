import { ANNOTATION_FORMATS } from '../../dataset/face-annotations/read-annotations.ts';
import { valueOption } from './typed-option.ts';
import { oneOf } from './values.ts';

/** In which form labelled faces are written down. */
export const annotationFormatOption = () =>
  valueOption(
    '--annotation-format <format>',
    `${ANNOTATION_FORMATS.join(', ')} (default: as the names of the files tell)`,
    oneOf(ANNOTATION_FORMATS),
  );
