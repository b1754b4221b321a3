import { protocolsOf, type VideoSource } from './video-source.ts';

/** How ffmpeg is to give the pictures of a source. */
export interface DecoderOptions {
  /** Larger pictures are made smaller until no side is longer, in pixels. */
  readonly maxSide: number;
  /** Pictures a second, as a fraction such as `30000/1001`: as many come, evenly spaced. Default: as the source has them. */
  readonly rate?: string | undefined;
  /** Play a file at its own speed. */
  readonly realtime?: boolean | undefined;
  readonly platform: NodeJS.Platform;
  /** How the camera is called, where cameras have names and no numbers: Windows. */
  readonly cameraName?: string | undefined;
}

/**
 * The arguments with which ffmpeg writes the pictures of a source to standard output, each as PPM: 8-bit RGB behind a header that says its
 * size, so that a source need not be opened twice to learn it.
 */
export function decoderArguments(source: VideoSource, options: DecoderOptions): string[] {
  const { maxSide, rate } = options;
  const filters = [
    ...(rate === undefined ? [] : [`fps=${rate}`]),
    `scale=w='min(${maxSide},iw)':h='min(${maxSide},ih)':force_original_aspect_ratio=decrease`,
  ];
  return [
    ...['-nostdin', '-hide_banner', '-loglevel', 'error'],
    ...inputArguments(source, options),
    // Of several tracks the first that is no cover picture.
    ...['-map', '0:V:0', '-an', '-sn', '-dn', '-vf', filters.join(',')],
    ...['-c:v', 'ppm', '-pix_fmt', 'rgb24', '-f', 'image2pipe', '-flush_packets', '1', 'pipe:1'],
  ];
}

/** So long ffmpeg waits for a server of another kind than RTSP, in microseconds. */
const NETWORK_TIMEOUT = 10_000_000;
/** What comes is not held back: a second is enough to find out what a stream holds, and threads would each hold a picture. */
const SOON = ['-fflags', 'nobuffer', '-analyzeduration', '1000000', '-threads', '1'];

function inputArguments(source: VideoSource, { platform, realtime, cameraName = '' }: DecoderOptions): string[] {
  const allowed = ['-protocol_whitelist', protocolsOf(source)];
  switch (source.kind) {
    case 'file':
      // With its protocol said, no name of a file is taken for an address or an option.
      return [...(realtime ? ['-re'] : []), ...allowed, '-i', `file:${source.file}`];
    case 'address':
      return [...SOON, ...allowed, ...networkArguments(source.scheme), '-i', source.address];
    case 'camera':
      return [...SOON, ...allowed, ...cameraArguments(source.index, platform, cameraName)];
  }
}

function networkArguments(scheme: string): string[] {
  // Over TCP no picture is torn; but some cameras send over UDP alone.
  if (scheme.startsWith('rtsp')) return ['-rtsp_flags', 'prefer_tcp'];
  return scheme === 'udp' ? [] : ['-rw_timeout', String(NETWORK_TIMEOUT)];
}

function cameraArguments(index: number, platform: NodeJS.Platform, name: string): string[] {
  if (platform === 'darwin') return ['-f', 'avfoundation', '-framerate', '30', '-i', `${index}:none`];
  if (platform === 'win32') return ['-f', 'dshow', '-i', `video=${name}`];
  return ['-f', 'v4l2', '-i', `/dev/video${index}`];
}
