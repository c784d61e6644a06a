import { faults } from './core/errors.js';
import { storeOf, tableOf, type World } from './core/world.js';
import type { Table } from './metadata/types.js';
import type { Body } from './rows/apply.js';
import type { WriteContext } from './rows/context.js';
import { createRow } from './rows/create.js';
import { deleteRow } from './rows/delete.js';
import { asServer, type WriteHooks } from './rows/run.js';
import { updateRow } from './rows/update.js';
import { putTeam, putUser } from './seed.js';

/** A row that is there before anybody signs in. A look-up is `{ table, id }`. */
export interface ExistingRow {
  readonly table: string;
  readonly id?: string;
  readonly columns: Readonly<Record<string, unknown>>;
  /** For a user: whether it has a role that lets it own rows. */
  readonly mayOwn?: boolean;
  /** Roles by name, for a user or a team. */
  readonly roles?: readonly string[];
  /** For a team: user ids. */
  readonly members?: readonly string[];
  /** Deactivated after it was made. */
  readonly inactive?: boolean;
}

interface Reference {
  readonly table: string;
  readonly id: string;
}

const isReference = (value: unknown): value is Reference =>
  typeof value === 'object' && value !== null && 'table' in value && 'id' in value;

/** What people do in the environment: the server's own rules run, limits and sign-in do not. */
export class Colleague {
  readonly #world: World;
  readonly #hooks: WriteHooks;
  readonly #user: string;

  constructor(world: World, hooks: WriteHooks, user: string) {
    this.#world = world;
    this.#hooks = hooks;
    this.#user = user;
  }

  insert(row: ExistingRow): string {
    const table = tableOf(this.#world, row.table);
    const columns = row.id === undefined ? row.columns : { ...row.columns, [table.primaryId]: row.id };
    const roles = row.roles ?? (row.mayOwn === true ? ['Salesperson'] : []);
    if (row.table === 'systemuser') return putUser(this.#world, columns, roles).id;
    if (row.table === 'team')
      return putTeam(this.#world, columns, row.roles ?? (row.mayOwn === true ? ['Salesperson'] : []), row.members ?? []).id;
    return this.#run((context) => {
      const made = createRow(context, table, this.#body(table, columns));
      if (row.inactive === true) updateRow(context, table, made, { statecode: 1 });
      return made.id;
    });
  }

  update(tableName: string, id: string, columns: Readonly<Record<string, unknown>>): void {
    const table = tableOf(this.#world, tableName);
    const row = storeOf(this.#world, tableName).rows.get(id.toLowerCase());
    if (row === undefined) throw faults.missing(tableName, id);
    this.#run((context) => updateRow(context, table, row, this.#body(table, columns)));
  }

  remove(tableName: string, id: string): void {
    const table = tableOf(this.#world, tableName);
    const row = storeOf(this.#world, tableName).rows.get(id.toLowerCase());
    if (row === undefined) throw faults.missing(tableName, id);
    this.#run((context) => deleteRow(context, table, row));
  }

  /** Columns by logical name as the body of a request. */
  #body(table: Table, columns: Readonly<Record<string, unknown>>): Body {
    const { metadata } = this.#world;
    const body: Body = {};
    for (const [name, value] of Object.entries(columns)) {
      const column = table.columns.get(name);
      const isLink = column !== undefined && (column.targets.length > 0 || column.type === 'Owner');
      if (!isLink || value === null || value === undefined) {
        if (value !== undefined && !isLink) body[name] = value;
        continue;
      }
      const target = isReference(value) ? value : { table: column.targets[0] ?? '', id: String(value) };
      const nav =
        column.type === 'Owner'
          ? 'ownerid'
          : metadata
              .manyToOne(table.logicalName)
              .find((relationship) => relationship.referencingAttribute === name && relationship.referencedEntity === target.table)?.nav;
      body[`${nav ?? name}@odata.bind`] = `/${tableOf(this.#world, target.table).entitySetName}(${target.id})`;
    }
    return body;
  }

  #run<T>(work: (context: WriteContext) => T): T {
    return asServer(this.#world, this.#hooks, { user: this.#user, behalfOf: null }, work);
  }
}
