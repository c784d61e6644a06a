import { DataverseError } from '../errors.js';
import type { Http } from '../http.js';
import { getJson } from '../json-answer.js';
import { path } from '../odata.js';
import { entityPath } from './found.js';
import type { MetadataWriter } from './write-metadata.js';

interface AccessDeps {
  readonly http: Http;
  readonly write: MetadataWriter;
  readonly me: { readonly userId: string; readonly businessUnitId: string };
}

/** Gives a role every privilege on the tables, organisation-wide, and the role to ourselves. Adding what is there already changes nothing. */
export async function grantAccess(
  { http, write, me }: AccessDeps,
  roleId: string,
  tables: readonly string[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const privileges: string[] = [];
  for (const table of tables) {
    const answer = await getJson(http, {
      path: path(entityPath(table), { select: ['LogicalName', 'Privileges'] }),
      headers: { Consistency: 'Strong' },
      context: { what: `read the privileges of table ${table}`, table },
      signal,
    });
    privileges.push(...((answer.Privileges as { PrivilegeId: string }[] | undefined) ?? []).map((one) => one.PrivilegeId));
  }
  const Privileges = privileges.map((PrivilegeId) => ({ PrivilegeId, Depth: 'Global', BusinessUnitId: me.businessUnitId }));
  await write(
    {
      method: 'POST',
      path: `roles(${roleId})/Microsoft.Dynamics.CRM.AddPrivilegesRole`,
      body: { Privileges },
      what: 'give our security role its privileges',
      repeatable: true,
    },
    signal,
  );
  try {
    await write(
      {
        method: 'POST',
        path: `systemusers(${me.userId})/systemuserroles_association/$ref`,
        body: { '@odata.id': http.absolute(`roles(${roleId})`) },
        what: 'give our security role to the application user',
        repeatable: true,
      },
      signal,
    );
  } catch (error) {
    // We have it already.
    if (!(error instanceof DataverseError) || error.kind !== 'exists') throw error;
  }
}
