import type { Clock } from '../../time/index.js';
import type { Depth } from '../auth/grants.js';
import type { Flows } from '../logic/flows.js';
import type { PlugIns } from '../logic/plug-ins.js';
import type { Metadata } from '../metadata/metadata.js';
import type { Table } from '../metadata/types.js';
import type { Links } from '../rows/links.js';
import type { TableStore } from '../rows/table-store.js';
import type { Collation } from './collation.js';
import { faults } from './errors.js';
import type { Random } from './random.js';
import type { Settings } from './settings.js';

/** Everything that the environment holds; requests get it handed in. */
export interface World {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly random: Random;
  readonly collation: Collation;
  readonly metadata: Metadata;
  readonly stores: Map<string, TableStore>;
  readonly links: Links;
  /** Ids of the rows that every environment has. */
  readonly ids: {
    organization: string;
    businessUnit: string;
    administratorRole: string;
    customizerRole: string;
    salespersonRole: string;
    currency: string;
    applicationUser: string;
    systemUser: string;
    defaultPublisher: string;
    defaultSolution: string;
  };
  /** What customers have registered beside the server's own rules. */
  readonly logic: { readonly plugIns: PlugIns; readonly flows: Flows };
  /** Last row version given. */
  version: number;
  /** How far privileges of roles reach, by `<role>:<privilege>`; those that are not here reach everything. */
  readonly depths: Map<string, Depth>;
  /** Until when others may not know what a web server has customized last, by its number. */
  readonly customizedBy: Map<number, number>;
  /** Rises when a role, its privileges or who holds it changes. */
  securityVersion: number;
}

export function storeOf(world: World, table: string): TableStore {
  const store = world.stores.get(table);
  if (store === undefined) throw faults.noTable(table);
  return store;
}

export function tableOf(world: World, name: string): Table {
  const table = world.metadata.readable(name);
  if (table === undefined) throw faults.noTable(name);
  return table;
}
