import type { MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { messageOf } from '../../core/errors.ts';
import { HttpError, toHttpError } from './http-error.ts';

/** A photograph that came with a request. */
export interface Upload {
  /** The field that it came in. */
  readonly field: string;
  /** The name that the client gives it, for lists: never a path to be opened. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface Uploads {
  readonly files: readonly Upload[];
  /** Other fields of the form, or of the document. */
  readonly fields: Readonly<Record<string, string>>;
}

/**
 * Reads the photographs of a request: files of a form, base64 in a JSON document, or the body itself where it is an image.
 *
 * @param names fields of a JSON document that hold photographs
 * @throws HttpError 400 for anything else, 413 above the limits
 */
export async function readUploads(request: FastifyRequest, names: readonly string[]): Promise<Uploads> {
  if (request.isMultipart()) return readForm(request);
  const { body } = request;
  if (Buffer.isBuffer(body)) return { files: [upload('file', 'photograph', body)], fields: {} };
  if (typeof body !== 'object' || body === null)
    throw new HttpError(400, 'no-file', 'Expected a photograph as a file of a form, or as base64 in a JSON document.');
  return readDocument(body as Record<string, unknown>, names);
}

async function readForm(request: FastifyRequest): Promise<Uploads> {
  const files: Upload[] = [];
  const fields: Record<string, string> = {};
  try {
    for await (const part of request.parts()) {
      if (part.type === 'file') files.push(upload(part.fieldname, part.filename, await readFile(part, request)));
      else fields[part.fieldname] = typeof part.value === 'string' ? part.value : '';
    }
  } catch (error) {
    if (error instanceof HttpError) throw error;
    // The parser's own errors about what it reads say nothing of whose fault they are.
    const refusal = toHttpError(error);
    throw refusal.status < 500 ? refusal : new HttpError(400, 'bad-request', `Expected a form: ${messageOf(error)}.`);
  }
  return { files, fields };
}

/** Reads a file of a form, each part of it on the account of its request. */
async function readFile({ file }: MultipartFile, { bodyAccount }: FastifyRequest): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of file as AsyncIterable<Buffer>) {
    bodyAccount?.take(chunk.length);
    chunks.push(chunk);
  }
  if (file.truncated) throw new HttpError(413, 'file-too-large', 'The photograph is larger than this server takes.');
  return Buffer.concat(chunks);
}

function readDocument(body: Record<string, unknown>, names: readonly string[]): Uploads {
  const files: Upload[] = [];
  const fields: Record<string, string> = {};
  for (const [field, value] of Object.entries(body)) {
    if (typeof value !== 'string') continue;
    if (names.includes(field)) files.push(upload(field, 'photograph', fromBase64(field, value)));
    else fields[field] = value;
  }
  return { files, fields };
}

/** Base64, alone or as a data URI. */
function fromBase64(field: string, text: string): Buffer {
  const encoded = text.replace(/^data:[\w.+/-]{0,100};base64,/, '').replace(/\s+/g, '');
  if (encoded === '' || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(encoded))
    throw new HttpError(400, 'no-file', `Expected a photograph in base64 in ${field}.`);
  return Buffer.from(encoded, 'base64');
}

/** Longest name of a file that is kept. */
const MOST_LETTERS = 255;

/** Of a name with folders the last part: nobody needs to know where it lay on the client's machine. */
const upload = (field: string, name: string | undefined, bytes: Uint8Array): Upload => ({
  field,
  name: (name ?? '').split(/[/\\]/).at(-1)?.slice(0, MOST_LETTERS) ?? '',
  bytes,
});

/**
 * The one photograph of a request.
 *
 * @param field the one that it must be in; default: any
 * @throws HttpError 400 when there is none, or several
 */
export function onlyUpload({ files }: Uploads, field?: string): Upload {
  const wanted = field === undefined ? files : files.filter((file) => file.field === field);
  const [file, ...others] = wanted;
  if (!file) throw new HttpError(400, 'no-file', `Expected a photograph in the field ${field ?? 'file'}.`);
  if (others.length > 0)
    throw new HttpError(400, 'several-files', `Expected one photograph but received ${wanted.length}.`);
  return file;
}
