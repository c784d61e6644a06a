import type { Dataverse } from '../dataverse/index.js';
import { A2DError, type RowId } from '../domain/index.js';
import type { Owner } from '../mapping/index.js';

/** Who may own rows: enabled system users by e-mail, and whoever owns what nobody else may. Read once per pass; users rarely change meanwhile. */
export interface Owners {
  ownerOf(email: string | null): Owner;
  /** Dataverse refused this owner (no role, disabled since): from now on the fallback owns instead. */
  refuse(id: RowId): void;
}

const columns = ['internalemailaddress', 'domainname'] as const;

export async function readOwners(dataverse: Dataverse, fallback: string | undefined, signal: AbortSignal): Promise<Owners> {
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
  const refused = new Set<RowId>();
  return {
    ownerOf(email) {
      const id = email === null ? undefined : byEmail.get(email.trim().toLowerCase());
      return id === undefined || refused.has(id) ? fallbackOwner : { id, fallback: false };
    },
    refuse(id) {
      refused.add(id);
    },
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
