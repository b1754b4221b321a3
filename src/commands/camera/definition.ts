import { defineCommand } from '../shared/command-entry.ts';
import { detectorOptions } from '../shared/detector-options.ts';
import {
  engineOptions,
  integer,
  jobsOption,
  modelOption,
  number,
  outputOptions,
  text,
  threadsOption,
} from '../shared/options.ts';
import { defaultOption, flagOption, type FlagsOf, valueOption } from '../shared/typed-option.ts';

/** The options of `facekit camera`. */
export const cameraOptions = () => [
  defaultOption('--source <source>', "a camera's number, an address (rtsp, http, …) or a video file", text, '0'),
  valueOption('--events <file>', 'append a line of JSON there for everybody who appears or leaves', text),
  valueOption('--record <file>', 'write the video with boxes and names there: .mp4, .mkv or .mov', text),
  valueOption('--snapshots <folder>', 'write a picture there of everybody who appears', text),
  defaultOption(
    '--every <count>',
    'look for faces in one picture of so many, and follow them in between',
    integer({ min: 1, max: 1000 }),
    3,
  ),
  defaultOption('--agree <count>', 'looks that must agree on a name', integer({ min: 1, max: 100 }), 3),
  defaultOption('--leave-after <seconds>', 'who is not seen for longer has left', number({ min: 0.1, max: 3600 }), 2),
  valueOption(
    '--threshold <distance>',
    'a face farther than this from everybody is unknown (0 to 4)',
    number({ min: 0, max: 4 }),
  ),
  defaultOption('--max-side <pixels>', 'make larger pictures smaller', integer({ min: 64, max: 8192 }), 1280),
  valueOption('--max-frames <count>', 'end after so many pictures', integer({ min: 1 })),
  valueOption(
    '--retry <count>',
    'open a source that goes away so often again (default: without end)',
    integer({ min: 0 }),
  ),
  flagOption('--realtime', 'play a file at its own speed, as a camera would show it'),
  modelOption("where the gallery's model is, if not installed under its name"),
  ...detectorOptions('yunet', 'yunet 20, mtcnn 60'),
  ...engineOptions(),
  jobsOption(),
  threadsOption('1'),
  ...outputOptions(),
];

export type CameraFlags = FlagsOf<typeof cameraOptions>;

export const cameraCommand = defineCommand('camera', {
  summary: 'watch a camera or a video: who comes and goes?',
  description:
    'Follows the faces of a camera, a stream or a video file, and tells who of the gallery appears and leaves; without a gallery, that somebody does. Needs ffmpeg.',
  arguments: { '[gallery]': "the gallery's folder (default: faces are numbered, not named)" },
  options: cameraOptions,
  examples: [
    'camera friends',
    'camera friends --source party.mp4 --events party.jsonl --record named.mp4',
    'camera friends --source rtsp://camera.local/stream --snapshots visitors --json',
  ],
  load: async () => (await import('./camera.ts')).camera,
});
