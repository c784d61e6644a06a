import { type ColumnSpec, dateTime, dayShown, guid, integer, locked, lookup, type TableSpec } from './define.js';
import { systemNavigation, systemRelationship } from './system-relationships.js';
import type { Option } from './types.js';

type Kind = Pick<TableSpec, 'logicalName' | 'ownership' | 'states' | 'importable' | 'activity'>;

const systemLink = (spec: Kind, column: string, target: string, onDelete: 'NoCascade' | 'Restrict' = 'NoCascade'): ColumnSpec =>
  lookup([{ target, relationship: systemRelationship(spec.logicalName, column), nav: systemNavigation(spec, column), onDelete }], locked);

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
export function systemColumns(spec: Kind): Record<string, ColumnSpec> {
  const table = spec.logicalName;
  const ownership = spec.ownership ?? 'UserOwned';
  return {
    ...(spec.states === undefined ? {} : stateColumns(spec.states)),
    CreatedOn: dateTime(locked),
    CreatedBy: systemLink(spec, 'createdby', 'systemuser'),
    CreatedOnBehalfBy: systemLink(spec, 'createdonbehalfby', 'systemuser'),
    ModifiedOn: dateTime(locked),
    ModifiedBy: systemLink(spec, 'modifiedby', 'systemuser'),
    ModifiedOnBehalfBy: systemLink(spec, 'modifiedonbehalfby', 'systemuser'),
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
          OwningUser: systemLink(spec, 'owninguser', 'systemuser'),
          OwningTeam: systemLink(spec, 'owningteam', 'team'),
          OwningBusinessUnit: systemLink(spec, 'owningbusinessunit', 'businessunit', 'Restrict'),
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
