import { faults } from '../core/errors.js';
import type { Table } from '../metadata/types.js';
import type { WriteContext } from '../rows/context.js';
import { duplicatesOf, publishedRules } from './find.js';

/** Refuses a row of which there is one already by a published rule; looked for only where the request says so (docs/facts/dataverse.md §10 "Duplicates"). */
export function refuseDuplicate(context: WriteContext, table: Table, id: string, values: readonly unknown[]): void {
  if (!context.detectDuplicates) return;
  for (const rule of publishedRules(context.world, table.logicalName)) {
    const own = rule.matching === table ? id : null;
    if (duplicatesOf(context.world, rule, values, own).length > 0) throw faults.duplicateFound();
  }
}

/** Whether a request asks for duplicates: only this spelling of the header and this value do. */
export const asksForDuplicates = (headers: Readonly<Record<string, string | undefined>>): boolean =>
  /^false$/i.test(headers['mscrm.suppressduplicatedetection'] ?? '');
