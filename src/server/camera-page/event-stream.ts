import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { Viewers } from './viewers.ts';

/** Who comes later sees so many of those before. */
const KEPT = 100;

/** Events as browsers read them (server-sent events): those before, then each new one. */
export class EventStream {
  readonly #viewers = new Viewers();
  #kept: string[] = [];

  open(response: ServerResponse, headers: OutgoingHttpHeaders): void {
    response.writeHead(200, { ...headers, 'content-type': 'text/event-stream' });
    response.write(this.#kept.join('') || ':\n\n');
    this.#viewers.add(response);
  }

  send(event: object): void {
    const line = `data: ${JSON.stringify(event)}\n\n`;
    this.#kept = [...this.#kept, line].slice(-KEPT);
    this.#viewers.send(line, { keepUp: false });
  }

  end(): void {
    this.#viewers.send('event: end\ndata: {}\n\n', { keepUp: false });
    this.#viewers.end();
  }
}
