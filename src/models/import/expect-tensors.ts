import { FacekitError } from '../../core/errors.ts';
import { formatShape } from '../../formats/format-shape.ts';

/** Parameter name → shape. */
export type ExpectedShapes = ReadonlyMap<string, readonly number[]>;

/** Anything with a shape, so that the numbers need not be read before the check. */
interface Shaped {
  readonly shape: readonly number[];
}
type Found<T extends Shaped = Shaped> = ReadonlyMap<string, T>;

export interface ExpectOptions {
  /** The file, for messages. */
  readonly source: string;
  /** The network, for messages. Default: FaceNet's. */
  readonly network?: string;
  /** Names that may be there and are not looked at. Default: none. */
  readonly ignore?: (name: string) => boolean;
}

/** At most this many tensors of a kind are named in a message. */
const NAMED = 3;

/**
 * Checks that a file holds exactly the expected tensors.
 *
 * @returns a look-up of the expected tensors by name.
 * @throws FacekitError `weights-mismatch` that names tensors which are missing, of another shape, or unknown.
 */
export function expectTensors<T extends Shaped>(
  found: Found<T>,
  expected: ExpectedShapes,
  { source, network = "FaceNet's Inception-ResNet-v1", ignore = () => false }: ExpectOptions,
): (name: string) => T {
  const problems = [
    ...list('missing', missing(found, expected)),
    ...list('of another shape', misshapen(found, expected)),
    ...list('unknown', unknown(found, expected, ignore)),
  ];
  if (problems.length === 0) return (name) => lookUp(found, name);
  throw new FacekitError(
    'weights-mismatch',
    `Expected the ${expected.size} tensors of ${network} in ${source} ` +
      `but found ${problems.join('; ')}. Is it the weight file of another network?`,
  );
}

function lookUp<T extends Shaped>(tensors: Found<T>, name: string): T {
  const tensor = tensors.get(name);
  if (!tensor) throw new Error(`${name} is not among the expected tensors`);
  return tensor;
}

const missing = (found: Found, expected: ExpectedShapes): string[] =>
  [...expected].filter(([name]) => !found.has(name)).map(([name, shape]) => `${name} ${formatShape(shape)}`);

const misshapen = (found: Found, expected: ExpectedShapes): string[] =>
  [...expected].flatMap(([name, shape]) => {
    const actual = found.get(name)?.shape;
    if (!actual || actual.join() === shape.join()) return [];
    return [`${name} ${formatShape(actual)} instead of ${formatShape(shape)}`];
  });

const unknown = (found: Found, expected: ExpectedShapes, ignore: (name: string) => boolean): string[] =>
  [...found.keys()].filter((name) => !expected.has(name) && !ignore(name));

function list(problem: string, tensors: readonly string[]): string[] {
  if (tensors.length === 0) return [];
  const rest = tensors.length > NAMED ? ', …' : '';
  return [`${tensors.length} ${problem} (${tensors.slice(0, NAMED).join(', ')}${rest})`];
}
