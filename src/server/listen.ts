import type { FastifyInstance } from 'fastify';
import { FacekitError, messageOf, systemErrorCode } from '../core/errors.ts';

export interface ListenAddress {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
}

/**
 * Listens at an address, and returns that of the page, such as http://127.0.0.1:8010/.
 *
 * @throws FacekitError `address-not-usable`; the server is closed then
 */
export async function listen(app: FastifyInstance, address: ListenAddress): Promise<string> {
  try {
    const url = await app.listen(address);
    return `${url.replace(/\/$/, '')}/`;
  } catch (error) {
    await app.close();
    throw new FacekitError('address-not-usable', listenFailure(error, address), { cause: error });
  }
}

function listenFailure(error: unknown, { host, port }: ListenAddress): string {
  const place = `${host} port ${port}`;
  switch (systemErrorCode(error)) {
    case 'EADDRINUSE':
      return `Another program listens at ${place} already: choose another \`port\`, or 0 for one that is free.`;
    case 'EACCES':
      return `Expected to be allowed to listen at ${place}: choose a \`port\` from 1024 on.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `This machine has no address ${host}: choose another \`host\`.`;
    default:
      return `Could not listen at ${place}: ${messageOf(error)}`;
  }
}
