import { printable } from '../../core/printable.ts';
import type { RepairReport } from '../../gallery/embedded/repair.ts';
import type { Calibration, FaceMatch, GalleryFace, PersonMatch, PersonSummary } from '../../gallery/contents.ts';
import type { IndexReport } from '../../pipelines/gallery/change-index.ts';
import type { EnrolOutcome, EnrolReport } from '../../pipelines/gallery/enrol-report.ts';
import type { IdentifiedFace, IdentifyReport } from '../../pipelines/gallery/identify-report.ts';
import type { RenameReport } from '../../pipelines/gallery/rename.ts';
import type { SearchReport } from '../../pipelines/gallery/search.ts';
import type { RemoveReport } from '../../pipelines/gallery/remove.ts';
import { counted } from '../counted.ts';
import { photographLines } from './photographs.ts';

/** A line about a photograph that was not enrolled, or not again. */
export function formatOutcome(outcome: EnrolOutcome): string {
  const name = printable(outcome.path);
  if (outcome.status === 'enrolled') return `${name}: enrolled as ${peopleOf(outcome.faces)}\n`;
  if (outcome.status === 'duplicate') return `${name}: enrolled already, as ${peopleOf(outcome.faces)}\n`;
  return `${name}: not enrolled, ${outcome.reason}: ${printable(outcome.message)}\n`;
}

const peopleOf = (faces: readonly GalleryFace[]): string =>
  [...new Set(faces.map(({ person }) => printable(person)))].join(', ');

/** What an enrolment has done, in two lines. */
export function formatEnrolTotals({ photographs, gallery, people, faces, interrupted, total }: EnrolReport): string {
  const count = (status: EnrolOutcome['status']): number =>
    photographs.filter((outcome) => outcome.status === status).length;
  const enrolled = photographs.reduce((sum, each) => sum + (each.status === 'enrolled' ? each.faces.length : 0), 0);
  const parts = [
    `Enrolled ${counted(enrolled, 'face')} of ${counted(photographs.length, 'photograph')}`,
    `${count('duplicate')} enrolled before`,
    `${count('refused')} refused`,
    `${count('unreadable')} unreadable`,
  ];
  const end = interrupted
    ? `Interrupted after ${photographs.length} of ${total} photographs; what is enrolled stays.\n`
    : '';
  return `${parts.join(', ')}.\n${gallery}: ${totals(people, faces)}\n${end}`;
}

const totals = (people: number, faces: number): string =>
  `${counted(people, 'person', 'people')}, ${counted(faces, 'face')}`;

export const formatEnrolJson = (report: EnrolReport): string => `${JSON.stringify(report)}\n`;

/** A line for each photograph, and under it one for each face. */
export const formatIdentified = ({ images }: IdentifyReport): string =>
  photographLines(images, (face) => {
    const others = face.candidates.filter(({ person }) => person !== nearestOf(face)?.person);
    return { answer: answer(face), others: others.map(withDistance) };
  });

const nearestOf = ({ person, candidates }: IdentifiedFace): PersonMatch | undefined =>
  candidates.find((candidate) => candidate.person === person) ?? candidates[0];

/** `Ann Example  distance 0.412, margin 0.633`, or `unknown (Ann Example, distance 1.204)` with why. */
function answer(face: IdentifiedFace): string {
  const { person, distance, margin, reason, candidates } = face;
  if (person !== null) {
    const lead = margin === null ? '' : `, margin ${margin.toFixed(3)}`;
    return `${printable(person)}  distance ${(distance ?? NaN).toFixed(3)}${lead}`;
  }
  const [first] = candidates;
  return first ? `unknown: ${REASONS[reason ?? 'far']} (${withDistance(first)})` : 'unknown: the gallery is empty';
}

const REASONS = {
  far: 'far from everybody',
  ambiguous: 'two people are about as near',
  taken: 'the person is another face of the photograph',
} as const;

const withDistance = ({ person, distance }: PersonMatch): string =>
  `${printable(person)}  distance ${distance.toFixed(3)}`;

export const formatIdentifiedJson = (report: IdentifyReport): string => `${JSON.stringify(report)}\n`;

export interface PeopleListing {
  readonly gallery: string;
  readonly model: { readonly name: string };
  readonly people: readonly PersonSummary[];
  /** Whether a gallery in a database has an index; undefined for others. */
  readonly index?: boolean | undefined;
}

/** A line for each person, with the number of faces, and one about all; of a gallery in a database one about how it is searched. */
export function formatPeople({ gallery, model, people, index }: PeopleListing): string {
  const faces = people.reduce((sum, person) => sum + person.faces, 0);
  const lines = people.map((person) => `${String(person.faces).padStart(6)}  ${printable(person.name)}`);
  const search = index === undefined ? [] : [index ? BY_INDEX : IN_MEMORY];
  return [...lines, `${gallery}: ${totals(people.length, faces)}, ${model.name}`, ...search, ''].join('\n');
}

const BY_INDEX =
  'Search: by an index in the database once there are many faces, which may miss some; search=exact in the address compares all.';
const IN_MEMORY =
  'Search: every face is compared, in memory; facekit gallery index has a database with pgvector do it.';

/** What has become of an index. */
export function formatIndexed({ gallery, index, changed, people, faces }: IndexReport): string {
  const had = index ? 'There is an index already.' : 'There was no index.';
  const has = index ? 'The database now has an index.' : 'The index is gone: every face is compared.';
  return `${changed ? has : had}\n${gallery}: ${totals(people, faces)}\n`;
}

/** A line for each face: its id, when it was enrolled, and from what. */
export const formatFaces = (faces: readonly GalleryFace[]): string =>
  faces.map(({ id, enrolled, source }) => `${id}  ${enrolled.slice(0, 19)}Z  ${printable(source.path)}\n`).join('');

export const formatRemoved = ({ removed, gallery, people, faces }: RemoveReport): string =>
  `Removed ${counted(removed.length, 'face')} of ${peopleOf(removed)}.\n${gallery}: ${totals(people, faces)}\n`;

export const formatRenamed = ({ from, to, faces }: RenameReport): string =>
  `${counted(faces, 'face')} of ${from.map(printable).join(', ')} now ${faces === 1 ? 'is' : 'are'} of ${printable(to)}.\n`;

export const formatCompacted = (gallery: string, freed: number): string =>
  `${gallery}: ${freed > 0 ? `${(freed / 1e6).toFixed(1)} MB freed` : 'nothing to free'}.\n`;

/** What a repair has found, and what there is now. */
export function formatRepaired(report: RepairReport): string {
  const { gallery, status, people, faces, damagedLines, missingLines, lost, aside } = report;
  const end = `${gallery}: ${totals(people, faces)}\n`;
  if (status === 'whole') return `Nothing is damaged.\n${end}`;
  const lines = damagedLines.length > 0 ? `Damaged lines of its changes: ${damagedLines.join(', ')}.\n` : '';
  const missing = missingLines > 0 ? `Missing at the end of its changes: ${missingLines}.\n` : '';
  const faceLines = lost.map(
    ({ person, source }) => `Lost a face of ${printable(person)}, from ${printable(source.path)}.\n`,
  );
  return `${lines}${missing}${faceLines.join('')}The damaged files are in ${aside ?? gallery}.\n${end}`;
}

/** A line for each photograph, and under each of its faces one for each match. */
export const formatSearch = ({ images }: SearchReport): string =>
  images
    .flatMap(({ path, status, reason = '', faces }) => [
      `${printable(path)}${status === 'embedded' ? '' : `  ${status === 'no-face' ? 'no face found' : `unreadable: ${printable(reason)}`}`}\n`,
      ...faces.flatMap(({ face, matches }) => matches.map((match, i) => matchLine(i === 0 ? String(face) : '', match))),
    ])
    .join('');

const matchLine = (number: string, { face, distance }: FaceMatch): string =>
  `${number.padStart(4)}  ${distance.toFixed(3)}  ${face.id}  ${printable(face.person)}  ${printable(face.source.path)}\n`;

const METHODS = {
  quantile: 'a quantile of the distances of people to the nearest other one',
  'extreme-value': 'an extreme-value distribution, since the gallery has few people',
} as const;

export const formatCalibration = ({ threshold, method, targetFpir, people, faces }: Calibration): string =>
  `Unknown above a distance of ${threshold.toFixed(3)}: at most ${targetFpir * 100} % of unknown people should get a name.\nFound from ${totals(people, faces)}, by ${METHODS[method]}.\n`;
