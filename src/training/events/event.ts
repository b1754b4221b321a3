import { bytesOf, encodeFields, type Chunks, type Field } from '../../core/encoding/protobuf.ts';
import { histogramOf, type Histogram } from './histogram.ts';

/** What TensorBoard is told at a step: numbers, and how many numbers are spread. Tags with a `/` are shown in groups. */
export interface Summary {
  readonly scalars?: Readonly<Record<string, number>>;
  readonly histograms?: Readonly<Record<string, Float32Array>>;
}

/** When an event was. */
export interface EventTime {
  /** Seconds since 1970. */
  readonly seconds: number;
  readonly step: number;
}

/** The first event of a file: TensorBoard knows the format by it. */
export const encodeVersion = (seconds: number): Uint8Array =>
  Buffer.concat(
    encodeFields([
      [1, { double: seconds }],
      [3, 'brain.Event:2'],
    ]),
  );

/** A message `Event` of `event.proto` with a `Summary` of `summary.proto`. */
export function encodeSummary({ seconds, step }: EventTime, { scalars = {}, histograms = {} }: Summary): Uint8Array {
  const values: Field[] = [
    ...Object.entries(scalars).map(([tag, value]) => valueField(tag, [2, { float: value }])),
    ...Object.entries(histograms).map(([tag, numbers]) => valueField(tag, [5, encodeHistogram(histogramOf(numbers))])),
  ];
  return Buffer.concat(
    encodeFields([
      [1, { double: seconds }],
      [2, step],
      [5, encodeFields(values)],
    ]),
  );
}

const valueField = (tag: string, value: Field): Field => [1, encodeFields([[1, tag], value])];

const encodeHistogram = (histogram: Histogram): Chunks =>
  encodeFields([
    [1, { double: histogram.min }],
    [2, { double: histogram.max }],
    [3, { double: histogram.count }],
    [4, { double: histogram.sum }],
    [5, { double: histogram.sumOfSquares }],
    [6, [bytesOf(histogram.limits)]],
    [7, [bytesOf(histogram.counts)]],
  ]);
