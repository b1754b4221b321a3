import * as v from 'valibot';

/**
 * What became of a check: the value, or what is wrong in words that follow "but". Messages of a schema, where it has any, say what is
 * expected: `v.string('a path')`.
 */
export type Checked<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

/** Checks text that should be JSON of a certain form. Fields that the schema does not name are dropped. */
export function checkJson<T>(text: string, schema: v.GenericSchema<unknown, T>): Checked<T> {
  const json = parseJson(text);
  return json.ok ? checkValue(json.value, schema) : json;
}

/** JSON text as a value that nothing is known of yet. */
export function parseJson(text: string): Checked<unknown> {
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    return { ok: false, problem: text.trim() === '' ? 'it is empty' : 'it is no JSON or is cut off' };
  }
}

/** Checks a value of JSON against a schema; the first problem is named by its place: `faces[0].box`. */
export function checkValue<T>(value: unknown, schema: v.GenericSchema<unknown, T>): Checked<T> {
  // valibot takes a list for an object without fields.
  if (Array.isArray(value) && schema.type.includes('object'))
    return { ok: false, problem: 'it is a list, not an object' };
  const result = v.safeParse(schema, value, { abortEarly: true, abortPipeEarly: true });
  return result.success ? { ok: true, value: result.output } : { ok: false, problem: problemOf(result.issues[0]) };
}

function problemOf(issue: v.BaseIssue<unknown>): string {
  const place = placeOf(issue.path ?? []);
  const expected = isOwnWords(issue.message) ? issue.message : (KINDS[issue.expected ?? ''] ?? issue.expected);
  return `${place === '' ? 'it' : place} is ${inWords(issue.input)}${expected ? `, not ${expected}` : ''}`;
}

/** Valibot's own messages begin so; ours say what is expected. */
const isOwnWords = (message: string): boolean => !message.startsWith('Invalid ');

/** What valibot calls by other names. */
const KINDS: Readonly<Partial<Record<string, string>>> = { Array: 'a list', Object: 'an object', never: 'nothing' };

/** `faces[0].box` */
function placeOf(steps: readonly { readonly key?: unknown }[]): string {
  const text = steps.map(({ key }) => (typeof key === 'number' ? `[${key}]` : `.${String(key).slice(0, 60)}`)).join('');
  return text.replace(/^\./, '');
}

const LONGEST_WORDS = 60;

/** A value in a few words, for messages. What lists and objects hold is left out: they may be nested without end. */
export function inWords(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  return inJson(value);
}

/** A value as JSON, for messages: of what is long the beginning. */
export function inJson(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined;
  return text === undefined ? typeof value : shortened(text, LONGEST_WORDS);
}

/** The beginning of a text that is longer than a message should be. */
export const shortened = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length)}…` : text;
