import { DataverseFault, faults } from '../core/errors.js';
import type { World } from '../core/world.js';
import type { Column, Table } from '../metadata/types.js';
import type { Body } from '../rows/apply.js';

/** What an upload will become: the value of a file or image column, or the row of a note or an attachment. */
export type UploadTarget =
  | { readonly kind: 'column'; readonly table: Table; readonly column: Column; readonly rowId: string; readonly name: string }
  | { readonly kind: 'row'; readonly table: Table; readonly body: Body };

export interface Upload {
  readonly user: string;
  readonly target: UploadTarget;
  readonly startedAt: number;
  /** Pieces by block id, or one after the other under their first byte. */
  readonly pieces: Map<string, Buffer>;
}

export interface Download {
  readonly user: string;
  readonly bytes: Buffer;
  readonly startedAt: number;
}

/** Largest piece that goes in one request. */
export const largestPiece = 4 * 1024 * 1024;
const lifeMs = 24 * 3_600_000;

/** Uploads and downloads under way by their tokens. They are forgotten after a day, and when the environment restarts. */
export class Transfers {
  readonly #world: World;
  readonly #uploads = new Map<string, Upload>();
  readonly #downloads = new Map<string, Download>();

  constructor(world: World) {
    this.#world = world;
  }

  upload(user: string, target: UploadTarget): string {
    return this.#keep(this.#uploads, { user, target, startedAt: this.#world.clock.now(), pieces: new Map() });
  }

  download(user: string, bytes: Buffer): string {
    return this.#keep(this.#downloads, { user, bytes, startedAt: this.#world.clock.now() });
  }

  uploadOf(token: unknown, user: string): Upload {
    return this.#find(this.#uploads, token, user);
  }

  downloadOf(token: unknown, user: string): Download {
    return this.#find(this.#downloads, token, user);
  }

  end(token: string): void {
    this.#uploads.delete(token);
  }

  #keep<T extends { readonly startedAt: number }>(map: Map<string, T>, one: T): string {
    for (const [token, { startedAt }] of map) if (one.startedAt - startedAt > lifeMs) map.delete(token);
    const token = Buffer.from(`${this.#world.random.guid()}${this.#world.random.guid()}`).toString('base64url');
    map.set(token, one);
    return token;
  }

  #find<T extends { readonly user: string }>(map: ReadonlyMap<string, T>, token: unknown, user: string): T {
    const one = typeof token === 'string' ? map.get(token) : undefined;
    if (one === undefined || one.user !== user) throw faults.argument('The file continuation token is not valid.');
    return one;
  }
}

/** Refuses a piece that is too large for one request. */
export function demandPiece(bytes: Buffer): void {
  if (bytes.length === 0) throw new DataverseFault(400, '0x80090004', 'File content can not be null.');
  if (bytes.length > largestPiece) {
    throw new DataverseFault(
      400,
      '0x80090008',
      `Invalid file chunk size: ${Math.ceil(bytes.length / 1024 / 1024)} MB. Maximum chunk size supported: ${largestPiece / 1024 / 1024} MB.`,
    );
  }
}
