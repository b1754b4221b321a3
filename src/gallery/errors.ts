import { FacekitError } from '../core/errors.ts';
import { printable } from '../core/printable.ts';
import { shortened } from '../core/json.ts';

const LONGEST_NAME = 80;

/** A person's name as messages show it: it may hold anything. */
export const quoted = (name: string): string => `"${printable(shortened(name, LONGEST_NAME))}"`;

/** Nobody of the gallery has a name. */
export const unknownPerson = (name: string, gallery: string): FacekitError =>
  new FacekitError(
    'person-unknown',
    `Expected a person of the gallery ${gallery} but it has nobody named ${quoted(name)}: facekit gallery list shows the names.`,
  );
