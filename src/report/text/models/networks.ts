import type { NetworkTable } from '../../../pipelines/architectures/describe-networks.ts';
import type { LayerCost } from '../../../tensor/cost/layer-costs.ts';
import type { Operation } from '../../../tensor/network.ts';

/** A table for each network: layer, what it computes, shape of its output, parameters, multiplications. */
export const formatNetworks = (networks: readonly NetworkTable[]): string => networks.map(formatNetwork).join('\n');

/** A line for each network: input, parameters, multiplications. */
export const formatNetworkTotals = (networks: readonly NetworkTable[]): string =>
  formatRows([
    ['network', 'input', 'parameters', 'MACs'],
    ...networks.map(({ name, input, parameters, macs }) => [name, sizes(input), exact(parameters), short(macs)]),
  ]);

function formatNetwork({ name, input, layers, parameters, macs }: NetworkTable): string {
  const rows = layers.map((layer) => [
    nameOf(layer),
    layer.operations.map(inWords).join(', '),
    sizes(layer.output),
    layer.parameters ? exact(layer.parameters) : '',
    layer.macs ? short(layer.macs) : '',
  ]);
  return `${name}, input ${sizes(input)}\n${formatRows([
    ['layer', 'computes', 'output', 'parameters', 'MACs'],
    ...rows,
    ['total', '', '', exact(parameters), short(macs)],
  ])}`;
}

/** A node without parameters has no name but that of its operation. */
const nameOf = ({ name, operations }: LayerCost): string => (name === operations[0]?.op ? '' : name);

/** Numbers, the last two columns, to the right. */
function formatRows(rows: readonly (readonly string[])[]): string {
  const columns = rows[0]?.length ?? 0;
  const widths = Array.from({ length: columns }, (_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  const pad = (cell: string, i: number): string =>
    i < columns - 2 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0);
  return rows.map((row) => `${row.map(pad).join('  ').trimEnd()}\n`).join('');
}

function inWords(operation: Operation): string {
  if (!('kernel' in operation)) return WORDS[operation.op] ?? operation.op;
  const [height, width] = operation.kernel;
  const stride = operation.stride === 1 ? '' : `/${operation.stride}`;
  return `${WORDS[operation.op] ?? operation.op} ${height}×${width}${stride}`;
}

const WORDS: Readonly<Partial<Record<Operation['op'], string>>> = {
  'depthwise-conv': 'depthwise',
  'max-pool': 'max pool',
  'average-pool': 'average pool',
  'l2-pool': 'L2 pool',
  'local-response-norm': 'response norm',
  'global-average-pool': 'average of all',
  standardise: 'standardize',
  relu: 'ReLU',
  prelu: 'PReLU',
  'l2-normalise': 'length 1',
  add: 'sum',
};

const sizes = (shape: readonly number[]): string => shape.join('×');

const exact = (count: number): string => count.toLocaleString('en-US');

/** Three digits: 1.61 G, 335 M, 12.4 K. */
function short(count: number): string {
  const [divisor, unit] = UNITS.find(([from]) => count >= 0.9995 * from) ?? [1, ''];
  const value = count / divisor;
  const digits = divisor === 1 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(value * 1.0005)));
  return `${value.toFixed(digits)}${unit}`;
}

const UNITS = [
  [1e9, ' G'],
  [1e6, ' M'],
  [1e3, ' K'],
] as const;
