/** A stand-in for Actimo: a seeded client, its HTTP API with every guess behind a switch, people who edit while a migration runs, and faults on demand. */
import { once } from 'node:events';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
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
import { seedWorld } from './seed/world.js';
import { type ActimoStats, Stats } from './stats.js';
import { ActimoStore, type StoreState } from './store.js';
import { type Profile, type Switches, switchesOf, wrongSwitch } from './switches.js';

export type { EditLog, EditReport, EditRequest } from './edits/desk.js';
export { EditError } from './edits/edit.js';
export { type FaultRule, Faults } from './faults.js';
export type { ApiKey } from './keys.js';
export type * from './seed/records.js';
export type { ActimoStats } from './stats.js';
export type { ActimoStore } from './store.js';
export { type Profile, profiles, type Switches } from './switches.js';

export interface ActimoOptions {
  /** People alive, 20 to 500,000. */
  readonly users: number;
  readonly seed: number;
  readonly profile?: Profile;
  /** Requests a second and key; the documented 20 unless told otherwise. */
  readonly ratePerSecond?: number;
  /** Added to every answer, in milliseconds. */
  readonly latencyMs?: number;
  readonly switches?: Partial<Switches>;
  /** `client`: one key sees everything. `workspace`: one key per workspace. Or the keys themselves. */
  readonly keys?: 'client' | 'workspace' | readonly ApiKey[];
  /** How many contact rows Dataverse has had written; for edits that wait for a milestone. */
  readonly contactsWritten?: () => number;
  /** Keeps what people changed, so that it survives a restart of the sandbox. */
  readonly stateFile?: string;
  /** Serves what lies outside the API root; answers false when it is none of its business. */
  readonly outside?: (request: IncomingMessage, response: ServerResponse) => boolean;
}

export interface Actimo {
  readonly apiKeys: readonly string[];
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
  /** A HAR recording of the admin UI's lists, made over HTTP now. */
  har(): Promise<Readonly<Record<string, unknown>>>;
  /** One of the admin UI's exports, e.g. `contacts.xlsx`; `undefined` when there is none of that name. */
  exportOf(file: string): Promise<Buffer | undefined>;
  exportNames(): string[];
  /** Back to the seed: data, clock, faults, keys, counts; the switches stay. */
  reset(): void;
  /** Writes the state file now, if there is one. */
  save(): void;
}

export function createActimo(options: ActimoOptions): Actimo {
  const world = seedWorld({ users: options.users, seed: options.seed });
  const store = new ActimoStore(world);
  const stats = new Stats();
  const faults = new Faults();
  const keys = new KeyRing(keysFor(options, store));
  const save = (): void => {
    if (options.stateFile) writeState(options.stateFile, options, store.state());
  };
  if (options.stateFile) store.restore(readState(options.stateFile, options));
  const desk = new EditDesk(store, options.contactsWritten ?? (() => 0), save);
  let switches = switchesOf(options.profile ?? 'full-inferred', options.switches);

  const participation = new Participation(store);
  const sessions = new Sessions();
  let origin = '';
  const server = createActimoServer({
    store,
    participation,
    sessions,
    keys,
    rate: new RateLimit(options.ratePerSecond ?? 20),
    faults,
    stats,
    profile: options.profile ?? 'full-inferred',
    latencyMs: options.latencyMs ?? 0,
    switches: () => switches,
    beat: () => desk.beat(),
    changed: save,
    outside: options.outside,
  });

  return {
    apiKeys: keys.keys.map(({ key }) => key),
    store,
    faults,
    async listen(port, host = '127.0.0.1') {
      server.listen(port, host);
      await once(server, 'listening');
      const { port: taken } = server.address() as AddressInfo;
      origin = `http://${host}:${taken}`;
      return { url: `${origin}/api/v1`, port: taken };
    },
    async close() {
      desk.close();
      save();
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
    dump: () => dumpLines(store),
    stats: () => stats.read(),
    resetStats: () => stats.reset(),
    switches: () => switches,
    setSwitches(overrides) {
      const wrong = wrongSwitch(overrides);
      if (wrong) throw new RangeError(wrong);
      switches = { ...switches, ...overrides };
      return switches;
    },
    clock: () => store.now,
    setClock: (ms) => store.setNow(ms),
    edit: (request) => desk.submit(request),
    edits: () => desk.log(),
    har: () => recordHar(origin, world.adminUser(0).email, recordedLists(store), store.now),
    exportNames: () => sheetNames(store),
    async exportOf(file) {
      const dot = file.indexOf('.');
      const format = exportFormats.find((candidate) => candidate === file.slice(dot + 1));
      const sheet = format && sheetOf(store, participation, file.slice(0, dot));
      return sheet && format && exportFile(sheet, format);
    },
    reset() {
      store.restore();
      desk.reset();
      faults.clear();
      keys.reset();
      sessions.close();
      stats.reset();
      save();
    },
    save,
  };
}

function keysFor({ keys = 'client', seed }: ActimoOptions, store: ActimoStore): readonly ApiKey[] {
  if (typeof keys !== 'string') return keys;
  if (keys === 'client') return [{ key: seededKey(seed, 0), workspaces: null, expiresAt: null }];
  return store.workspaceIds().map((id, index) => ({ key: seededKey(seed, index), workspaces: [id], expiresAt: null }));
}

interface StateFile {
  readonly users: number;
  readonly seed: number;
  readonly state: StoreState;
}

function writeState(file: string, { users, seed }: ActimoOptions, state: StoreState): void {
  // Written beside and renamed, so that a kill in the middle leaves the old one.
  writeFileSync(`${file}.new`, JSON.stringify({ users, seed, state } satisfies StateFile));
  renameSync(`${file}.new`, file);
}

function readState(file: string, { users, seed }: ActimoOptions): StoreState | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const saved = JSON.parse(text) as StateFile;
  if (saved.users !== users || saved.seed !== seed)
    throw new Error(`${file} holds the state of --users ${saved.users} --seed ${saved.seed}; give another file or the same numbers`);
  return saved.state;
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
