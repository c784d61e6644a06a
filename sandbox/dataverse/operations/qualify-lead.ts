import { demandAccess } from '../auth/access.js';
import { demand } from '../auth/privileges.js';
import { faults } from '../core/errors.js';
import { tableOf } from '../core/world.js';
import { type ApiAnswer, type ApiRequest, jsonBody } from '../http/request.js';
import type { Table } from '../metadata/types.js';
import { jsonAnswer } from '../routes/answers.js';
import type { Service } from '../routes/service.js';
import type { Body } from '../rows/apply.js';
import type { WriteContext } from '../rows/context.js';
import { createRow } from '../rows/create.js';
import type { Row } from '../rows/row.js';
import { inTransaction } from '../rows/run.js';
import { read } from '../rows/slots.js';
import { updateRow } from '../rows/update.js';

type Made = readonly { readonly table: Table; readonly row: Row }[];

/** Action `QualifyLead`, bound to a lead: makes what is asked for out of it, and closes it. */
export function qualifyLead(service: Service, lead: Row, request: ApiRequest): ApiAnswer {
  const { world, hooks } = service;
  const leads = tableOf(world, 'lead');
  const body = jsonBody(request, leads.entitySetName);
  demandAccess(world, request, 'Write', leads, lead);
  if (read(leads, lead.values, 'statecode') !== 0) throw faults.argument('The lead is closed already.');
  const made = inTransaction(world, hooks, request, (context) => {
    const rows = makeRows(context, lead, body);
    updateRow(context, leads, lead, { statecode: 1, statuscode: body.Status });
    return rows;
  });
  return jsonAnswer({
    '@odata.context': `${request.root}/$metadata#Collection(mscrm.crmbaseentity)`,
    value: made.map(({ table, row }) => ({ '@odata.type': `#Microsoft.Dynamics.CRM.${table.logicalName}`, [table.primaryId]: row.id })),
  });
}

function makeRows(context: WriteContext, lead: Row, asked: Body): Made {
  const { world } = context;
  const of = (name: string): unknown => read(tableOf(world, 'lead'), lead.values, name);
  const made: { table: Table; row: Row }[] = [];
  const make = (name: string, values: Body): Row => {
    const table = tableOf(world, name);
    demand(world, context, 'Create', table);
    const row = createRow(context, table, Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)));
    made.push({ table, row });
    return row;
  };
  const shared = { emailaddress1: of('emailaddress1'), telephone1: of('telephone1'), description: of('description') };
  const origin = { 'originatingleadid@odata.bind': `/leads(${lead.id})` };
  const account =
    asked.CreateAccount === true ? make('account', { name: of('companyname') ?? of('fullname'), ...shared, ...origin }) : null;
  const contact =
    asked.CreateContact === true
      ? make('contact', {
          firstname: of('firstname'),
          lastname: of('lastname'),
          ...shared,
          ...origin,
          ...(account === null ? {} : { 'parentcustomerid_account@odata.bind': `/accounts(${account.id})` }),
        })
      : null;
  if (account !== null && contact !== null)
    updateRow(context, tableOf(world, 'account'), account, { 'primarycontactid@odata.bind': `/contacts(${contact.id})` });
  if (asked.CreateOpportunity === true) {
    make('opportunity', {
      name: of('subject') ?? of('fullname'),
      description: of('description'),
      ...(account === null
        ? {}
        : { 'parentaccountid@odata.bind': `/accounts(${account.id})`, 'customerid_account@odata.bind': `/accounts(${account.id})` }),
      ...(contact === null ? {} : { 'parentcontactid@odata.bind': `/contacts(${contact.id})` }),
      ...(account === null && contact !== null ? { 'customerid_contact@odata.bind': `/contacts(${contact.id})` } : {}),
    });
  }
  return made;
}
