import type { Recognition } from './recognizer.ts';

/** A face of a test set with what was recognised in it. */
export interface JudgedFace {
  readonly path: string;
  /** Who it shows. */
  readonly actual: string;
  /** Whether that is one of the classifier's people. */
  readonly isKnown: boolean;
  readonly recognition: Recognition;
}

/** How well a classifier does on a test set. */
export interface ClassifierEvaluation {
  /**
   * Share of faces judged rightly: of the classifier's people those whose most probable person is right, whatever their distance, as
   * FaceNet counts; of unknown identities those that are unknown.
   */
  readonly accuracy: number;
  readonly known: KnownCounts;
  readonly unknownIdentities: UnknownIdentityCounts;
  /** Of each of the classifier's people, in its order. */
  readonly people: readonly PersonFigures[];
  /** (k + 1) × (k + 1) counts; rows: who a face shows, unknown identities last; columns: the answer, unknown last. */
  readonly confusion: readonly (readonly number[])[];
}

/** Faces of the classifier's people by the answer. */
export interface KnownCounts {
  readonly faces: number;
  readonly named: number;
  readonly misnamed: number;
  readonly unknown: number;
}

/** Faces of other people. */
export interface UnknownIdentityCounts {
  readonly faces: number;
  readonly people: number;
  readonly named: number;
}

export interface PersonFigures {
  readonly name: string;
  readonly faces: number;
  /** Of the faces with this person's name, the share that shows the person; null when none has. */
  readonly precision: number | null;
  /** Of the person's faces, the share with the name; null when there is none. */
  readonly recall: number | null;
}

/** The most probable person of a face, whatever its distance. */
const likeliest = ({ recognition }: JudgedFace): string => recognition.candidates[0].name;

/** Whether a face counts as right in the accuracy. */
const isRight = (face: JudgedFace): boolean =>
  face.isKnown ? likeliest(face) === face.actual : face.recognition.name === null;

/** Counts judged faces. @param names the classifier's people */
export function evaluateClassifier(faces: readonly JudgedFace[], names: readonly string[]): ClassifierEvaluation {
  const known = faces.filter(({ isKnown }) => isKnown);
  const unknownIdentities = faces.filter(({ isKnown }) => !isKnown);
  const count = (items: readonly JudgedFace[], test: (face: JudgedFace) => boolean): number =>
    items.filter(test).length;
  const confusion = confusionOf(faces, names);
  return {
    accuracy: count(faces, isRight) / faces.length,
    known: {
      faces: known.length,
      named: count(known, ({ recognition, actual }) => recognition.name === actual),
      misnamed: count(known, ({ recognition: { name }, actual }) => name !== null && name !== actual),
      unknown: count(known, ({ recognition }) => recognition.name === null),
    },
    unknownIdentities: {
      faces: unknownIdentities.length,
      people: new Set(unknownIdentities.map(({ actual }) => actual)).size,
      named: count(unknownIdentities, ({ recognition }) => recognition.name !== null),
    },
    people: names.map((name, i) => personFigures(name, i, confusion)),
    confusion,
  };
}

function confusionOf(faces: readonly JudgedFace[], names: readonly string[]): number[][] {
  const positions = new Map(names.map((name, i) => [name, i]));
  const last = names.length;
  const confusion = Array.from({ length: last + 1 }, () => new Array<number>(last + 1).fill(0));
  for (const { actual, recognition } of faces) {
    const row = confusion[positions.get(actual) ?? last] ?? [];
    const column = recognition.name === null ? last : (positions.get(recognition.name) ?? last);
    row[column] = (row[column] ?? 0) + 1;
  }
  return confusion;
}

function personFigures(name: string, i: number, confusion: readonly (readonly number[])[]): PersonFigures {
  const right = confusion[i]?.[i] ?? 0;
  const faces = (confusion[i] ?? []).reduce((a, b) => a + b, 0);
  const named = confusion.reduce((sum, row) => sum + (row[i] ?? 0), 0);
  return {
    name,
    faces,
    precision: named === 0 ? null : right / named,
    recall: faces === 0 ? null : right / faces,
  };
}
