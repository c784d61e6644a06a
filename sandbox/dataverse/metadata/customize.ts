import { DataverseFault, faults } from '../core/errors.js';
import { storeOf, tableOf, type World } from '../core/world.js';
import type { ApiAnswer, ApiRequest } from '../http/request.js';
import { read } from '../rows/slots.js';
import { solutionOf } from '../solutions/components.js';
import { refusePatched } from '../solutions/patches.js';
import { firstOption } from './column-body.js';
import type { Origin } from './metadata.js';
import type { Table } from './types.js';
import { virtualColumns } from './virtual-columns.js';

/** One customization at a time in an environment; it takes a while, and the answer comes when it is done (docs/facts/dataverse.md §6 "Timing and locks"). */
export class CustomizationLock {
  readonly #world: World;
  #until = 0;
  #holder: object | null = null;

  constructor(world: World) {
    this.#world = world;
  }

  run(request: ApiRequest, work: () => ApiAnswer): ApiAnswer {
    const now = this.#world.clock.now();
    // Parts of one batch run one after the other.
    if (now < this.#until && this.#holder !== request.work) throw faults.customizing();
    const answer = work();
    // Not before what was made: the clock may have moved meanwhile.
    this.#world.customizedBy.set(request.server.number, this.#world.clock.now() + this.#world.settings.propagationMs);
    this.#until = Math.max(now, this.#until) + this.#world.settings.customizationMs;
    this.#holder = request.work;
    return { ...answer, delayMs: this.#until - now };
  }
}

/** The first number of options that are made for the solution that a request names. */
export const firstOptionOf = (world: World, request: ApiRequest): number =>
  solutionOf(world, request.headers['mscrm.solutionuniquename'] ?? request.query.get('SolutionUniqueName'))?.firstOption ?? firstOption;

/** Where something new belongs: custom, of the solution that the header names, seen by all servers after a while. */
export function originOf(world: World, request: ApiRequest): Origin {
  const solution = solutionOf(world, request.headers['mscrm.solutionuniquename'] ?? request.query.get('SolutionUniqueName'))?.id ?? null;
  refusePatched(world, solution);
  return {
    custom: true,
    visibleAt: world.clock.now() + world.settings.propagationMs,
    solution,
  };
}

const reserved = new Set(['select', 'from', 'where', 'table', 'index', 'key', 'id', 'default', 'order', 'group', 'user', 'value']);

/** Letters, digits, underscores, and not too many of them. */
export function checkLetters(name: unknown, most: number): asserts name is string {
  if (typeof name !== 'string' || name === '') throw faults.argument('SchemaName is required.');
  if (/[^A-Za-z0-9_]/.test(name))
    throw new DataverseFault(400, '0x80044364', `The name '${name}' may hold only letters, digits and underscores.`);
  if (!/^[A-Za-z]/.test(name)) throw new DataverseFault(400, '0x80044365', `The name '${name}' must start with a letter.`);
  if (name.length > most) throw new DataverseFault(400, '0x80044367', `The name '${name}' is too long; the maximum length is ${most}.`);
}

/** A name of one's own carries the prefix of the solution's publisher, or of any publisher (docs/facts/dataverse.md §6 "Names"). */
export function checkName(world: World, name: unknown, most: number, request: ApiRequest): asserts name is string {
  checkLetters(name, most);
  const underscore = name.indexOf('_');
  const prefix = underscore < 0 ? '' : name.slice(0, underscore).toLowerCase();
  const solution = solutionOf(world, request.headers['mscrm.solutionuniquename'] ?? request.query.get('SolutionUniqueName'));
  const allowed = solution === null ? prefixes(world) : [solution.prefix.toLowerCase()];
  if (prefix === '' || !allowed.includes(prefix)) {
    throw new DataverseFault(
      400,
      '0x80044366',
      `The name '${name}' has the wrong prefix: it must start with ${allowed.map((one) => `${one}_`).join(' or ')}.`,
    );
  }
  const rest = name.slice(underscore + 1).toLowerCase();
  if (rest === '' || reserved.has(name.toLowerCase())) throw new DataverseFault(400, '0x80044362', `The name '${name}' is reserved.`);
}

function prefixes(world: World): string[] {
  const table = tableOf(world, 'publisher');
  return [...storeOf(world, 'publisher').rows.values()].map((row) => String(read(table, row.values, 'customizationprefix')).toLowerCase());
}

/** A column has a name of its own, which is not the one of another's name either. */
export function refuseTakenColumn(table: Table, schemaName: string): void {
  const name = schemaName.toLowerCase();
  if (table.columns.has(name) || virtualColumns(table).some((column) => column.logicalName === name)) throw notUnique('column', name);
}

export const notUnique = (kind: 'table' | 'column' | 'relationship' | 'choice', name: string): DataverseFault =>
  new DataverseFault(
    400,
    kind === 'column' ? '0x80047013' : '0x80044363',
    `A ${kind} with the name ${name} already exists. Specify a unique name.`,
  );
