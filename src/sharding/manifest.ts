import path from 'node:path';
import * as v from 'valibot';
import { FacekitError } from '../core/errors.ts';
import { isInnerPath } from '../core/inner-path.ts';
import { checkJson } from '../core/json.ts';
import { writeWhole } from '../files/atomic-file.ts';
import { readTextFile } from '../files/regular-file.ts';
import { MOST_SHARDS, type Shard } from './shard.ts';
import { ifThere } from '../files/if-there.ts';

/** What decides the results of a shard, by name; values are JSON. Shards of one output agree on all. */
export type ShardSettings = Readonly<Record<string, string>>;

/** What a shard has written, once it is complete. */
export interface ShardResult {
  /** The file of its records, beside the manifest; null where there are none. */
  readonly file: string | null;
  readonly sha256: string | null;
  /** Lines of alignment, rows of embeddings, or images that were measured. */
  readonly records: number;
  /** Images whose crops have other names than their own, of `align`. */
  readonly renamed?: readonly { readonly path: string; readonly stem: string }[] | undefined;
  /** The different classes of the rows, of `embed`. */
  readonly classes?: readonly string[] | undefined;
}

/** What a shard says of itself, written when it begins and again when it is complete. */
export interface ShardManifest {
  readonly command: 'align' | 'embed' | 'check';
  readonly shard: Shard;
  /** The command line without the program's name, and the folder that it was called in. */
  readonly argv: readonly string[];
  readonly cwd: string;
  /** The output as the user named it. */
  readonly output: string;
  readonly settings: ShardSettings;
  /** All images of the input: how many, and SHA-256 of their paths. */
  readonly input: { readonly images: number; readonly sha256: string };
  /** Those of them that are this shard's. */
  readonly images: number;
  /** Absent while it is worked on. */
  readonly result?: ShardResult | undefined;
}

const FORMAT = 'facekit-shard';
const VERSION = 1;
const COUNT = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const INNER = v.pipe(v.string(), v.check(isInnerPath, 'a place inside the output'));
const SHA256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'a SHA-256'));

const RESULT = v.object({
  file: v.nullable(INNER),
  sha256: v.nullable(SHA256),
  records: COUNT,
  renamed: v.optional(v.array(v.object({ path: v.string(), stem: INNER }))),
  classes: v.optional(v.array(v.string())),
});

const MANIFEST = v.object({
  format: v.literal(FORMAT, FORMAT),
  version: v.literal(VERSION, 'version 1: update facekit'),
  command: v.picklist(['align', 'embed', 'check']),
  shard: v.object({ index: COUNT, count: v.pipe(COUNT, v.minValue(1), v.maxValue(MOST_SHARDS)) }),
  argv: v.array(v.string()),
  cwd: v.string(),
  output: v.string(),
  settings: v.record(v.string(), v.string()),
  input: v.object({ images: COUNT, sha256: SHA256 }),
  images: COUNT,
  result: v.optional(RESULT),
});

/** Writes a manifest whole. */
export const writeManifest = (file: string, manifest: ShardManifest): Promise<void> =>
  writeWhole(file, `${JSON.stringify({ format: FORMAT, version: VERSION, ...manifest }, null, 2)}\n`);

/**
 * Reads a manifest; undefined where there is none.
 *
 * @throws FacekitError `shard-damaged`
 */
export async function readManifest(file: string): Promise<ShardManifest | undefined> {
  const text = await ifThere(readTextFile(file), undefined);
  if (text === undefined) return undefined;
  const manifest = checkJson(text, MANIFEST);
  if (manifest.ok) return manifest.value;
  throw shardDamaged(`the manifest of a shard at ${file}`, manifest.problem, `remove ${path.dirname(file)}`);
}

/** A shard with something else in it than was written. `problem` follows "but", `remedy` comes before "and run that shard again". */
export const shardDamaged = (what: string, problem: string, remedy: string): FacekitError =>
  new FacekitError('shard-damaged', `Expected ${what} but ${problem}: ${remedy} and run that shard again.`);
