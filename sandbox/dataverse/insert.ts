import { faults } from './core/errors.js';
import { storeOf, tableOf, type World } from './core/world.js';
import type { WriteContext } from './rows/context.js';
import { createRow } from './rows/create.js';
import { deleteRow } from './rows/delete.js';
import { demandMergeable, mergeRows } from './rows/merge.js';
import { plainBody } from './rows/plain-body.js';
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
      const made = createRow(context, table, plainBody(this.#world, table, columns));
      if (row.inactive === true) updateRow(context, table, made, { statecode: 1 });
      return made.id;
    });
  }

  update(tableName: string, id: string, columns: Readonly<Record<string, unknown>>): void {
    const table = tableOf(this.#world, tableName);
    const row = storeOf(this.#world, tableName).rows.get(id.toLowerCase());
    if (row === undefined) throw faults.missing(tableName, id);
    this.#run((context) => updateRow(context, table, row, plainBody(this.#world, table, columns)));
  }

  remove(tableName: string, id: string): void {
    const table = tableOf(this.#world, tableName);
    const row = storeOf(this.#world, tableName).rows.get(id.toLowerCase());
    if (row === undefined) throw faults.missing(tableName, id);
    this.#run((context) => deleteRow(context, table, row));
  }

  /** Merges a row into another one of its table; `columns` go into the one that stays. */
  merge(tableName: string, id: string, into: string, columns: Readonly<Record<string, unknown>> = {}): void {
    const table = tableOf(this.#world, tableName);
    const { rows } = storeOf(this.#world, tableName);
    const [master, subordinate] = [rows.get(into.toLowerCase()), rows.get(id.toLowerCase())];
    if (master === undefined) throw faults.missing(tableName, into);
    if (subordinate === undefined) throw faults.missing(tableName, id);
    demandMergeable(table, master, subordinate);
    this.#run((context) => mergeRows(context, table, master, subordinate, plainBody(this.#world, table, columns)));
  }

  #run<T>(work: (context: WriteContext) => T): T {
    return asServer(this.#world, this.#hooks, { user: this.#user, behalfOf: null }, work);
  }
}
