import { FacekitError, usageError } from '../../core/errors.ts';
import { describeModel } from '../../models/store/list.ts';
import type { StoreOptions } from '../../models/store/find-model.ts';
import { atInputSize } from '../../tensor/cost/at-input-size.ts';
import { type Cost, layerCosts, type LayerCost } from '../../tensor/cost/layer-costs.ts';
import { knownNetworks, type KnownNetwork } from './known-networks.ts';

/** A network as the table of a paper, with the cost of all its layers. */
export interface NetworkTable extends Cost {
  readonly name: string;
  /** Height, width and channels of the input. */
  readonly input: readonly number[];
  readonly layers: readonly LayerCost[];
}

export interface DescribeOptions extends StoreOptions {
  /** Side of the images, of a network that takes any; default: what its paper counts for. */
  readonly inputSize?: number | undefined;
}

/**
 * The tables of a network or of a model's networks, by name; MTCNN has three. Without a name those of all networks.
 *
 * @throws FacekitError `usage`, `model-unknown`
 */
export async function describeNetworks(name: string | undefined, options: DescribeOptions): Promise<NetworkTable[]> {
  const networks = knownNetworks();
  const names = name === undefined ? networks.map((each) => each.name) : await networksOf(name, options);
  const named = networks.filter((each) => names.includes(each.name));
  if (!named.length)
    throw usageError(
      `Expected ${expectation()} but ${String(name)} is an ONNX model, whose layers its own file knows alone.`,
    );
  return named.map((network) => tableOf(network, options.inputSize));
}

async function networksOf(name: string, options: StoreOptions): Promise<readonly string[]> {
  if (name === 'mtcnn') return ['pnet', 'rnet', 'onet'];
  if (knownNetworks().some((each) => each.name === name)) return [name];
  const { info } = await describeModel(name, options).catch((error: unknown) => {
    if (error instanceof FacekitError && error.code === 'model-unknown')
      throw new FacekitError('model-unknown', `Expected ${expectation()} but received ${name}.`, { cause: error });
    throw error;
  });
  return info && 'architecture' in info ? [info.architecture] : [];
}

const expectation = (): string =>
  `a network (${knownNetworks()
    .map(({ name }) => name)
    .join(', ')}) or a model of one`;

function tableOf({ name, network, freeSize }: KnownNetwork, inputSize: number | undefined): NetworkTable {
  const [, fixed = 0] = network.input.shape;
  if (inputSize !== undefined && inputSize !== fixed && (!freeSize || inputSize % freeSize.step !== 0))
    throw usageError(
      freeSize
        ? `Expected a multiple of ${freeSize.step} for \`inputSize\` of ${name} but received ${inputSize}.`
        : `Expected no \`inputSize\` but ${fixed} for ${name}, whose input has that side.`,
    );
  const side = freeSize ? (inputSize ?? freeSize.usual) + freeSize.padding : Number(fixed);
  const sized = atInputSize(network, side, side);
  const layers = layerCosts(sized);
  const total = (of: (layer: LayerCost) => number): number => layers.reduce((sum, layer) => sum + of(layer), 0);
  return {
    name,
    input: sized.input.shape.slice(1).map(Number),
    layers,
    parameters: total(({ parameters }) => parameters),
    macs: total(({ macs }) => macs),
  };
}
