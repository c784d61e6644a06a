import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { SandboxEndpoints } from '../../stack/index.js';
import { ClientError } from '../errors.js';
import { exitCodes } from '../exit-codes.js';

/** The sandbox's admin routes (docs/sandbox.md): nothing of it exists where a real migration runs. */
export class SandboxAdmin {
  private readonly root: string;

  constructor({ actimo }: SandboxEndpoints) {
    this.root = `${new URL(actimo.url).origin}/sandbox`;
  }

  /** Writes all that both sides hold, or one of them, as JSON lines; streamed, because it may be large. */
  async dump(file: string, side?: 'actimo' | 'dataverse'): Promise<void> {
    const response = await this.ask('GET', `dump${side === undefined ? '' : `?side=${side}`}`);
    if (response.body === null) throw new ClientError('sandbox', exitCodes.failed, 'The sandbox sent an empty dump.');
    await pipeline(Readable.fromWeb(response.body), createWriteStream(file, { mode: 0o600 }));
  }

  /** People change things in Actimo as soon as Dynamics has had so many Contact rows written. */
  async editWhen(
    contactsWritten: number,
    random: { readonly seed: number; readonly create: number; readonly update: number; readonly delete: number },
  ): Promise<void> {
    await this.ask('POST', 'actimo/edits', { random, when: { contactsWritten } });
  }

  /** What was edited so far, by kind, and how many requests still wait for their milestone. */
  async edits(): Promise<{
    readonly created: number;
    readonly updated: number;
    readonly deleted: number;
    readonly waiting: number;
    readonly failed: readonly string[];
  }> {
    const { done, waiting, failed } = (await (await this.ask('GET', 'actimo/edits')).json()) as {
      done: readonly { readonly op: string }[];
      waiting: number;
      failed: readonly string[];
    };
    const count = (op: string): number => done.filter((edit) => edit.op === op).length;
    return { created: count('create'), updated: count('update'), deleted: count('delete'), waiting, failed };
  }

  /** Contact rows written since the sandbox started. */
  async contactsWritten(): Promise<number> {
    const { dataverse } = (await (await this.ask('GET', 'stats')).json()) as {
      dataverse: { rows: Readonly<Record<string, { readonly created: number; readonly updated: number }>> };
    };
    const { created, updated } = dataverse.rows.contact ?? { created: 0, updated: 0 };
    return created + updated;
  }

  private async ask(method: 'GET' | 'POST', route: string, body?: object): Promise<Response> {
    const response = await fetch(`${this.root}/${route}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    if (response.ok) return response;
    throw new ClientError(
      'sandbox',
      exitCodes.failed,
      `The sandbox answered ${response.status} to ${method} ${route}: ${(await response.text()).slice(0, 300)}`,
    );
  }
}
