import { abortable } from './abortable.js';
import type { Organisation, ReadOptions, WhoAmI } from './dataverse.js';
import type { Http } from './http.js';
import { getAll, getJson } from './json-answer.js';
import { path } from './odata.js';

export function createOrganisation(http: Http) {
  let me: Promise<WhoAmI> | undefined;
  let known: Promise<Organisation> | undefined;

  async function readMe(): Promise<WhoAmI> {
    const answer = await getJson(http, { path: 'WhoAmI', context: { what: 'ask who we are' } });
    const userId = String(answer.UserId).toLowerCase();
    http.knowSelf(userId);
    return {
      userId,
      businessUnitId: String(answer.BusinessUnitId).toLowerCase(),
      organizationId: String(answer.OrganizationId).toLowerCase(),
    };
  }

  async function readOrganisation(): Promise<Organisation> {
    const select = ['organizationid', 'name', 'languagecode', 'maxuploadfilesize'];
    const context = { what: 'read the organisation', table: 'organization' };
    const [rows, languages] = await Promise.all([
      getAll(http, { path: path('organizations', { select }), context }),
      getJson(http, { path: 'RetrieveProvisionedLanguages', context: { what: 'read the provisioned languages' } }),
    ]);
    const row = rows[0] ?? {};
    return {
      id: String(row.organizationid).toLowerCase(),
      name: String(row.name ?? ''),
      baseLanguage: Number(row.languagecode),
      provisionedLanguages: ((languages.RetrieveProvisionedLanguages as number[] | undefined) ?? []).map(Number),
      maxUploadFileSize: Number(row.maxuploadfilesize),
    };
  }

  /** One question for all who ask; a failure is not kept. */
  function whoAmI(options: ReadOptions = {}): Promise<WhoAmI> {
    me ??= readMe().catch((error: unknown) => {
      me = undefined;
      throw error;
    });
    return abortable(me, options.signal);
  }

  function organisation(options: ReadOptions = {}): Promise<Organisation> {
    known ??= readOrganisation().catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return abortable(known, options.signal);
  }

  async function privileges(options: ReadOptions = {}): Promise<ReadonlySet<string>> {
    const { userId } = await whoAmI(options);
    const answer = await getJson(http, {
      path: `systemusers(${userId})/Microsoft.Dynamics.CRM.RetrieveUserPrivileges`,
      headers: { Consistency: 'Strong' },
      context: { what: 'read our privileges', table: 'systemuser' },
      signal: options.signal,
    });
    const held = (answer.RolePrivileges as { PrivilegeName?: string }[] | undefined) ?? [];
    return new Set(held.flatMap(({ PrivilegeName }) => (PrivilegeName === undefined ? [] : [PrivilegeName])));
  }

  return { whoAmI, organisation, privileges };
}
