import { commandOf } from '../shared/command-entry.ts';
import { detectorOptions } from '../shared/detector-options.ts';
import {
  collectionEngineOptions,
  countOption,
  newGalleryOptions,
  outputOptions,
  portOption,
} from '../shared/options.ts';
import { integer, number, text } from '../shared/values.ts';
import { defaultOption, flagOption, type FlagsOf, valueOption } from '../shared/typed-option.ts';

/** The options of `facekit serve`. */
const serveOptions = () => [
  defaultOption(
    '--host <address>',
    'address to listen at; one that other machines reach needs a key',
    text,
    '127.0.0.1',
  ),
  portOption('port to listen at', 8010),
  valueOption('--allowed-host <names>', 'names that the server is reached by besides, parted by commas', names),
  valueOption('--key-file <file>', 'keeps the SHA-256 of the key (default: <gallery>.key, if it is there)', text),
  flagOption('--create-key', 'make a new key, print it this once, and end'),
  defaultOption('--max-upload <megabytes>', 'refuse larger photographs', number({ min: 0.01, max: 500 }), 5),
  defaultOption(
    '--max-waiting <count>',
    'photographs that may wait for their turn',
    integer({ min: 0, max: 10_000 }),
    64,
  ),
  countOption('--max-rate <count>', 'requests a second of one client', { max: 100_000, initial: 200 }),
  ...newGalleryOptions(),
  ...detectorOptions(),
  ...collectionEngineOptions(),
  ...outputOptions(),
];

/** Reads names that are parted by commas. */
function names(): (value: string) => readonly string[] {
  return (value) =>
    value
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '');
}

export type ServeFlags = FlagsOf<typeof serveOptions>;

/** `facekit serve`. */
export const command = commandOf(serveOptions, async () => (await import('./serve.ts')).serve);
