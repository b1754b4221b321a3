import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { spreadOf } from '../../dist/core/percentiles.js';
import { runFacekit } from './facekit.mjs';

/** A program that talks as peer.py and peer.mjs do. Rejects with its last line of errors where it does not start. */
export async function openProgram(command, [script, ...args], env = process.env) {
  const child = spawn(command, [path.join(import.meta.dirname, '../peers', script), ...args], { env });
  let errors = '';
  child.stderr.on('data', (text) => (errors += text));
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const nextLine = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${script}: ${errors.trim().split('\n').at(-1)}`);
    return JSON.parse(value);
  };
  await nextLine();
  return {
    round: async () => {
      child.stdin.write('\n');
      return nextLine();
    },
    close: () => child.stdin.end(),
  };
}

/** Whole runs of facekit's command line. `argsOf` gives the arguments of run number n. */
export function openCommand(argsOf) {
  let n = 0;
  return { round: () => runFacekit(argsOf(n++)), close: () => undefined };
}

/**
 * Lets two sides do their work in turns, so that what else the machine does strikes both alike; ratios are of each turn. Between
 * `least` and `most` turns, as many as begin within `seconds`.
 */
export async function takeTurns(ours, theirs, { least, most, seconds: time }) {
  const pairs = [];
  const end = performance.now() + time * 1000;
  while (pairs.length < least || (pairs.length < most && performance.now() < end))
    pairs.push([await ours.round(), await theirs.round()]);
  const ratios = (key) => spreadOf(pairs.map(([our, their]) => their[key] / theirs.count / (our[key] / ours.count)));
  const perSecond = ({ count }, side) => count / spreadOf(pairs.map((pair) => pair[side].seconds)).median;
  return {
    ours: perSecond(ours, 0),
    theirs: perSecond(theirs, 1),
    ratio: ratios('seconds'),
    processorRatio: ratios('processor'),
    results: pairs.at(-1).map(({ result }) => result),
  };
}
