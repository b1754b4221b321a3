import type { ServerResponse } from 'node:http';

/** Responses that stay open, each of which gets everything new that it can take. */
export class Viewers {
  readonly #open = new Set<ServerResponse>();

  get isEmpty(): boolean {
    return this.#open.size === 0;
  }

  add(response: ServerResponse): void {
    this.#open.add(response);
    response.on('close', () => this.#open.delete(response));
  }

  /** @param keepUp leaves out who has not taken yet what came before */
  send(data: string | Uint8Array, { keepUp }: { readonly keepUp: boolean }): void {
    for (const response of this.#open) if (!keepUp || !response.writableNeedDrain) response.write(data);
  }

  end(): void {
    for (const response of this.#open) response.end();
  }
}
