/** What the normaliser must know about a command's options. Names are kebab-case, with their dashes. */
export interface OptionShapes {
  /** Options without a value. */
  readonly flags: ReadonlySet<string>;
  /** Options whose value is a list of this many numbers. */
  readonly lists: ReadonlyMap<string, number>;
  /** Options of the FaceNet scripts that have no meaning here, and why. They take a value. */
  readonly ignored: ReadonlyMap<string, string>;
  /** Other spellings of options. */
  readonly aliases: ReadonlyMap<string, string>;
}

export interface NormalArgv {
  readonly argv: readonly string[];
  /** One line for each option that is ignored. */
  readonly notes: readonly string[];
}

/**
 * Turns a command line as the FaceNet scripts take it into facekit's own form, so that one from a tutorial can be pasted:
 * `--image_size 160` → `--image-size 160`, `--detect_multiple_faces True` → `--detect-multiple-faces` (and `False` → nothing; the
 * script takes any value there as true), `--thresholds 0.6 0.7 0.7` → `--thresholds 0.6,0.7,0.7`.
 */
export function normaliseArgv(argv: readonly string[], shapes: OptionShapes): NormalArgv {
  const end = argv.indexOf('--');
  const rest = end < 0 ? [] : argv.slice(end);
  const tokens = end < 0 ? argv : argv.slice(0, end);
  const result: string[] = [];
  const notes: string[] = [];
  for (let i = 0; i < tokens.length;) {
    const option = readOption(tokens, i, shapes);
    result.push(...option.argv);
    notes.push(...option.notes);
    i += option.taken;
  }
  return { argv: [...result, ...rest], notes };
}

interface Reading extends NormalArgv {
  /** How many tokens were read. */
  readonly taken: number;
}

function readOption(tokens: readonly string[], at: number, shapes: OptionShapes): Reading {
  const token = tokens[at] ?? '';
  if (!token.startsWith('--')) return { argv: [token], notes: [], taken: 1 };
  const [spelled, attached] = splitAtEquals(token);
  const kebab = spelled.replaceAll('_', '-');
  const name = shapes.aliases.get(kebab) ?? kebab;
  const value = attached ?? tokens[at + 1];
  const taken = attached === undefined ? 2 : 1;

  const why = shapes.ignored.get(name);
  if (why !== undefined) return { argv: [], notes: [`Ignored ${spelled}: ${why}`], taken };
  if (shapes.flags.has(name) && /^(true|false)$/i.test(value ?? '')) {
    return { argv: value?.toLowerCase() === 'true' ? [name] : [], notes: [], taken };
  }
  const count = shapes.lists.get(name);
  const list = tokens.slice(at + 1, at + 1 + (count ?? 0));
  if (count !== undefined && attached === undefined && list.length === count && list.every(isNumber)) {
    return { argv: [name, list.join(',')], notes: [], taken: 1 + count };
  }
  return { argv: [attached === undefined ? name : `${name}=${attached}`], notes: [], taken: 1 };
}

function splitAtEquals(token: string): [string, string | undefined] {
  const at = token.indexOf('=');
  return at < 0 ? [token, undefined] : [token.slice(0, at), token.slice(at + 1)];
}

const isNumber = (text: string): boolean => text.trim() !== '' && Number.isFinite(Number(text));
