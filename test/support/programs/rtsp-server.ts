import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A camera in the network, as far as RFC 2326 asks of one: ffmpeg makes the RTP packets, a film over and over. */
export interface RtspServer extends AsyncDisposable {
  /** Such as rtsp://127.0.0.1:43211/film. */
  readonly address: string;
}

export type Transport = 'tcp' | 'udp';

/** @param transport the only one that the camera speaks; others it refuses with 461 */
export async function startRtspServer(film: string, folder: string, transport: Transport): Promise<RtspServer> {
  const packets = createSocket('udp4').bind(0, '127.0.0.1');
  await once(packets, 'listening');
  const sdp = path.join(folder, `${transport}.sdp`);
  const sender = sendFilm(film, packets.address().port, sdp);
  while (!existsSync(sdp) || readFileSync(sdp, 'utf8') === '') await sleep(20);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    answer(socket, { sdp: readFileSync(sdp, 'utf8'), packets, transport });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    address: `rtsp://127.0.0.1:${(server.address() as AddressInfo).port}/film`,
    [Symbol.asyncDispose]: () => stop(server, sockets, { packets, sender }),
  };
}

function sendFilm(film: string, port: number, sdp: string): ChildProcess {
  const input = ['-hide_banner', '-loglevel', 'error', '-re', '-stream_loop', '-1', '-i', film, '-an', '-c:v', 'copy'];
  return spawn('ffmpeg', [...input, '-f', 'rtp', '-sdp_file', sdp, `rtp://127.0.0.1:${port}`], { stdio: 'ignore' });
}

async function stop(
  server: Server,
  sockets: ReadonlySet<Socket>,
  { packets, sender }: { readonly packets: UdpSocket; readonly sender: ChildProcess },
): Promise<void> {
  sender.kill('SIGKILL');
  packets.close();
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
}

interface Film {
  readonly sdp: string;
  readonly packets: UdpSocket;
  readonly transport: Transport;
}

/** Answers the requests of one client, each of which ends with an empty line. */
function answer(socket: Socket, film: Film): void {
  let text = '';
  socket.on('error', () => undefined);
  socket.on('data', (bytes) => {
    text += bytes.toString('latin1');
    for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
      const request = text.slice(0, end);
      text = text.slice(end + 4);
      const number = /^CSeq: *(\d+)/im.exec(request)?.[1] ?? '0';
      const { status = '200 OK', headers = [], body = '' } = replyTo(request, socket, film);
      const length = body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
      socket.write([`RTSP/1.0 ${status}`, `CSeq: ${number}`, ...headers, ...length, '', body].join('\r\n'));
    }
  });
}

interface Reply {
  readonly status?: string;
  readonly headers?: readonly string[];
  readonly body?: string;
}

function replyTo(request: string, socket: Socket, { sdp, packets, transport }: Film): Reply {
  switch (request.split(' ', 1)[0]) {
    case 'OPTIONS':
      return { headers: ['Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN'] };
    case 'DESCRIBE':
      return {
        headers: ['Content-Type: application/sdp'],
        body: `${sdp.replace(/^SDP:\r?\n/, '').trim()}\r\na=control:film\r\n`,
      };
    case 'SETUP':
      return setUp(/^Transport: *(.*)$/im.exec(request)?.[1] ?? '', socket, { packets, transport });
    default:
      return { headers: ['Session: 1'] };
  }
}

function setUp(asked: string, socket: Socket, { packets, transport }: Omit<Film, 'sdp'>): Reply {
  const isTcp = asked.includes('RTP/AVP/TCP');
  if (isTcp !== (transport === 'tcp')) return { status: '461 Unsupported Transport' };
  const port = Number(/client_port=(\d+)/.exec(asked)?.[1]);
  const own = packets.address().port;
  // Packets come from the beginning on; a player that has not said PLAY yet drops them.
  packets.on('message', (packet) => {
    if (socket.destroyed) return;
    if (isTcp) socket.write(Buffer.concat([Buffer.from([0x24, 0, packet.length >> 8, packet.length & 255]), packet]));
    else packets.send(packet, port, '127.0.0.1');
  });
  const where = isTcp
    ? 'RTP/AVP/TCP;unicast;interleaved=0-1'
    : `RTP/AVP;unicast;client_port=${port}-${port + 1};server_port=${own}-${own + 1}`;
  return { headers: ['Session: 1', `Transport: ${where}`] };
}
