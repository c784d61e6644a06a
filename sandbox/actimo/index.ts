/** A stand-in for Actimo: seeded clients, its HTTP API with every guess behind a switch, people who edit while a migration runs, and faults on demand. */
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { keeping } from '../keeping.js';
import { Agenda, Clock } from '../time/index.js';
import { recordHar } from './admin-ui/har.js';
import { Sessions } from './admin-ui/session.js';
import { Participation } from './content/participation.js';
import { dumpLines } from './dump.js';
import { EditDesk, type EditLog, type EditReport, type EditRequest } from './edits/desk.js';
import { exportFile, exportFormats } from './exports/files.js';
import { sheetNames, sheetOf } from './exports/sheets.js';
import { Faults } from './faults.js';
import { createActimoServer } from './http/server.js';
import { type ApiKey, KeyRing, seededKey } from './keys.js';
import { RateLimit } from './rate.js';
import { stateOfDump } from './restore-dump.js';
import { seedWorld } from './seed/world.js';
import { demandState, readState, type SavedState, writeState } from './state.js';
import { type ActimoStats, Stats } from './stats.js';
import { ActimoStore } from './store.js';
import { type Profile, type Switches, switchesOf, wrongSwitch } from './switches.js';

export type { EditLog, EditReport, EditRequest } from './edits/desk.js';
export { EditError } from './edits/edit.js';
export { readEdits } from './edits/read-edits.js';
export { type FaultRule, wrongRule } from './fault-rule.js';
export type { Faults } from './faults.js';
export type { ApiKey } from './keys.js';
export type * from './seed/records.js';
export type { ActimoStats } from './stats.js';
export type { ActimoStore } from './store.js';
export { type Profile, profiles, type Switches } from './switches.js';

export interface ActimoOptions {
  /** People alive, 20 to 500,000; in each client. */
  readonly users: number;
  readonly seed: number;
  /** Customers of Actimo, each with workspaces, people and keys of its own (1). The first one is the one that is migrated. */
  readonly clients?: number;
  readonly profile?: Profile;
  /** Requests a second and key; the documented 20 unless told otherwise. */
  readonly ratePerSecond?: number;
  /** Added to every answer, in milliseconds. */
  readonly latencyMs?: number;
  readonly switches?: Partial<Switches>;
  /** `client`: one key sees everything of its client. `workspace`: one key per workspace. Or the keys themselves. */
  readonly keys?: 'client' | 'workspace' | readonly ApiKey[];
  /** How many contact rows Dataverse has had written; for edits that wait for a milestone. */
  readonly contactsWritten?: () => number;
  /** The sandbox's time, for the rate, keys, links and edits on the clock; the machine's unless given. */
  readonly clock?: Clock;
  /** Keeps what people changed, so that it survives a restart of the sandbox. */
  readonly stateFile?: string;
  /** Serves what lies outside the API root; answers false when it is none of its business. */
  readonly outside?: (request: IncomingMessage, response: ServerResponse) => boolean;
}

/** A customer of Actimo and the keys that belong to it. */
export interface ClientKeys {
  readonly id: number;
  readonly name: string;
  readonly apiKeys: readonly string[];
}

export interface Actimo {
  /** Of the first client. */
  readonly apiKeys: readonly string[];
  readonly clients: readonly ClientKeys[];
  /** The first client's data. */
  readonly store: ActimoStore;
  readonly faults: Faults;
  /** Port 0 takes any free one. Answers the API's base URL, e.g. `http://127.0.0.1:4001/api/v1`. */
  listen(port: number, host?: string): Promise<{ url: string; port: number }>;
  close(): Promise<void>;
  /** Canonical JSON lines without line ends. */
  dump(): Iterable<string>;
  stats(): ActimoStats;
  /** Forgets the counts and nothing else. */
  resetStats(): void;
  switches(): Switches;
  /** Throws `RangeError` on a switch or value that there is not. */
  setSwitches(overrides: Record<string, unknown>): Switches;
  clock(): number;
  setClock(ms: number): void;
  edit(request: EditRequest): EditReport;
  edits(): EditLog;
  /** Calls off the edits that wait. */
  cancelEdits(): void;
  /** A HAR recording of the admin UI's lists, made over HTTP now. */
  har(): Promise<Readonly<Record<string, unknown>>>;
  /** One of the admin UI's exports of the first client, e.g. `contacts.xlsx`; `undefined` when there is none of that name. */
  exportOf(file: string): Promise<Buffer | undefined>;
  exportNames(): string[];
  /** Back to the seed: data, clock, faults, keys, counts; the switches stay. */
  reset(): void;
  /** What has changed since the seed. */
  state(): unknown;
  /** Puts back what `state()` answered; throws `RangeError` when it is of another seed or size. */
  restore(state: unknown): void;
  /** Puts back the records of a dump of the same seed and size. */
  restoreDump(lines: readonly Readonly<Record<string, unknown>>[]): void;
}

export function createActimo(options: ActimoOptions): Actimo {
  const clock = options.clock ?? new Clock();
  const clients = Array.from({ length: options.clients ?? 1 }, (_, client) => {
    const store = new ActimoStore(seedWorld({ users: options.users, seed: options.seed, client }));
    return { store, participation: new Participation(store) };
  });
  const stores = clients.map(({ store }) => store);
  const [{ store, participation }] = clients as [(typeof clients)[number]];
  const stats = new Stats();
  const faults = new Faults();
  const keys = new KeyRing(keysFor(options, stores));
  const { profile = 'full-inferred' } = options;
  let switches = switchesOf(profile, options.switches);
  const { users, seed } = options;
  const state = (): SavedState => ({ users, seed, profile, stores: stores.map((one) => one.state()), switches, revoked: keys.revoked() });
  const saveNow = (): void => {
    if (options.stateFile) writeState(options.stateFile, state());
  };
  const save = keeping(saveNow);
  const putBack = (saved: SavedState): void => {
    stores.forEach((one, at) => {
      one.restore(saved.stores[at]);
    });
    switches = { ...switches, ...saved.switches };
    keys.reset(saved.revoked);
  };
  const kept = options.stateFile ? readState(options.stateFile, options) : undefined;
  if (kept) {
    putBack(kept);
    // Which profile it is now is said now.
    if (kept.profile !== profile) switches = { ...switches, onlyDocumented: switchesOf(profile).onlyDocumented };
  }
  // A file that cannot be written is told at the start, not in the middle of a migration.
  saveNow();
  const desk = new EditDesk(stores, new Agenda(clock, options.contactsWritten ?? (() => 0)), save);
  const sessions = new Sessions();
  const late = new Set<NodeJS.Timeout>();
  const forgetLate = (): void => {
    for (const timer of late) clearTimeout(timer);
    late.clear();
  };
  let origin = '';
  const server = createActimoServer({
    clients,
    sessions,
    keys,
    rate: new RateLimit(options.ratePerSecond ?? 20),
    clock,
    faults,
    stats,
    profile,
    latencyMs: options.latencyMs ?? 0,
    switches: () => switches,
    beat: () => desk.beat(),
    changed: save,
    later: (ms, work) => {
      const timer = setTimeout(() => {
        late.delete(timer);
        try {
          work();
        } catch (error) {
          stats.failed(error);
        }
      }, ms).unref();
      late.add(timer);
    },
    outside: options.outside,
  });
  const keysOf = (client: number): string[] => keys.keys.filter((key) => (key.client ?? 0) === client).map(({ key }) => key);

  return {
    apiKeys: keysOf(0),
    clients: stores.map(({ world }, at) => ({ ...world.project, apiKeys: keysOf(at) })),
    store,
    faults,
    async listen(port, host = '127.0.0.1') {
      server.listen(port, host);
      await once(server, 'listening');
      const { port: taken } = server.address() as AddressInfo;
      origin = `http://${host.includes(':') ? `[${host}]` : host}:${taken}`;
      return { url: `${origin}/api/v1`, port: taken };
    },
    async close() {
      desk.cancel();
      forgetLate();
      saveNow();
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
    *dump() {
      for (const one of stores) yield* dumpLines(one);
    },
    stats: () => stats.read(),
    resetStats: () => stats.reset(),
    switches: () => switches,
    setSwitches(overrides) {
      const wrong = wrongSwitch(overrides);
      if (wrong) throw new RangeError(wrong);
      switches = { ...switches, ...overrides };
      save();
      return switches;
    },
    clock: () => store.now,
    setClock(ms) {
      for (const one of stores) one.setNow(ms);
      save();
    },
    edit: (request) => desk.submit(request),
    edits: () => desk.log(),
    cancelEdits: () => desk.cancel(),
    har: () => recordHar(origin, store.world.adminUser(0).email, recordedLists(store), store.now),
    exportNames: () => sheetNames(store),
    async exportOf(file) {
      const dot = file.indexOf('.');
      const format = exportFormats.find((candidate) => candidate === file.slice(dot + 1));
      const sheet = format && sheetOf(store, participation, file.slice(0, dot));
      return sheet && format && exportFile(sheet, format);
    },
    reset() {
      forgetLate();
      for (const one of stores) one.restore();
      desk.reset();
      faults.clear();
      keys.reset();
      sessions.close();
      stats.reset();
      save();
    },
    state,
    restore(given) {
      putBack(demandState(given, options));
      save();
    },
    restoreDump(lines) {
      const states = stores.map((one) => stateOfDump(one, lines));
      stores.forEach((one, at) => {
        one.restore(states[at]);
      });
      save();
    },
  };
}

function keysFor({ keys = 'client', seed }: ActimoOptions, stores: readonly ActimoStore[]): readonly ApiKey[] {
  if (typeof keys !== 'string') return keys;
  return stores.flatMap((store, client) => {
    const key = (index: number, workspaces: readonly number[] | null): ApiKey => ({
      key: seededKey(seed, client * 1_000_000 + index),
      workspaces,
      client,
      expiresAt: null,
    });
    return keys === 'client' ? [key(0, null)] : store.workspaceIds().map((id, index) => key(index, [id]));
  });
}

/** The lists that a person clicks through in the admin UI while recording. */
function recordedLists(store: ActimoStore): string[] {
  const [workspace] = store.workspaceIds();
  return [
    'contacts',
    'contacts.fields',
    'workspaces',
    `workspaces.${workspace}.contacts`,
    'users',
    'groups',
    'messages',
    'academies',
    'pulses',
    'social.groups',
  ];
}
