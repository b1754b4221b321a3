import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { Viewers } from './viewers.ts';

const BOUNDARY = 'picture';
/** Pictures come this far apart at least: nobody sees more. */
const APART_MS = 30;

/** The newest picture, again and again, as browsers show it in the place of an image (multipart/x-mixed-replace). */
export class PictureStream {
  readonly #viewers = new Viewers();
  #isBusy = false;
  #next = 0;

  open(response: ServerResponse, headers: OutgoingHttpHeaders): void {
    response.writeHead(200, { ...headers, 'content-type': `multipart/x-mixed-replace; boundary=${BOUNDARY}` });
    response.write(`--${BOUNDARY}\r\n`);
    this.#viewers.add(response);
  }

  /** Shows a picture, a JPEG file, unless nobody looks or the one before is on its way: nothing waits for viewers. */
  offer(encode: () => Promise<Uint8Array>): void {
    const now = performance.now();
    if (this.#viewers.isEmpty || this.#isBusy || now < this.#next) return;
    this.#isBusy = true;
    this.#next = now + APART_MS;
    encode()
      .then((jpeg) => {
        this.#send(jpeg);
      })
      .catch(() => undefined)
      .finally(() => {
        this.#isBusy = false;
      });
  }

  end(): void {
    this.#viewers.end();
  }

  #send(jpeg: Uint8Array): void {
    const head = `Content-Type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\n\r\n`;
    this.#viewers.send(Buffer.concat([Buffer.from(head), jpeg, Buffer.from(`\r\n--${BOUNDARY}\r\n`)]), {
      keepUp: true,
    });
  }
}
