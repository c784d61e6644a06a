import { directoryObject } from './auth/directory.js';
import { type Depth, setDepth } from './auth/grants.js';
import { otherPrivileges, privilegeName, rights } from './auth/privileges.js';
import { storeOf, tableOf, type World } from './core/world.js';
import { putImageRows } from './metadata/image-rows.js';
import type { ManyToMany, Table } from './metadata/types.js';
import { addLinkStore } from './rows/link-store.js';
import { addStore } from './rows/make-store.js';
import { Row } from './rows/row.js';
import { column } from './rows/slots.js';

type Plain = Record<string, unknown>;

/** Stores a row as it is given, by logical names; look-ups as ids, several targets as `{ table, id }`. Nothing is checked. */
export function putRow(world: World, tableName: string, values: Plain): Row {
  const row = newRow(world, tableName, values);
  storeOf(world, tableName).insert(row);
  return row;
}

/** The same, not stored yet. */
export function newRow(world: World, tableName: string, values: Plain): Row {
  const table = tableOf(world, tableName);
  const id = String(values[table.primaryId] ?? world.random.guid()).toLowerCase();
  const slots: unknown[] = new Array(table.width).fill(null);
  for (const column of table.columns.values()) if (column.defaultValue !== null) slots[column.slot] = column.defaultValue;
  const now = world.clock.text();
  const principal = tableName === 'systemuser' || tableName === 'team' ? { ownerid: id } : {};
  const all: Plain = { createdon: now, modifiedon: now, ...stateDefaults(table), ...principal, ...values, [table.primaryId]: id };
  for (const [name, value] of Object.entries(all)) {
    const column = table.columns.get(name);
    if (column === undefined) continue;
    if (column.typeSlot >= 0 && typeof value === 'object' && value !== null) {
      const reference = value as { table: string; id: string };
      slots[column.slot] = reference.id.toLowerCase();
      slots[column.typeSlot] = reference.table;
    } else {
      slots[column.slot] = column.targets.length > 0 && typeof value === 'string' ? value.toLowerCase() : value;
    }
  }
  world.version += 1;
  return new Row(id, world.version, slots);
}

function stateDefaults(table: Table): Plain {
  const state = table.columns.get('statecode')?.options?.[0];
  return state === undefined ? {} : { statecode: state.value, statuscode: state.defaultStatus };
}

const many = (world: World, name: string): ManyToMany => world.metadata.manyToMany.get(name) as ManyToMany;

/** Privileges and message filters of a table, as they come with it. */
export function putTableRows(world: World, table: Table): void {
  // Addresses go with their customers.
  for (const right of table.logicalName === 'customeraddress' ? [] : rights) putPrivilege(world, privilegeName(right, table));
  for (const message of ['Create', 'Update', 'Delete', 'Retrieve', 'RetrieveMultiple', ...table.messages]) {
    const known = findByName(world, 'sdkmessage', message) ?? putRow(world, 'sdkmessage', { name: message });
    putRow(world, 'sdkmessagefilter', {
      name: message,
      sdkmessageid: known.id,
      primaryobjecttypecode: table.logicalName,
      secondaryobjecttypecode: 'none',
    });
  }
}

function findByName(world: World, table: string, name: string): Row | undefined {
  return storeOf(world, table).findByValue(column(tableOf(world, table), 'name'), name)[0];
}

function putPrivilege(world: World, name: string): void {
  if (findByName(world, 'privilege', name) === undefined) putRow(world, 'privilege', { name, accessright: 0 });
}

const salesTables = [
  'account',
  'contact',
  'lead',
  'opportunity',
  'quote',
  'salesorder',
  'invoice',
  'annotation',
  'task',
  'connection',
  'connectionrole',
] as const;

/** Rows that every environment has: organisation, business unit, roles, privileges, messages, currency, the application user. */
export function seedEnvironment(world: World): void {
  const { metadata, ids, random } = world;
  for (const table of metadata.tables.values()) addStore(world, table);
  for (const relationship of metadata.manyToMany.values()) addLinkStore(world, relationship);
  for (const name of Object.keys(ids) as (keyof World['ids'])[]) ids[name] = random.guid();
  putRow(world, 'transactioncurrency', {
    transactioncurrencyid: ids.currency,
    ...(world.settings.baseLanguage === 1033
      ? { currencyname: 'US Dollar', currencysymbol: '$', isocurrencycode: 'USD' }
      : { currencyname: 'Danish Krone', currencysymbol: 'kr.', isocurrencycode: 'DKK' }),
    exchangerate: 1,
  });
  putRow(world, 'organization', {
    organizationid: ids.organization,
    name: 'Sandbox',
    languagecode: world.settings.baseLanguage,
    localeid: world.settings.baseLanguage,
    blockedattachments: 'ade;adp;app;asa;asp;bat;chm;cmd;com;dll;exe;hta;js;jse;lnk;msi;ps1;reg;scr;vbe;vbs;wsf',
    basecurrencyid: ids.currency,
  });
  putRow(world, 'businessunit', { businessunitid: ids.businessUnit, name: 'Sandbox', isdisabled: false });
  for (const table of metadata.tables.values()) putTableRows(world, table);
  for (const name of otherPrivileges) putPrivilege(world, name);
  putRole(world, ids.administratorRole, 'System Administrator');
  putRole(world, ids.customizerRole, 'System Customizer');
  putRole(world, ids.salespersonRole, 'Salesperson');
  const salesNames = salesTables.flatMap((name) => rights.map((right) => privilegeName(right, tableOf(world, name))));
  grant(world, ids.salespersonRole, [
    ...salesNames,
    ...rights.map((right) => privilegeName(right, tableOf(world, 'userquery'))),
    'prvReadQuery',
    'prvReadUser',
    'prvAppendToUser',
    'prvReadTransactionCurrency',
    'prvAppendToTransactionCurrency',
    'prvReadRole',
    'prvReadOrganization',
    'prvReadEntity',
    'prvReadAttribute',
  ]);
  putRow(world, 'publisher', {
    publisherid: ids.defaultPublisher,
    uniquename: 'DefaultPublisherSandbox',
    friendlyname: 'Default Publisher for Sandbox',
    customizationprefix: 'new',
    customizationoptionvalueprefix: 10000,
  });
  putRow(world, 'solution', {
    solutionid: ids.defaultSolution,
    uniquename: 'Default',
    friendlyname: 'Default Solution',
    version: '1.0',
    publisherid: ids.defaultPublisher,
    ismanaged: false,
  });
  putQuickFind(
    world,
    'account',
    ['name', 'accountnumber', 'emailaddress1', 'telephone1', 'telephone2'],
    ['name', 'accountnumber', 'primarycontactid', 'address1_city', 'telephone1', 'emailaddress1'],
  );
  putQuickFind(
    world,
    'contact',
    ['fullname', 'firstname', 'middlename', 'lastname', 'emailaddress1', 'mobilephone', 'telephone1', 'parentcustomerid'],
    ['fullname', 'parentcustomerid', 'address1_city', 'telephone1', 'emailaddress1'],
  );
  putView(world, 'account', 'Active Accounts', ['name', 'accountnumber', 'primarycontactid', 'telephone1']);
  putView(world, 'contact', 'Active Contacts', ['fullname', 'emailaddress1', 'parentcustomerid', 'telephone1']);
  for (const [table, plural] of [
    ['account', 'Accounts'],
    ['contact', 'Contacts'],
    ['lead', 'Leads'],
  ] as const)
    putDuplicateRule(world, table, `${plural} with the same e-mail address`);
  putUser(world, { systemuserid: ids.systemUser, fullname: 'SYSTEM', lastname: 'SYSTEM', isdisabled: true }, []);
  putUser(
    world,
    {
      systemuserid: ids.applicationUser,
      fullname: '# migration',
      firstname: '#',
      lastname: 'migration',
      applicationid: world.settings.clientId,
      accessmode: 4,
    },
    ['System Administrator'],
  );
  putImageRows(world);
}

/** The view that a table shows unless another one is chosen. */
function putView(world: World, table: string, name: string, columns: readonly string[]): void {
  const attributes = columns.map((column) => `<attribute name="${column}" />`).join('');
  const id = tableOf(world, table).primaryId;
  putRow(world, 'savedquery', {
    name,
    returnedtypecode: table,
    isdefault: true,
    fetchxml:
      `<fetch version="1.0" output-format="xml-platform" mapping="logical"><entity name="${table}">${attributes}<attribute name="${id}" />` +
      `<order attribute="${columns[0]}" descending="false" /><filter type="and"><condition attribute="statecode" operator="eq" value="0" /></filter></entity></fetch>`,
  });
}

/** The view that says which columns a search looks in and which it shows. */
function putQuickFind(world: World, table: string, find: readonly string[], shown: readonly string[]): void {
  const { primaryId, schemaName } = tableOf(world, table);
  const conditions = find.map((column) => `<condition attribute="${column}" operator="like" value="{0}" />`).join('');
  putRow(world, 'savedquery', {
    name: `Quick Find Active ${schemaName}s`,
    returnedtypecode: table,
    querytype: 4,
    isquickfindquery: true,
    isdefault: true,
    fetchxml:
      `<fetch version="1.0" output-format="xml-platform" mapping="logical"><entity name="${table}">` +
      `${[...shown, primaryId].map((column) => `<attribute name="${column}" />`).join('')}<order attribute="${shown[0]}" descending="false" />` +
      '<filter type="and"><condition attribute="statecode" operator="eq" value="0" /></filter>' +
      `<filter type="or" isquickfindfields="1">${conditions}</filter></entity></fetch>`,
  });
}

/** One of the published rules that every environment begins with. */
function putDuplicateRule(world: World, table: string, name: string): void {
  const owner = { ownerid: { table: 'systemuser', id: world.ids.systemUser }, owninguser: world.ids.systemUser };
  const rule = putRow(world, 'duplicaterule', {
    ...owner,
    name,
    baseentityname: table,
    matchingentityname: table,
    statecode: 1,
    statuscode: 2,
  });
  putRow(world, 'duplicaterulecondition', {
    ...owner,
    regardingobjectid: rule.id,
    baseattributename: 'emailaddress1',
    matchingattributename: 'emailaddress1',
    operatorcode: 0,
    ignoreblankvalues: true,
  });
}

function putRole(world: World, roleid: string, name: string): void {
  putRow(world, 'role', { roleid, name, businessunitid: world.ids.businessUnit, parentrootroleid: roleid });
}

/** Adds privileges by name to a role, each as far as `depth` says. */
export function grant(world: World, roleId: string, names: readonly string[], depth: Depth = 'Global'): void {
  const slot = tableOf(world, 'privilege').columns.get('name')?.slot ?? 0;
  const wanted = new Set(names);
  for (const row of storeOf(world, 'privilege').rows.values()) {
    if (!wanted.has(String(row.values[slot]))) continue;
    world.links.add(many(world, 'roleprivileges_association'), roleId, row.id);
    setDepth(world, roleId, row.id, depth);
  }
  world.securityVersion += 1;
}

export const roleByName = (world: World, name: string): Row | undefined => findByName(world, 'role', name);

/** A user with roles by name. */
export function putUser(world: World, values: Plain, roles: readonly string[]): Row {
  const fullname = values.fullname ?? [values.firstname, values.lastname].filter((name) => typeof name === 'string').join(' ');
  const systemuserid = typeof values.systemuserid === 'string' ? values.systemuserid : world.random.guid();
  const row = putRow(world, 'systemuser', {
    businessunitid: world.ids.businessUnit,
    isdisabled: false,
    azureactivedirectoryobjectid: directoryObject(systemuserid),
    ...values,
    systemuserid,
    fullname,
  });
  for (const name of roles) {
    const role = roleByName(world, name);
    if (role === undefined) throw new Error(`no role is called ${name}`);
    world.links.add(many(world, 'systemuserroles_association'), row.id, role.id);
  }
  world.securityVersion += 1;
  return row;
}

/** A team with roles by name and members by id. */
export function putTeam(world: World, values: Plain, roles: readonly string[], members: readonly string[]): Row {
  const row = putRow(world, 'team', { businessunitid: world.ids.businessUnit, ...values });
  for (const name of roles) {
    const role = roleByName(world, name);
    if (role === undefined) throw new Error(`no role is called ${name}`);
    world.links.add(many(world, 'teamroles_association'), row.id, role.id);
  }
  for (const member of members) world.links.add(many(world, 'teammembership_association'), row.id, member.toLowerCase());
  world.securityVersion += 1;
  return row;
}
