import { demand } from '../auth/privileges.js';
import { DataverseFault, faults } from '../core/errors.js';
import { storeOf, tableOf } from '../core/world.js';
import { type ApiAnswer, type ApiRequest, jsonBody } from '../http/request.js';
import { complex } from '../routes/answers.js';
import type { Service } from '../routes/service.js';
import type { Row } from '../rows/row.js';
import { inTransaction } from '../rows/run.js';
import { column, read, targetOf, write } from '../rows/slots.js';
import { updateRow } from '../rows/update.js';

const sent = 3;

/**
 * `SendEmail` on an e-mail: it is sent, completed and read-only from then on (docs/facts/dataverse.md §8 "Activities"). With `IssueSend` false it is
 * only written down as sent. What left the environment is in the outbox of the statistics.
 */
export function sendEmail(service: Service, row: Row, request: ApiRequest): ApiAnswer {
  const { world, hooks } = service;
  const table = tableOf(world, 'email');
  demand(world, request, 'Write', table);
  const issue = jsonBody(request, table.entitySetName).IssueSend;
  if (typeof issue !== 'boolean') throw faults.payload(table.entitySetName, "The parameter 'IssueSend' is no truth.");
  if (read(table, row.values, 'statecode') !== 0) throw faults.readOnly(table.logicalName);
  const { sender, recipients } = partiesOf(service, row);
  const subject = String(read(table, row.values, 'subject') ?? '');
  inTransaction(world, hooks, request, (context) => {
    updateRow(
      context,
      table,
      row,
      { statecode: 1, statuscode: sent },
      {
        set(values) {
          write(table, values, 'sender', sender);
          write(table, values, 'torecipients', `${recipients.join(';')};`.slice(0, 500));
          write(table, values, 'senton', context.now);
          write(table, values, 'actualend', context.now);
        },
      },
    );
    if (issue)
      context.tx.afterCommit.push(() => {
        for (const to of recipients) hooks.mail?.({ at: context.now, flow: 'SendEmail', table: 'email', id: row.id, to, subject });
      });
  });
  return complex(request, 'SendEmailResponse', { Subject: subject });
}

const badAddress = () => new DataverseFault(400, '0x80043518', 'One or more activity parties have invalid addresses.');

/** One user sends; everybody else must have an address and must not have asked for none. */
function partiesOf({ world }: Service, row: Row): { sender: string; recipients: string[] } {
  const table = tableOf(world, 'activityparty');
  const parties = storeOf(world, table.logicalName).findByValue(column(table, 'activityid'), row.id);
  const addresses = (roles: readonly number[]): string[] =>
    parties
      .filter((party) => roles.includes(Number(read(table, party.values, 'participationtypemask'))))
      .map((party) => {
        const address = read(table, party.values, 'addressused');
        if (typeof address !== 'string' || !address.includes('@') || read(table, party.values, 'donotemail') === true) throw badAddress();
        return address;
      });
  const from = parties.find((party) => read(table, party.values, 'participationtypemask') === 1);
  if (from === undefined || targetOf(column(table, 'partyid'), from.values) !== 'systemuser')
    throw faults.argument('The sender of an e-mail must be a user.');
  const recipients = addresses([2, 3, 4]);
  if (recipients.length === 0) throw faults.argument('An e-mail needs at least one recipient.');
  return { sender: addresses([1])[0] as string, recipients };
}
