import type { Dataverse } from '../dataverse/index.js';
import { A2DError, type RowId } from '../domain/index.js';
import type { Owner } from '../mapping/index.js';
import type { Scene } from './scene.js';

/** Who may own rows: enabled system users by e-mail, and whoever owns what nobody else may. Read once per activity; users rarely change meanwhile. */
export interface Owners {
  ownerOf(email: string | null): Owner;
  /** Dataverse refused this owner (no role, disabled since): from now on the fallback owns instead. */
  refuse(id: RowId): void;
  isRefused(id: RowId): boolean;
}

/** Somebody may give the owner a role meanwhile. */
const rememberedMs = 600_000;

/** Owners that were refused lately, shared by the activities of a process: else each would find out for itself, and each time a request is refused for it. */
export class RefusedOwners {
  private readonly when = new Map<RowId, number>();

  add(id: RowId): void {
    this.when.set(id, Date.now());
  }

  lately(): RowId[] {
    return [...this.when].filter(([, at]) => Date.now() - at < rememberedMs).map(([id]) => id);
  }
}

const columns = ['internalemailaddress', 'domainname'] as const;

export async function readOwners(
  { dataverse, fallbackOwner: fallback, refusedOwners }: Pick<Scene, 'dataverse' | 'fallbackOwner' | 'refusedOwners'>,
  signal: AbortSignal,
): Promise<Owners> {
  const byEmail = new Map<string, RowId>();
  for await (const page of dataverse.query('systemuser', { select: columns, filter: 'isdisabled eq false' }, { signal })) {
    for (const user of page) {
      for (const column of columns) {
        const email = user.columns[column];
        if (typeof email === 'string' && email.includes('@')) byEmail.set(email.trim().toLowerCase(), user.id);
      }
    }
  }
  const fallbackOwner = await findFallback(dataverse, fallback, byEmail, signal);
  // What was remembered when the activity began: within it an owner is never usable again.
  const refused = new Set(refusedOwners.lately());
  return {
    ownerOf(email) {
      const id = email === null ? undefined : byEmail.get(email.trim().toLowerCase());
      return id === undefined || refused.has(id) ? fallbackOwner : { id, fallback: false };
    },
    refuse(id) {
      refused.add(id);
      refusedOwners.add(id);
    },
    isRefused: (id) => refused.has(id),
  };
}

async function findFallback(
  dataverse: Dataverse,
  wanted: string | undefined,
  byEmail: ReadonlyMap<string, RowId>,
  signal: AbortSignal,
): Promise<Owner> {
  if (wanted === undefined) return { id: (await dataverse.whoAmI({ signal })).userId as RowId, fallback: true };
  const byMail = byEmail.get(wanted.trim().toLowerCase());
  if (byMail) return { id: byMail, fallback: true };
  const id = wanted.trim().toLowerCase() as RowId;
  if (/^[0-9a-f-]{36}$/.test(id)) {
    if ((await dataverse.retrieve('systemuser', [id], columns, { signal })).has(id)) return { id, fallback: true };
    if ((await dataverse.retrieve('team', [id], ['name'], { signal })).has(id)) return { id, fallback: true, table: 'team' };
  }
  throw new A2DError(
    'fallback-owner',
    'dataverse.fallbackOwner in the migration file names no enabled user and no team of this environment.',
    'Give the e-mail or id of an enabled system user who has a role, or the id of a team; or leave it out, then the application user owns.',
  );
}
