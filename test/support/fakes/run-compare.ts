import type { Readable } from 'node:stream';
import { compare } from '../../../src/commands/compare/compare.ts';
import type { CompareFlags } from '../../../src/commands/compare/options.ts';
import type { CompareNetworkOptions } from '../../../src/pipelines/compare/open-compare-networks.ts';
import { createFakeTools, type FakeTools } from './fake-compare.ts';
import { createTestIo } from '../io.ts';

const FLAGS: CompareFlags = {
  metric: 'euclidean',
  margin: 44,
  select: 'score',
  device: 'cpu',
  autoOrient: true,
};

/** Photographs: faces by their angles: 60° apart is a distance of 1 and so the same person, 90° apart is √2 and so another. */
export const FILES = {
  'a.jpg': '0',
  'b.jpg': '60',
  'c.jpg': '150',
  'two.jpg': '0 60',
  'nobody.jpg': '',
  'bad.jpg': 'x',
};

export interface CompareRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly folder: string;
  readonly tools: FakeTools;
  /** What the tools were asked to be. */
  readonly asked: readonly CompareNetworkOptions[];
}

export interface CompareSetting {
  readonly files?: Readonly<Record<string, string>>;
  readonly flags?: Partial<CompareFlags>;
  readonly tools?: FakeTools;
  readonly signal?: AbortSignal;
  readonly stdin?: Readable;
}

/** Runs `compare` in a folder with everything real but the codec and the networks. */
export async function runCompare(
  folder: string,
  args: readonly string[],
  setting: CompareSetting = {},
): Promise<CompareRun> {
  const { flags = {}, tools = createFakeTools(), signal, stdin } = setting;
  const { io, stdout, stderr } = createTestIo({ cwd: folder, ...(signal && { signal }), ...(stdin && { stdin }) });
  const asked: CompareNetworkOptions[] = [];
  const exitCode = await compare({ args }, { ...FLAGS, ...flags }, io, (options) => {
    asked.push(options);
    return tools;
  });
  return { exitCode, stdout: stdout(), stderr: stderr(), folder, tools, asked };
}
