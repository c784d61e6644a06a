import type { ObjectName, SourceKey } from '../domain/index.js';
import { readSources, sourcesByKeys } from '../ledger/index.js';
import { workspaceAdmins } from '../mapping/index.js';
import { readConnectionRoles } from './connection-roles.js';
import { type Owners, readOwners } from './owners.js';
import type { Scene } from './scene.js';

/** Records read from the ledger at a time. */
const pageSize = 1_000;

/** What planning needs besides the records of a batch; read once per activity. */
export interface World {
  readonly scene: Scene;
  readonly owners: Owners;
  readonly connectionRole: ReturnType<typeof readConnectionRoles> extends Promise<infer Answer> ? Answer : never;
  /** Admins by workspace, where the plan asks for them. */
  readonly admins: Admins | null;
  readonly signal: AbortSignal;
}

interface Admins {
  readonly of: ReadonlyMap<SourceKey, readonly SourceKey[]>;
  readonly emails: ReadonlyMap<SourceKey, string>;
}

export async function loadWorld(scene: Scene, object: ObjectName, signal: AbortSignal): Promise<World> {
  const owners = await readOwners(scene, signal);
  const connectionRole = await readConnectionRoles(scene.dataverse, signal);
  // People need them only where the first admin of their workspace owns them.
  const needed = object === 'workspace' || (object === 'user' && scene.doc.contact.owner === 'workspaceAdmin');
  const admins = needed ? await readAdmins(scene) : null;
  return { scene, owners, connectionRole, admins, signal };
}

/** Pages through the memberships once and keeps the admins only: few, however large the client. */
async function readAdmins({ ledger }: Scene): Promise<Admins> {
  const byWorkspace = new Map<SourceKey, { key: SourceKey; body: Readonly<Record<string, unknown>> }[]>();
  for await (const page of allSources({ ledger }, 'membership')) {
    for (const { key, body } of page) {
      if (body.role !== 'admin') continue;
      const workspace = String(body.workspace_id) as SourceKey;
      byWorkspace.set(workspace, [...(byWorkspace.get(workspace) ?? []), { key, body }]);
    }
  }
  const of = new Map([...byWorkspace].map(([workspace, memberships]) => [workspace, workspaceAdmins(memberships)]));
  const users = await sourcesByKeys(ledger, 'user', [...new Set([...of.values()].flat())]);
  const emails = new Map<SourceKey, string>();
  for (const user of users) if (typeof user.body.email === 'string') emails.set(user.key, user.body.email);
  return { of, emails };
}

/** Every record of an object that is still in Actimo, in key order, a page at a time. */
export async function* allSources({ ledger }: Pick<Scene, 'ledger'>, object: ObjectName, sampleOnly = false) {
  let afterKey: SourceKey | undefined;
  for (;;) {
    const page = await readSources(ledger, { object, limit: pageSize, sampleOnly, ...(afterKey === undefined ? {} : { afterKey }) });
    if (page.length === 0) return;
    yield page;
    afterKey = page.at(-1)?.key;
  }
}
