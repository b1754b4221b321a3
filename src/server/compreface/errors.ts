import { HttpError } from '../requests/http-error.ts';

/** An error as CompreFace's clients know it. */
export class ComprefaceError extends HttpError {
  override readonly name = 'ComprefaceError';
  /** Of CompreFace. */
  readonly number: number;

  constructor(number: keyof typeof COMPREFACE_ERRORS, detail?: string) {
    const { status, message } = COMPREFACE_ERRORS[number];
    super(status, `compreface-${number}`, detail ?? message);
    this.number = number;
  }
}

/** CompreFace's codes, with the status that each comes with. */
const COMPREFACE_ERRORS = {
  5: { status: 400, message: 'subject: Subject name cannot be empty' },
  10: { status: 404, message: 'Model or application with such an API key was not found' },
  11: { status: 404, message: 'Image not found' },
  20: { status: 400, message: "Missing request header 'x-api-key'" },
  21: { status: 400, message: 'This file type is not supported' },
  26: { status: 400, message: 'Validation failed' },
  28: { status: 400, message: 'No face is found in the given image' },
  31: { status: 400, message: 'Found more than one face in the given image' },
  34: { status: 400, message: "Required request part 'file' is not present" },
  36: { status: 400, message: 'An argument has another form than expected' },
  37: { status: 400, message: 'An embedding has another length than those of this model' },
  41: { status: 500, message: 'The service failed' },
  42: { status: 404, message: 'Subject not found' },
  43: { status: 400, message: 'Subject already exists' },
  44: { status: 404, message: 'Embedding not found' },
} as const satisfies Readonly<Record<number, { readonly status: number; readonly message: string }>>;

/** Of an error that came from facekit. */
const CODES: Readonly<Record<string, keyof typeof COMPREFACE_ERRORS>> = {
  'key-needed': 20,
  'key-wrong': 10,
  'person-unknown': 42,
  'person-exists': 43,
  'face-unknown': 11,
  'no-file': 34,
  'not-an-image': 21,
  'unsupported-format': 21,
  'embedding-length': 37,
  'embedding-not-unit': 37,
  'embedding-not-finite': 37,
  usage: 26,
  'internal-error': 41,
};

/** Status and body of the answer to a request that cannot be served. Code 0 stands for any other reason. */
export function comprefaceAnswer(error: HttpError): {
  readonly status: number;
  readonly body: { readonly message: string; readonly code: number };
} {
  if (error instanceof ComprefaceError)
    return { status: error.status, body: { message: error.message, code: error.number } };
  const code = CODES[error.code];
  const status = code === undefined ? error.status : COMPREFACE_ERRORS[code].status;
  return { status, body: { message: error.message, code: code ?? 0 } };
}
