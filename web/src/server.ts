export interface Person {
  readonly name: string;
  readonly faces: number;
  /** The id of a face with a picture. */
  readonly picture: string | null;
}

export interface Enrolled {
  readonly name: string;
  readonly status: 'enrolled' | 'duplicate' | 'refused' | 'unreadable';
  readonly message?: string;
}

export interface FoundFace {
  /** x1, y1, x2, y2 in pixels of the photograph. */
  readonly box: readonly [number, number, number, number];
  readonly person: string | null;
  /** Where it was asked for. */
  readonly embedding?: string;
}

export interface Comparison {
  readonly same: boolean | null;
  readonly distance: number;
  readonly boxes: readonly FoundFace['box'][];
}

export interface Status {
  readonly people: number;
  readonly faces: number;
  readonly model: string;
}

/** What the server says in place of an answer. */
export class Refusal extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

const KEY = 'facekit-key';

/** Keeps the key until the browser's tab is closed. */
export const keepKey = (key: string): void => {
  sessionStorage.setItem(KEY, key);
};

async function ask(path: string, options: RequestInit = {}): Promise<Response> {
  const key = sessionStorage.getItem(KEY);
  const headers = new Headers(options.headers);
  if (key !== null) headers.set('x-api-key', key);
  const answer = await fetch(path, { ...options, headers });
  if (answer.ok) return answer;
  const { code, message } = (await answer.json()) as { readonly code: string; readonly message: string };
  throw new Refusal(code, message);
}

const json = async <T>(path: string, options?: RequestInit): Promise<T> =>
  (await (await ask(path, options)).json()) as T;

interface FormOptions {
  /** The field of each file. */
  readonly names?: (i: number) => string;
  readonly fields?: Readonly<Record<string, string>>;
}

function form(files: readonly Blob[], { names = () => 'file', fields = {} }: FormOptions = {}): RequestInit {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  files.forEach((file, i) => {
    body.append(names(i), file, file instanceof File ? file.name : 'frame.jpg');
  });
  return { method: 'POST', body };
}

const jsonBody = (method: 'POST' | 'PUT', body: object): RequestInit => ({
  method,
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json' },
});

const personPath = (name: string): string => `api/people/${encodeURIComponent(name)}`;

/** facekit's own API. Each call throws `Refusal` for what the server does not do. */
export const server = {
  status: () => json<Status>('api/status'),
  people: async () => (await json<{ readonly people: Person[] }>('api/people')).people,
  /** @param face the one of several that is meant */
  enrol: async (name: string, files: readonly File[], face?: number) => {
    const fields = face === undefined ? {} : { face: String(face) };
    const asked = form(files, { fields });
    return (await json<{ readonly photographs: Enrolled[] }>(`${personPath(name)}/faces`, asked)).photographs;
  },
  rename: (name: string, to: string) => json(personPath(name), jsonBody('PUT', { name: to, merge: true })),
  remove: (name: string) => json(personPath(name), { method: 'DELETE' }),
  picture: async (id: string) => (await ask(`api/faces/${id}/picture`)).blob(),
  recognize: async (photograph: Blob, { embeddings = false } = {}) =>
    (await json<{ readonly faces: FoundFace[] }>(`api/recognize?embeddings=${embeddings}`, form([photograph]))).faces,
  /** Where the faces are, which is sooner told than who they are. */
  detect: async (photograph: Blob) =>
    (await json<{ readonly faces: Pick<FoundFace, 'box'>[] }>('api/detect', form([photograph]))).faces,
  /** The places of the faces of each person, the largest group first. */
  cluster: async (faces: readonly { readonly photograph: number; readonly embedding: string }[]) => {
    const asked = { faces: faces.map(({ photograph, embedding }) => ({ photograph, embedding })) };
    return (await json<{ readonly groups: number[][] }>('api/cluster', jsonBody('POST', asked))).groups;
  },
  compare: (files: readonly File[]) => json<Comparison>('api/compare', form(files, { names: (i) => `file${i + 1}` })),
};
