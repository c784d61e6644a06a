import { choice, entityName, lookup, memo, type TableSpec, text } from '../define.js';

const permission = () => choice({ 0: 'Not Allowed', 4: 'Allowed' }, { defaultValue: 0 });

/** docs/facts/dataverse.md §8 "Secured columns". */
export const fieldsecurityprofile: TableSpec = {
  logicalName: 'fieldsecurityprofile',
  schemaName: 'FieldSecurityProfile',
  set: 'fieldsecurityprofiles',
  code: 1200,
  ownership: 'OrganizationOwned',
  primaryName: 'name',
  importable: false,
  columns: {
    Name: text(100, { required: 'SystemRequired', primaryName: true }),
    Description: memo(2000),
  },
};

export const fieldpermission: TableSpec = {
  logicalName: 'fieldpermission',
  schemaName: 'FieldPermission',
  set: 'fieldpermissions',
  code: 1201,
  ownership: 'OrganizationOwned',
  importable: false,
  columns: {
    EntityName: entityName({ required: 'SystemRequired', update: false }),
    AttributeLogicalName: text(50, { required: 'SystemRequired', update: false }),
    CanRead: permission(),
    CanCreate: permission(),
    CanUpdate: permission(),
    FieldSecurityProfileId: lookup(
      [
        {
          target: 'fieldsecurityprofile',
          relationship: 'lk_fieldpermission_fieldsecurityprofileid',
          nav: 'fieldsecurityprofileid',
          onDelete: 'Cascade',
        },
      ],
      { required: 'SystemRequired', update: false },
    ),
  },
};
