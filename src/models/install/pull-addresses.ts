import { FacekitError } from '../../core/errors.ts';
import { DownloadFailure } from '../../files/download/download-failure.ts';
import { fetchVerified } from '../../files/download/fetch-verified.ts';
import { fileAddress, folderAddress, shownAddress } from '../../files/http-address.ts';
import { retrying } from '../../files/download/retry.ts';
import type { RemoteFile } from './pull-recipe.ts';

export interface AddressOptions {
  readonly signal: AbortSignal;
  /** Give up on an answer when nothing has come for so long. */
  readonly idleMs?: number | undefined;
  readonly firstDelayMs?: number | undefined;
  /** Is told when files are fetched from another address from here on, and why. */
  readonly onSwitch?: ((from: string, to: string, reason: string) => void) | undefined;
}

/** How often a file is tried at an address that has given files before, and at one that has not. */
const ATTEMPTS = { proven: 5, unproven: 2 };

interface Address {
  readonly base: string;
  proven: boolean;
  /** Why no further file is asked for here. */
  gaveUp?: string;
}

/** Several folders on the network with the same files. */
export class Addresses {
  readonly #addresses: readonly Address[];
  readonly #options: AddressOptions;

  /** @throws FacekitError `usage` for what is no http or https address. */
  constructor(bases: readonly string[], options: AddressOptions) {
    this.#addresses = bases.map((base) => ({ base: folderAddress(base), proven: false }));
    this.#options = options;
  }

  /**
   * Fetches a file from the first address that has it as it should be. An address that cannot be reached, or that lacks a
   * file, is not asked again.
   *
   * @throws FacekitError `download-failed` that names every address and what happened there; the reason of the signal.
   */
  async fetch(file: RemoteFile): Promise<Uint8Array> {
    for (const address of this.#addresses) {
      if (address.gaveUp !== undefined) continue;
      try {
        const bytes = await this.#fetchFrom(address, file);
        address.proven = true;
        return bytes;
      } catch (error) {
        this.#options.signal.throwIfAborted();
        if (!(error instanceof DownloadFailure)) throw error;
        this.#giveUp(address, `${file.name}: ${error.reason}`);
      }
    }
    throw this.#failure();
  }

  #fetchFrom(address: Address, file: RemoteFile): Promise<Uint8Array> {
    const { signal, idleMs, firstDelayMs } = this.#options;
    const url = fileAddress(address.base, file.name);
    return retrying(() => fetchVerified(url, file, { signal, idleMs }), {
      attempts: address.proven ? ATTEMPTS.proven : ATTEMPTS.unproven,
      retryAfterMs: (error) => this.#worthWaiting(error, address),
      signal,
      ...(firstDelayMs !== undefined && { firstDelayMs }),
    });
  }

  /** Without a network every attempt takes its full time: an address that never answered gets one. */
  #worthWaiting(error: unknown, address: Address): number | undefined {
    if (!(error instanceof DownloadFailure) || address.gaveUp !== undefined) return undefined;
    const hopeless = error.code === 'download-timeout' && error.unreachable && !address.proven;
    return hopeless ? undefined : error.retryAfterMs;
  }

  #giveUp(address: Address, reason: string): void {
    if (address.gaveUp !== undefined) return;
    address.gaveUp = reason;
    const next = this.#addresses.find(({ gaveUp }) => gaveUp === undefined);
    if (next) this.#options.onSwitch?.(shownAddress(address.base), shownAddress(next.base), reason);
  }

  #failure(): FacekitError {
    const lines = this.#addresses.map(({ base, gaveUp = '' }) => `\n  ${shownAddress(base)}: ${gaveUp}`);
    return new FacekitError('download-failed', `Could not fetch the model from any address:${lines.join('')}`);
  }
}
