import { type MigrationFile, readDataverseSecret } from '../../config/index.js';
import type { Context } from '../context.js';
import { exitCodes } from '../exit-codes.js';
import type { CheckFinding } from './finding.js';
import { missingPrivileges, neededPrivileges } from './privileges.js';

const part = 'Dynamics' as const;
/** Custom tables that Sales Professional may use (docs/facts/dataverse.md, licences). */
const tablesOfSalesProfessional = 15;

/** Sign-in, privileges, limits, and what the tables take. */
export async function* checkDynamics(context: Context, file: MigrationFile): AsyncGenerator<CheckFinding> {
  const { connectDataverse } = await import('../../dataverse/index.js');
  const { url, tenantId, clientId, tokenUrl, caFile, edition } = file.dataverse;
  const dataverse = connectDataverse({
    url,
    tenantId,
    clientId,
    clientSecret: readDataverseSecret(context.env),
    ...(tokenUrl === undefined ? {} : { tokenUrl }),
    ...(caFile === undefined ? {} : { caFile }),
  });
  try {
    const { userId } = await dataverse.whoAmI();
    const organisation = await dataverse.organisation();
    yield { part, what: 'sign-in', state: 'ok', says: `${organisation.name}, user ${userId}` };
    yield { part, what: 'language', state: 'ok', says: `base language ${organisation.baseLanguage}: labels are made in it` };

    const held = await dataverse.privileges();
    const missing = missingPrivileges(file, held);
    if (missing.length === 0) yield { part, what: 'privileges', state: 'ok', says: `all ${neededPrivileges(file).size} that are needed` };
    for (const says of missing) yield { part, what: 'privileges', state: 'wrong', says: `missing ${says}`, exit: exitCodes.failed };

    for (const name of ['account', 'contact', 'connection']) {
      const { messages } = await dataverse.table(name);
      const bulk = messages.createMultiple && messages.updateMultiple;
      yield bulk
        ? { part, what: `table ${name}`, state: 'ok', says: 'takes bulk messages' }
        : { part, what: `table ${name}`, state: 'attention', says: 'takes no bulk messages: it is loaded in batches, which is slower' };
    }
    const custom = await dataverse.countCustomTables();
    if (edition === 'sales-professional' && custom > tablesOfSalesProfessional) {
      yield {
        part,
        what: 'custom tables',
        state: 'attention',
        says: `${custom} are there, Sales Professional may use ${tablesOfSalesProfessional}`,
      };
    } else
      yield {
        part,
        what: 'custom tables',
        state: 'ok',
        says: edition === 'sales-professional' ? `${custom} of ${tablesOfSalesProfessional}` : String(custom),
      };
  } finally {
    dataverse.close();
  }
}
