import { commandOf } from '../shared/command-entry.ts';
import { detectorOptions } from '../shared/detector-options.ts';
import {
  countOption,
  engineOptions,
  jobsOption,
  galleryModelOption,
  galleryThresholdOption,
  outputOptions,
  portOption,
  threadsOption,
} from '../shared/options.ts';
import { atLeastOne, integer, number, text } from '../shared/values.ts';
import { defaultOption, flagOption, type FlagsOf, valueOption } from '../shared/typed-option.ts';

/** The options of `facekit camera`. */
const cameraOptions = () => [
  defaultOption('--source <source>', "a camera's number, an address (rtsp, http, …) or a video file", text, '0'),
  valueOption('--events <file>', 'append a line of JSON there for everybody who appears or leaves', text),
  valueOption('--record <file>', 'write the video with boxes and names there: .mp4, .mkv or .mov', text),
  valueOption('--snapshots <folder>', 'write a picture there of everybody who appears', text),
  flagOption('--show', 'open a page in the browser that shows the pictures with names, on this machine alone'),
  portOption('port of that page', 0),
  countOption('--every <count>', 'look for faces in one picture of so many, and follow them in between', {
    max: 1000,
    initial: 3,
  }),
  countOption('--agree <count>', 'looks that must agree on a name', { max: 100, initial: 3 }),
  defaultOption('--leave-after <seconds>', 'who is not seen for longer has left', number({ min: 0.1, max: 3600 }), 2),
  galleryThresholdOption(),
  defaultOption('--max-side <pixels>', 'make larger pictures smaller', integer({ min: 64, max: 8192 }), 1280),
  valueOption('--max-frames <count>', 'end after so many pictures', atLeastOne),
  valueOption(
    '--retry <count>',
    'open a source that goes away so often again (default: without end)',
    integer({ min: 0 }),
  ),
  flagOption('--realtime', 'play a file at its own speed, as a camera would show it'),
  galleryModelOption(),
  ...detectorOptions('yunet', 'yunet 20, mtcnn 60'),
  ...engineOptions(),
  jobsOption(),
  threadsOption('1'),
  ...outputOptions(),
];

export type CameraFlags = FlagsOf<typeof cameraOptions>;

/** `facekit camera`. */
export const command = commandOf(cameraOptions, async () => (await import('./camera.ts')).camera);
