import { FacekitError } from '../../dist/core/errors.js';
import { Wrong } from './wrong.mjs';

const LONGEST_MESSAGE = 4000;

/** What is wrong with a message, for one who reads it; undefined when nothing is. */
function problemOf(message) {
  if (message.trim() === '') return 'the message is empty';
  if (/unknown error/i.test(message)) return '"Unknown error"';
  if (/\n\s+at /.test(message)) return 'a stack in the message';
  if (/\[object \w+\]|: undefined\b|Cannot read propert|is not a function/.test(message)) return 'words of the program';
  if (message.length > LONGEST_MESSAGE) return `a message of ${message.length} characters`;
  return undefined;
}

/** Judges what a reader threw: the kind of find and its text; undefined for a refusal as it should be. */
export function judge(error) {
  if (error instanceof Wrong) return { kind: 'wrong', text: error.message };
  if (!(error instanceof FacekitError))
    return { kind: 'exception', text: error instanceof Error ? String(error.stack) : String(error) };
  const problem = problemOf(error.message);
  return problem && { kind: 'message', text: `${problem}: ${error.message.slice(0, 500)}` };
}
