import { faults } from '../../core/errors.js';
import { readXml } from '../../core/xml-tree.js';
import type { Table } from '../../metadata/types.js';
import type { TableRules } from '../rules.js';
import { read } from '../slots.js';

/** A view keeps FetchXML on the table that it returns. */
function checkQuery(table: Table, values: readonly unknown[]): void {
  const text = read(table, values, 'fetchxml');
  if (text === null) throw faults.argument('Attribute: fetchxml cannot be set to NULL');
  const document = readXml(String(text));
  if (document?.name !== 'fetch') throw faults.invalidXml();
  const entity = document.children.find(({ name }) => name === 'entity')?.attributes.get('name');
  if (entity !== read(table, values, 'returnedtypecode'))
    throw faults.fetch('entitiesDoNotMatch', `The entity '${entity ?? ''}' of the query is not the one that the view returns.`);
}

export const viewRules: TableRules = {
  beforeCreate: (_context, table, _id, values) => checkQuery(table, values),
  beforeUpdate: (_context, table, _row, values) => checkQuery(table, values),
};
