import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { cameraNamesIn } from '../../../../src/pipelines/camera/source/camera-name.ts';
import { endInWords } from '../../../../src/pipelines/camera/source/child.ts';
import { decoderArguments } from '../../../../src/pipelines/camera/source/decoder-arguments.ts';
import { parseSource, withoutSecrets } from '../../../../src/pipelines/camera/source/video-source.ts';

const SECRET = 'rtsp://admin:pa%24s@cam.local:554/live?token=t0p';

describe('a source', () => {
  test.each([
    ['0', { kind: 'camera', index: 0 }],
    ['a.mp4', { kind: 'file', file: path.resolve('/films/a.mp4') }],
    ['./-a.mp4', { kind: 'file', file: path.resolve('/films/-a.mp4') }],
    ['./http:a.mp4', { kind: 'file', file: path.resolve('/films/http:a.mp4') }],
    ['RTSP://cam/live', { kind: 'address', scheme: 'rtsp', shown: 'RTSP://cam/live' }],
    [SECRET, { kind: 'address', address: SECRET, shown: 'rtsp://cam.local:554/live?…' }],
  ])('%s is understood', (text, source) => {
    expect(parseSource(text, '/films')).toMatchObject(source);
  });

  test.each([
    '',
    '-i',
    '-f lavfi',
    'concat:/etc/passwd|b',
    'file:///etc/passwd',
    'data:,x',
    'pipe:0',
    'lavfi:testsrc',
    'crypto:http://x',
    'http:a',
    'ftp://a/b.mp4',
    'rtsp://a b',
  ])('%j is refused', (text) => {
    expect(() => parseSource(text, '/films')).toThrow(expect.objectContaining({ code: 'usage' }));
  });

  test('nothing secret is in what is said of it', () => {
    const source = parseSource(SECRET, '/');
    const said = `${SECRET}: 401; user admin, pa%24s, pa$s; /live?token=t0p`;
    expect(withoutSecrets(said, source)).toBe('rtsp://cam.local:554/live?…: 401; user admin, …, …; /live?…');
    expect(() => parseSource('ftp://u:secret@h/p?key=k', '/')).toThrow(/^(?!.*(secret|key=)).*$/);
  });
});

describe('the arguments for ffmpeg', () => {
  const argumentsFor = (text: string, platform: NodeJS.Platform = 'linux', more = {}) =>
    decoderArguments(parseSource(text, '/films'), { maxSide: 640, platform, ...more });
  const after = (args: readonly string[], option: string): string | undefined => args[args.indexOf(option) + 1];

  test.each([
    ['a.mp4', 'file', `file:${path.resolve('/films/a.mp4')}`],
    ['rtsp://h/s', 'rtsp,rtp,udp,tcp', 'rtsp://h/s'],
    ['http://h/s', 'http,https,tls,tcp,crypto', 'http://h/s'],
    ['tcp://h:1', 'tcp', 'tcp://h:1'],
    ['2', 'file', '/dev/video2'],
  ])('%s is opened with its own protocols alone', (text, protocols, input) => {
    const args = argumentsFor(text);
    expect(after(args, '-protocol_whitelist')).toBe(protocols);
    expect(after(args, '-i')).toBe(input);
    expect(args.indexOf('-protocol_whitelist')).toBeLessThan(args.indexOf('-i'));
  });

  test('cameras are opened in the way of the system', () => {
    expect(argumentsFor('1', 'darwin')).toEqual(expect.arrayContaining(['avfoundation', '1:none']));
    const named = argumentsFor('1', 'win32', { cameraName: 'USB Camera' });
    expect(named).toEqual(expect.arrayContaining(['dshow', 'video=USB Camera']));
  });

  test('a file is played evenly, and at its own speed where that is asked for', () => {
    expect(after(argumentsFor('a.mp4', 'linux', { rate: '30000/1001' }), '-vf')).toMatch(/^fps=30000\/1001,scale=/);
    expect(argumentsFor('a.mp4')).not.toContain('-re');
    expect(argumentsFor('a.mp4', 'linux', { realtime: true })).toContain('-re');
  });
});

test('the names of cameras are found in what ffmpeg says on Windows', () => {
  const listing = [
    '[dshow @ 000001] "Integrated Camera" (video)',
    '[dshow @ 000001]   Alternative name "@device_pnp_\\\\?\\usb#vid_5986"',
    '[dshow @ 000001] "OBS Virtual Camera" (video)',
    '[dshow @ 000001] "Microphone Array" (audio)',
  ].join('\r\n');
  expect(cameraNamesIn(listing)).toEqual(['Integrated Camera', 'OBS Virtual Camera']);
});

test('how ffmpeg ended is said by its last line, without its addresses in memory', () => {
  const words =
    '[tcp @ 0x55e0] Connection to tcp://127.0.0.1:9 failed: Connection refused\nrtsp://h/s: Connection refused\n';
  expect(endInWords({ exitCode: 1, signal: null, words })).toBe('ffmpeg says: rtsp://h/s: Connection refused');
  expect(endInWords({ exitCode: null, signal: 'SIGKILL', words })).toBe('ffmpeg was ended by SIGKILL');
  expect(endInWords({ exitCode: 3, signal: null, words: '' })).toBe('ffmpeg ended with 3');
});
