import path from 'node:path';

const FORMATS: Readonly<Partial<Record<string, string>>> = { '.mp4': 'mp4', '.mov': 'mov', '.mkv': 'matroska' };

/** What ffmpeg calls the kind of a video file; undefined for one that is not written. */
export const formatOf = (file: string): string | undefined => FORMATS[path.extname(file).toLowerCase()];

export interface EncoderOptions {
  /** Of the pictures. */
  readonly width: number;
  readonly height: number;
  readonly picturesPerSecond: number;
  readonly format: string;
  readonly file: string;
}

/** The arguments with which ffmpeg makes a video of 8-bit RGB pictures on standard input. */
export const encoderArguments = ({ width, height, picturesPerSecond, format, file }: EncoderOptions): string[] => [
  ...['-hide_banner', '-loglevel', 'error'],
  ...[
    '-f',
    'rawvideo',
    '-pix_fmt',
    'rgb24',
    '-s',
    `${width}x${height}`,
    '-r',
    String(picturesPerSecond),
    '-i',
    'pipe:0',
  ],
  // Players want even sides; little is held back, so that a video is soon finished.
  ...['-vf', 'pad=ceil(iw/2)*2:ceil(ih/2)*2', '-pix_fmt', 'yuv420p', '-preset', 'veryfast', '-tune', 'zerolatency'],
  ...['-f', format, '-y', `file:${file}`],
];
