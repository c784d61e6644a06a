import { type ColumnSpec, dateTime, dayShown, guid, integer, locked, lookup, type TableSpec } from './define.js';
import { systemRelationship } from './system-relationships.js';
import type { Option } from './types.js';

const userLink = (table: string, column: string): ColumnSpec =>
  lookup([{ target: 'systemuser', relationship: systemRelationship(table, column), nav: column, onDelete: 'NoCascade' }], locked);

function stateColumns(states: NonNullable<TableSpec['states']>): Record<string, ColumnSpec> {
  const stateOptions = new Map<number, Option>();
  const statusOptions: Option[] = [];
  for (const [state, stateLabel, status, statusLabel, isDefault] of states) {
    const known = stateOptions.get(state);
    if (known === undefined || isDefault === true) {
      stateOptions.set(state, { value: state, label: { 1033: stateLabel }, defaultStatus: status, invariantName: stateLabel });
    }
    statusOptions.push({ value: status, label: { 1033: statusLabel }, state });
  }
  return {
    StateCode: { type: 'State', options: [...stateOptions.values()], required: 'SystemRequired', create: false },
    StatusCode: { type: 'Status', options: statusOptions },
  };
}

/** Columns that the server keeps on every table of the kind (docs/facts/dataverse.md §8). */
export function systemColumns(spec: Pick<TableSpec, 'logicalName' | 'ownership' | 'states' | 'importable'>): Record<string, ColumnSpec> {
  const table = spec.logicalName;
  const ownership = spec.ownership ?? 'UserOwned';
  return {
    ...(spec.states === undefined ? {} : stateColumns(spec.states)),
    CreatedOn: dateTime(locked),
    CreatedBy: userLink(table, 'createdby'),
    CreatedOnBehalfBy: userLink(table, 'createdonbehalfby'),
    ModifiedOn: dateTime(locked),
    ModifiedBy: userLink(table, 'modifiedby'),
    ModifiedOnBehalfBy: userLink(table, 'modifiedonbehalfby'),
    VersionNumber: { type: 'BigInt', ...locked },
    ...(spec.importable === false
      ? {}
      : {
          OverriddenCreatedOn: dayShown({ update: false }),
          ImportSequenceNumber: integer(-2_147_483_648, 2_147_483_647, { update: false }),
          TimeZoneRuleVersionNumber: integer(-1, 2_147_483_647),
          UTCConversionTimeZoneCode: integer(-1, 2_147_483_647),
        }),
    ...(ownership === 'UserOwned'
      ? {
          OwnerId: { type: 'Owner', required: 'SystemRequired' } as ColumnSpec,
          OwningUser: lookup(
            [{ target: 'systemuser', relationship: systemRelationship(table, 'owninguser'), nav: 'owninguser', onDelete: 'NoCascade' }],
            locked,
          ),
          OwningTeam: lookup(
            [{ target: 'team', relationship: systemRelationship(table, 'owningteam'), nav: 'owningteam', onDelete: 'NoCascade' }],
            locked,
          ),
          OwningBusinessUnit: lookup(
            [
              {
                target: 'businessunit',
                relationship: systemRelationship(table, 'owningbusinessunit'),
                nav: 'owningbusinessunit',
                onDelete: 'Restrict',
              },
            ],
            locked,
          ),
        }
      : {}),
    ...(ownership === 'OrganizationOwned' && table !== 'organization'
      ? {
          OrganizationId: lookup(
            [{ target: 'organization', relationship: `organization_${table}`, nav: 'organizationid', onDelete: 'NoCascade' }],
            locked,
          ),
        }
      : {}),
  };
}

export const primaryIdColumn = (): ColumnSpec => guid({ required: 'SystemRequired', update: false });
