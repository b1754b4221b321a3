/** x1, y1, x2, y2 in pixels. */
type Corners = readonly [number, number, number, number];

/** A face that is shown. `person` is null for somebody unknown, undefined while nobody has been asked. */
export interface NamedFace {
  readonly box: Corners;
  readonly person: string | null | undefined;
}

interface AskedFace extends NamedFace {
  readonly person: string | null;
}

/** Who the faces of a film are. They are asked for now and then, and carried from one picture to the next in between. */
export interface Names {
  /** The faces of the newest picture. */
  readonly shown: readonly NamedFace[];
  /** Whether to ask who the faces of this picture are; if so, `learn` follows. */
  isDue(now: number): boolean;
  /** Another picture: its faces have the names that the same faces had. */
  carry(boxes: readonly Corners[]): void;
  /** The answer, of the newest picture or of one shortly before it. */
  learn(faces: readonly AskedFace[]): void;
}

/** A name is asked for again after so many milliseconds. */
const ASK_AGAIN_MS = 500;
/** Share of two boxes that they have in common from which they are of one face. */
const SAME_FACE = 0.3;

export function createNames(): Names {
  let shown: readonly NamedFace[] = [];
  let [isAsked, askedAt] = [false, -Infinity];
  return {
    get shown() {
      return shown;
    },
    isDue: (now) => {
      const isNew = shown.some(({ person }) => person === undefined);
      if (isAsked || (!isNew && now - askedAt < ASK_AGAIN_MS)) return false;
      [isAsked, askedAt] = [true, now];
      return true;
    },
    carry: (boxes) => {
      const names = name(boxes, shown);
      shown = boxes.map((box, i) => ({ box, person: names[i] }));
    },
    learn: (faces) => {
      isAsked = false;
      const names = name(
        shown.map(({ box }) => box),
        faces,
      );
      shown = shown.map(({ box, person }, i) => ({ box, person: names[i] === undefined ? person : names[i] }));
    },
  };
}

/** Each box takes the name of the face that overlaps it most; each face gives its name once. */
function name(boxes: readonly Corners[], faces: readonly NamedFace[]): NamedFace['person'][] {
  const pairs = boxes.flatMap((box, i) => faces.map((face) => ({ i, face, shared: overlap(box, face.box) })));
  const given = new Map<number, NamedFace>();
  for (const { i, face, shared } of pairs.sort((a, b) => b.shared - a.shared))
    if (shared >= SAME_FACE && !given.has(i) && ![...given.values()].includes(face)) given.set(i, face);
  return boxes.map((_, i) => given.get(i)?.person);
}

/** Intersection over union. */
function overlap(a: Corners, b: Corners): number {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  const shared = Math.max(0, width) * Math.max(0, height);
  return shared / (area(a) + area(b) - shared);
}

const area = ([x1, y1, x2, y2]: Corners): number => (x2 - x1) * (y2 - y1);
