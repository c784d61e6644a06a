import { createHash } from 'node:crypto';
import type { ActimoStore, Contact } from '../actimo/index.js';
import { resemblingAccounts } from './live-accounts.js';

/** A row that is in Dataverse before the migration comes. A look-up is `{table, id}`. */
export interface LiveRow {
  readonly table: 'systemuser' | 'account' | 'contact' | 'annotation' | 'task' | 'publisher';
  readonly id: string;
  readonly columns: Readonly<Record<string, unknown>>;
  /** For a systemuser: whether it has a role that lets it own rows. */
  readonly mayOwn?: boolean;
  /** Deactivated after it was made. */
  readonly inactive?: boolean;
  /** The row of its table that it was merged into after it was made. */
  readonly mergedInto?: string;
}

/** How an existing Contact resembles somebody in Actimo. */
export type Resemblance =
  | 'email' // emailaddress1, in another case
  | 'secondEmail' // emailaddress2
  | 'employeeNumber' // another address
  | 'mobileAndLastName'
  | 'twice' // two Contacts with the address: nobody can tell which
  | 'inactive' // a deactivated Contact with the address
  | 'merged' // a Contact with the address that was merged away; every second time the one that stayed has it too
  | 'disagreeing'; // the address leads to one Contact, the employee number to another

/** Shares of the people, and the fewest people of a client in which there is one of the kind. */
const resemblances: readonly (readonly [kind: Resemblance, share: number, from: number])[] = [
  ['email', 0.025, 20],
  ['secondEmail', 0.006, 20],
  ['employeeNumber', 0.007, 20],
  ['mobileAndLastName', 0.007, 20],
  ['inactive', 0.003, 60],
  ['twice', 0.003, 60],
  ['disagreeing', 0.002, 200],
  ['merged', 0.002, 200],
];

export interface LiveEnvironment {
  readonly rows: readonly LiveRow[];
  /** Whom the existing Contacts resemble, by id in Actimo. */
  readonly resembling: ReadonlyMap<number, Resemblance>;
  /** The user to whom rows without a better owner go. */
  readonly fallbackOwner: string;
}

/**
 * What a company that already works with Dynamics has in it: customers with their people, some of whom also stand in Actimo, and users, some of whom are managers there.
 * `existing` is how many Contacts resemble nobody. The same seed gives the same rows.
 */
export function liveEnvironment(store: ActimoStore, options: { readonly seed: number; readonly existing?: number }): LiveEnvironment {
  const { users } = store.world.options;
  const existing = options.existing ?? Math.min(5000, Math.max(8, Math.round(users * 0.05)));
  const id = (name: string): string => namedId(`${options.seed}/${name}`);
  const rows: LiveRow[] = [];
  const people = plainPeople(store);

  const fallbackOwner = id('systemuser/fallback');
  rows.push(user(fallbackOwner, 'Migration', 'Fallback', 'migration.fallback@nordlys.example', { mayOwn: true }));
  rows.push(
    ...managersAsUsers(store, id),
    publisher(id('publisher/test'), 'test', 25_000),
    publisher(id('publisher/sample'), 'sample', 26_000),
  );

  const customers = Array.from({ length: Math.max(3, Math.round(existing / 4)) }, (_, nth) => account(id(`account/${nth}`), nth, store));
  rows.push(...customers, ...resemblingAccounts(store, id));
  const customer = (nth: number) => ({ table: 'account', id: customers[nth % customers.length]?.id });

  const resembling = new Map<number, Resemblance>();
  for (const [kind, share, from] of resemblances) {
    if (users < from) continue;
    for (let nth = 0; nth < Math.max(1, Math.round(users * share)); nth++) {
      const person = people.next().value;
      if (!person) break;
      resembling.set(person.id, kind);
      rows.push(...resemble(kind, person, (part) => id(`contact/${person.id}/${part}`), nth));
    }
  }
  for (let nth = 0; nth < existing; nth++) {
    const contactId = id(`contact/customer/${nth}`);
    rows.push({
      table: 'contact',
      id: contactId,
      columns: {
        firstname: ['Hanne', 'Ole', 'Vibeke', 'Erik'][nth % 4],
        lastname: `Kundesen ${nth}`,
        emailaddress1: `kunde${nth}@kunde.example`,
        jobtitle: nth % 3 === 0 ? 'Indkøber' : null,
        parentcustomerid: customer(nth),
      },
    });
    if (nth % 3 === 0)
      rows.push({
        table: 'annotation',
        id: id(`note/${nth}`),
        columns: { subject: 'Møde', notetext: 'Vil have tilbud', objectid: { table: 'contact', id: contactId } },
      });
    if (nth % 4 === 0)
      rows.push({
        table: 'task',
        id: id(`task/${nth}`),
        columns: { subject: 'Ring', regardingobjectid: { table: 'contact', id: contactId } },
      });
  }
  return { rows, resembling, fallbackOwner };
}

/** People who are no case, who have an e-mail address, a number and an employee number, from the middle of the list on. */
function* plainPeople(store: ActimoStore): Generator<Contact> {
  const { world } = store;
  const { users } = world.options;
  const start = Math.floor(users * 0.2);
  // A step without a factor in common with most sizes spreads them over the whole client.
  const step = users % 7 === 0 ? 11 : 7;
  const seen = new Set<number>();
  for (let nth = 0; nth < users; nth++) {
    const index = (start + nth * step) % users;
    if (seen.has(index)) continue;
    seen.add(index);
    if (index < world.workspaces || world.castOf(index)) continue;
    const person = store.contact(world.firstContactId + index);
    if (person?.email && person.msisdn && person.employee_id && person.last_name) yield person;
  }
}

function resemble(kind: Resemblance, person: Contact, id: (part: string) => string, nth: number): LiveRow[] {
  const number = `+${person.country_code}${person.phone_number}`;
  const contact = (part: string, columns: Record<string, unknown>, inactive = false): LiveRow => ({
    table: 'contact',
    id: id(part),
    columns: {
      firstname: person.first_name,
      lastname: person.last_name,
      // Some have a title of their own and some said no to e-mail: what was there, and the stricter consent, must stay.
      jobtitle: nth % 2 === 0 ? 'Ambassadør' : null,
      donotbulkemail: nth % 3 === 0,
      description: 'Har været her siden messen',
      ...columns,
    },
    ...(inactive ? { inactive } : {}),
  });
  const loud = person.email?.toUpperCase() ?? null;
  switch (kind) {
    case 'email':
      return [contact('1', { emailaddress1: loud })];
    case 'secondEmail':
      return [contact('1', { emailaddress1: `anden${person.id}@post.example`, emailaddress2: person.email })];
    case 'employeeNumber':
      return [contact('1', { emailaddress1: `gammel${person.id}@post.example`, employeeid: person.employee_id })];
    case 'mobileAndLastName':
      return [contact('1', { firstname: person.first_name?.slice(0, 1), mobilephone: number })];
    case 'inactive':
      return [contact('1', { emailaddress1: person.email }, true)];
    case 'twice':
      return [contact('1', { emailaddress1: person.email }), contact('2', { emailaddress1: loud, jobtitle: 'Dublet' })];
    case 'merged':
      return [
        contact('2', { emailaddress1: nth % 2 === 1 ? loud : `fjerde${person.id}@post.example`, jobtitle: 'Blev stående' }),
        { ...contact('1', { emailaddress1: person.email }), mergedInto: id('2') },
      ];
    case 'disagreeing':
      return [
        contact('1', { emailaddress1: person.email }),
        contact('2', { emailaddress1: `tredje${person.id}@post.example`, employeeid: person.employee_id }),
      ];
  }
}

/** The managers at the top of Actimo as users: most may own rows, one is disabled, one has no role. */
function managersAsUsers(store: ActimoStore, id: (name: string) => string): LiveRow[] {
  const { world } = store;
  const count = Math.min(24, Math.ceil((world.options.users - 1) / 9));
  return Array.from({ length: count }, (_, index) => world.contact(index)).flatMap((person, index) => {
    // Not every manager works in Dynamics.
    if (index % 6 === 5 || !person.email) return [];
    const email = index % 4 === 1 ? person.email.toUpperCase() : person.email;
    return [
      user(id(`systemuser/${person.id}`), person.first_name ?? '', person.last_name ?? '', email, {
        mayOwn: index % 8 !== 4,
        disabled: index % 8 === 3,
      }),
    ];
  });
}

function user(id: string, firstname: string, lastname: string, email: string, { mayOwn = false, disabled = false }): LiveRow {
  const columns = { firstname, lastname, internalemailaddress: email, domainname: email, isdisabled: disabled };
  return { table: 'systemuser', id, columns, mayOwn: mayOwn && !disabled };
}

/** Somebody has tried things out before, under a prefix of its own: `test`, and `sample` as Microsoft's samples have it. */
function publisher(id: string, prefix: string, customizationoptionvalueprefix: number): LiveRow {
  const friendlyname = `${prefix.charAt(0).toUpperCase()}${prefix.slice(1)}`;
  return {
    table: 'publisher',
    id,
    columns: { uniquename: prefix, friendlyname, customizationprefix: prefix, customizationoptionvalueprefix },
  };
}

function account(id: string, nth: number, store: ActimoStore): LiveRow {
  // One customer carries the name of a workspace, and is none.
  const name = nth === 0 ? (store.workspace(store.world.firstWorkspaceId)?.name ?? 'Kunde') : `Kunde ${nth} A/S`;
  const columns = {
    name,
    accountnumber: `K-${String(nth).padStart(4, '0')}`,
    telephone1: `+45 89 00 ${String(nth % 100).padStart(2, '0')} 00`,
    address1_city: 'Vejle',
  };
  return { table: 'account', id, columns };
}

/** An id that follows from a name; version 5, so that a comparison of dumps takes it as it is. */
function namedId(name: string): string {
  const hex = createHash('sha1').update(`sandbox live environment ${name}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
