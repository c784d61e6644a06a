import { choice, dayShown, entityName, flag, locked, lookup, memo, type TableSpec, text } from '../define.js';
import { connectionSide } from './links.js';

/** docs/facts/dataverse.md §9. */
export const connection: TableSpec = {
  logicalName: 'connection',
  schemaName: 'Connection',
  set: 'connections',
  code: 3234,
  primaryName: 'name',
  states: [
    [0, 'Active', 1, 'Active'],
    [1, 'Inactive', 2, 'Inactive'],
  ],
  columns: {
    Name: text(500, { ...locked, primaryName: true }),
    Description: memo(2000),
    EffectiveStart: dayShown(),
    EffectiveEnd: dayShown(),
    IsMaster: flag(false, 'No', 'Yes', locked),
    Record1Id: connectionSide(1),
    Record2Id: connectionSide(2),
    Record1RoleId: lookup([
      { target: 'connectionrole', relationship: 'connection_role_connections1', nav: 'record1roleid', onDelete: 'RemoveLink' },
    ]),
    Record2RoleId: lookup([
      { target: 'connectionrole', relationship: 'connection_role_connections2', nav: 'record2roleid', onDelete: 'RemoveLink' },
    ]),
    RelatedConnectionId: lookup(
      [{ target: 'connection', relationship: 'connection_related_connection', nav: 'relatedconnectionid', onDelete: 'RemoveLink' }],
      locked,
    ),
  },
};

export const connectionrole: TableSpec = {
  logicalName: 'connectionrole',
  schemaName: 'ConnectionRole',
  set: 'connectionroles',
  code: 3231,
  ownership: 'OrganizationOwned',
  primaryName: 'name',
  states: [
    [0, 'Active', 1, 'Active'],
    [1, 'Inactive', 2, 'Inactive'],
  ],
  columns: {
    Name: text(100, { required: 'SystemRequired', primaryName: true }),
    Description: memo(1000),
    Category: choice(
      { 1: 'Business', 2: 'Family', 3: 'Social', 4: 'Sales', 5: 'Other', 1000: 'Stakeholder', 1001: 'Sales Team', 1002: 'Service' },
      { defaultValue: 1 },
    ),
  },
};

export const connectionroleobjecttypecode: TableSpec = {
  logicalName: 'connectionroleobjecttypecode',
  schemaName: 'ConnectionRoleObjectTypeCode',
  set: 'connectionroleobjecttypecodes',
  code: 3233,
  ownership: 'OrganizationOwned',
  columns: {
    AssociatedObjectTypeCode: entityName({ required: 'SystemRequired' }),
    ConnectionRoleId: lookup([
      {
        target: 'connectionrole',
        relationship: 'connection_role_connection_role_object_type_codes',
        nav: 'connectionroleid',
        onDelete: 'Cascade',
      },
    ]),
  },
};
