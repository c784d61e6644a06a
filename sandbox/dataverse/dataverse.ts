import type { IncomingMessage, ServerResponse } from 'node:http';
import canonicalize from 'canonicalize';
import { Clock } from '../time/index.js';
import { answerAuthority } from './auth/authority.js';
import type { Depth } from './auth/grants.js';
import { Tokens } from './auth/tokens.js';
import { BackgroundOperations, closeLostOperations } from './background/operations.js';
import { Overlap } from './bulk/overlap.js';
import { type ChangeableSettings, changeable, changeSettings } from './core/changeable.js';
import { collationOf } from './core/collation.js';
import { Random } from './core/random.js';
import { storeOf, type World } from './core/world.js';
import { dumpWorld, type PlainRow, plainRow } from './dump.js';
import { EditDesk, type EditLog, type EditReport, type EditRequest } from './edits/desk.js';
import { EditRefused } from './edits/edit-refused.js';
import { DamageDone } from './faults/damage.js';
import { type FaultRule, FaultRules } from './faults/rules.js';
import { answerDownload, downloadPage } from './files/download-page.js';
import { Transfers } from './files/transfers.js';
import { Endpoint } from './http/endpoint.js';
import type { ApiRequest } from './http/request.js';
import { type Listening, listen, readBody, send } from './http/server.js';
import { Colleague, type ExistingRow } from './insert.js';
import { closeLostJobs, Jobs } from './jobs/jobs.js';
import { Timetable } from './jobs/timetable.js';
import { Entitlement } from './limits/entitlement.js';
import { Limits } from './limits/limits.js';
import type { Mail } from './logic/flows.js';
import { Flows } from './logic/flows.js';
import { PlugIns } from './logic/plug-ins.js';
import { logicFor } from './logic/run.js';
import { CustomizationLock } from './metadata/customize.js';
import { Metadata } from './metadata/metadata.js';
import { type DataverseOptions, settingsOf } from './options.js';
import { isDump, restoreDump } from './restore-dump.js';
import type { Service } from './routes/service.js';
import { Links } from './rows/links.js';
import type { WriteHooks } from './rows/run.js';
import { SearchLimit } from './search/limit.js';
import { grant, putUser, roleByName, seedEnvironment } from './seed.js';
import { hasState, linesOf, loadWorld, StateKeeper, saveWorld } from './state.js';
import { Stats } from './stats.js';

/** A stand-in for one Dataverse environment. */
export interface Dataverse {
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The systemuser that signs in with them. */
  readonly applicationUser: string;
  /** Whether it began with what a state file held. */
  readonly restored: boolean;
  /** Port 0 takes any free one. */
  listen(port: number, host?: string): Promise<{ readonly url: string; readonly tokenUrl: string }>;
  close(): Promise<void>;
  /** All rows of a table by logical names, look-ups as the id alone. */
  rows(table: string): Iterable<PlainRow>;
  /** Everything it holds, metadata first, one canonical JSON line each. */
  dump(): Iterable<string>;
  stats(): object;
  /** Rows of the table that came over HTTP and were committed, since the counts began. */
  rowsWritten(table: string): number;
  resetStats(): void;
  readonly faults: {
    wrong(rule: Readonly<Record<string, unknown>>): string | undefined;
    add(rule: FaultRule | Readonly<Record<string, unknown>>): number;
    remove(id: number): void;
    clear(): void;
    list(): unknown;
  };
  /** Milliseconds since 1970; what is set moves the environment's time, not the machine's. */
  readonly clock: Clock;
  /** What a colleague does who works in the environment: the server's rules run, limits and sign-in do not. Look-ups are `{ table, id }`. */
  insert(row: ExistingRow): string;
  insert(table: string, columns: Readonly<Record<string, unknown>>): string;
  update(table: string, id: string, columns: Readonly<Record<string, unknown>>): void;
  remove(table: string, id: string): void;
  /** The row becomes part of another one of its table and stays behind, inactive. */
  merge(table: string, id: string, into: string, columns?: Readonly<Record<string, unknown>>): void;
  /** People who work in the environment: at once, or when the request's time comes. Throws EditRefused. */
  edit(request: EditRequest): EditReport;
  edits(): EditLog;
  /** Calls off the edits that wait. */
  cancelEdits(): void;
  /** Custom code on writes, and flows that send e-mails; `add` throws a RangeError with a sentence when it is none. */
  readonly plugIns: { add(plugIn: Readonly<Record<string, unknown>>): string; clear(): void; list(): unknown };
  readonly flows: { add(flow: Readonly<Record<string, unknown>>): void; clear(): void; list(): unknown };
  /** Another app registration; with roles it becomes an application user. Answers the user's id, or null. */
  addApplication(application: {
    readonly clientId: string;
    readonly clientSecret: string;
    readonly roles?: readonly string[];
  }): string | null;
  /** A role of one's own with privileges by name. */
  addRole(name: string, privileges: readonly string[], depth?: Depth): string;
  /** Settings that may change while it runs. */
  readonly settings: ChangeableSettings;
  /** Throws a RangeError with a sentence on a setting or value that there is not. */
  changeSettings(changes: Readonly<Record<string, unknown>>): ChangeableSettings;
  /** Everything that it holds as it is kept in a state file, one line each. */
  state(): Iterable<string>;
  /** Puts back what a file holds: lines of `state()`, or lines of `dump()` over the metadata that is there. Throws EditRefused. Who is signed in has to sign in again. */
  restore(file: string): void;
  /** Puts everything back to how it was when it was made. */
  reset(): void;
}

interface Parts {
  readonly world: World;
  readonly tokens: Tokens;
  readonly endpoint: Endpoint;
  readonly colleague: Colleague;
  readonly timetable: Timetable;
  readonly desk: EditDesk;
  readonly entitlement: Entitlement;
}

function build(
  options: DataverseOptions,
  clock: Clock,
  rules: FaultRules,
  stats: Stats,
  keeper: StateKeeper | null,
  from: string | null,
): Parts {
  const settings = settingsOf(options);
  const random = new Random(options.seed);
  const world: World = {
    settings,
    clock,
    random,
    collation: collationOf(settings.baseLanguage),
    metadata: new Metadata(random, settings.baseLanguage, from === null),
    stores: new Map(),
    links: new Links(),
    ids: {
      organization: '',
      businessUnit: '',
      administratorRole: '',
      customizerRole: '',
      salespersonRole: '',
      currency: '',
      applicationUser: '',
      systemUser: '',
      defaultPublisher: '',
      defaultSolution: '',
    },
    depths: new Map(),
    customizedBy: new Map(),
    version: 1_000_000,
    securityVersion: 1,
    logic: { plugIns: new PlugIns(), flows: new Flows() },
  };
  if (from === null) seedEnvironment(world);
  else loadWorld(world, from);
  const quiet = { damage: () => null, committed: () => keeper?.changed() };
  const system = new Colleague(world, quiet, world.ids.systemUser);
  const logicParts = {
    world,
    sent: (mail: Mail) => stats.mail(mail),
    write: (table: string, id: string, columns: Readonly<Record<string, unknown>>) => system.update(table, id, columns),
  };
  const logic = (headers: ApiRequest['headers']) => logicFor(logicParts, headers);
  // What people do by hand meets plug-ins and flows like everything else; faults and counts are about what comes over HTTP.
  const colleague = new Colleague(world, { ...quiet, logic }, world.ids.systemUser);
  const desk = new EditDesk(world, colleague, () => stats.rowsWritten('contact'));
  const damage = new DamageDone(world, rules, stats);
  const hooks: WriteHooks = {
    damage: () => damage.onWrite(),
    logic,
    mail: (mail) => stats.mail(mail),
    sentAgain: () => (settings.countAgain ? stats.sentAgain : null),
    committed(tx) {
      stats.committed(tx, clock.now());
      keeper?.changed();
      desk.beat();
    },
  };
  const tokens = new Tokens(world);
  if (from !== null) closeLostJobs(world);
  if (from !== null) closeLostOperations(world);
  const timetable = new Timetable(clock);
  const jobs = new Jobs(world, timetable, () => keeper?.changed());
  const background = new BackgroundOperations(world, timetable, () => keeper?.changed());
  const lock = new CustomizationLock(world);
  const service: Service = {
    world,
    hooks,
    transfers: new Transfers(world),
    jobs,
    searches: new SearchLimit(world),
    background,
    timetable,
    customize(request, work) {
      const answer = lock.run(request, work);
      keeper?.changed();
      return answer;
    },
  };
  const entitlement = new Entitlement(world);
  const limits = new Limits(world);
  const endpoint = new Endpoint({ world, service, tokens, limits, entitlement, overlap: new Overlap(), rules, damage, stats });
  return { world, tokens, endpoint, colleague, desk, entitlement, timetable };
}

/** Makes an environment; it answers over HTTP once it listens. */
export function createDataverse(options: DataverseOptions): Dataverse {
  const clock = new Clock();
  clock.speed = options.speed ?? 1;
  const rules = new FaultRules(new Random(options.seed + 104_729));
  const stats = new Stats();
  const { stateFile } = options;
  const keeper = stateFile === undefined ? null : new StateKeeper(() => saveWorld(parts.world, stateFile));
  const restored = hasState(stateFile);
  let parts = build(options, clock, rules, stats, keeper, restored ? stateFile : null);
  let listening: Listening | undefined;
  let closed = false;

  function stop(): void {
    parts.timetable.stop();
    parts.desk.cancel();
  }

  function changed<T>(result: T): T {
    keeper?.changed();
    return result;
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { world, tokens, endpoint } = parts;
    const url = request.url ?? '/';
    const origin = originOf(request, listening?.origin ?? '');
    if (endpoint.serves(url)) return endpoint.handle(request, response, origin);
    if (options.outside?.(request, response) === true) return;
    const [path = '', query = ''] = url.split('?');
    if (path === downloadPage) {
      const page = answerDownload(world, tokens, new URLSearchParams(query), request.headers.authorization, `${origin}/api/data/v9.2`);
      send(response, page.status, page.headers, page.body);
      return;
    }
    const body = request.method === 'POST' ? await readBody(request, 65_536) : null;
    const answer = answerAuthority(
      world,
      tokens,
      request.method ?? 'GET',
      path,
      origin,
      request.headers.authorization,
      () => new URLSearchParams(body?.toString('utf8') ?? ''),
    );
    if (/\/oauth2\/(v2\.0\/)?token$/.test(path)) stats.request('POST token', answer?.status ?? 404, null);
    if (answer === null) send(response, 404, { 'Content-Type': 'text/plain' }, 'Nothing is served here.');
    else
      send(
        response,
        answer.status,
        { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store, no-cache' },
        JSON.stringify(answer.body),
      );
  }

  return {
    tenantId: parts.world.settings.tenantId,
    clientId: parts.world.settings.clientId,
    clientSecret: parts.world.settings.clientSecret,
    get applicationUser() {
      return parts.world.ids.applicationUser;
    },
    restored,
    async listen(port, host = '127.0.0.1') {
      listening = await listen(
        (request, response) => {
          handle(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
        },
        port,
        host,
        options.tls,
      );
      return { url: listening.origin, tokenUrl: `${listening.origin}/${parts.world.settings.tenantId}/oauth2/v2.0/token` };
    },
    async close() {
      if (closed) return;
      closed = true;
      stop();
      await listening?.close();
      keeper?.stop();
      keeper?.now();
    },
    *rows(table) {
      const store = storeOf(parts.world, table);
      for (const row of store.rows.values()) yield plainRow(store.table, row);
    },
    *dump() {
      for (const line of dumpWorld(parts.world)) yield canonicalize(line) as string;
    },
    stats: () => ({ ...stats.snapshot(), entitlement: parts.entitlement.report() }),
    rowsWritten: (table) => stats.rowsWritten(table),
    resetStats: () => stats.reset(),
    faults: {
      wrong: (rule) => rules.wrong(rule),
      add: (rule) => rules.add(rule as FaultRule),
      remove: (id) => rules.remove(id),
      clear: () => rules.clear(),
      list: () => rules.list(),
    },
    clock,
    insert: (row: ExistingRow | string, columns: Readonly<Record<string, unknown>> = {}) =>
      parts.colleague.insert(typeof row === 'string' ? { table: row, columns } : row),
    update: (table, id, columns) => parts.colleague.update(table, id, columns),
    merge: (table, id, into, columns) => parts.colleague.merge(table, id, into, columns),
    edit: (request) => parts.desk.submit(request),
    edits: () => parts.desk.log(),
    cancelEdits: () => parts.desk.cancel(),
    plugIns: {
      add: (plugIn) => changed(parts.world.logic.plugIns.add(parts.world, plugIn)),
      clear: () => changed(parts.world.logic.plugIns.clear()),
      list: () => parts.world.logic.plugIns.list(),
    },
    flows: {
      add: (flow) => changed(parts.world.logic.flows.add(parts.world, flow)),
      clear: () => changed(parts.world.logic.flows.clear()),
      list: () => parts.world.logic.flows.list(),
    },
    remove: (table, id) => parts.colleague.remove(table, id),
    addApplication({ clientId, clientSecret, roles }) {
      parts.tokens.addClient(clientId, clientSecret);
      return roles === undefined
        ? null
        : putUser(parts.world, { fullname: '# application', applicationid: clientId.toLowerCase() }, roles).id;
    },
    addRole(name, privileges, depth = 'Global') {
      const id = parts.colleague.insert({ table: 'role', columns: { name, businessunitid: parts.world.ids.businessUnit } });
      grant(parts.world, id, privileges, depth);
      if (roleByName(parts.world, name) === undefined) throw new Error(`role ${name} was not made`);
      return id;
    },
    get settings() {
      return parts.world.settings;
    },
    changeSettings(changes) {
      changeSettings(parts.world.settings, changes);
      return changeable(parts.world.settings);
    },
    *state() {
      for (const line of linesOf(parts.world)) yield JSON.stringify(line);
    },
    restore(file) {
      if (isDump(file)) restoreDump(parts.world, file);
      else {
        const restoredParts = orUnreadable(() => build(options, clock, rules, stats, keeper, file));
        stop();
        parts = restoredParts;
      }
      keeper?.changed();
    },
    reset() {
      stop();
      rules.clear();
      clock.speed = options.speed ?? 1;
      clock.set(Date.now());
      stats.reset();
      parts = build(options, clock, rules, stats, keeper, null);
      keeper?.changed();
    },
  };
}

/** A state is put back whole, or what is wrong with it is said. */
function orUnreadable<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new EditRefused(`this is no state of an environment: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The address under which the client knows this server. */
function originOf(request: IncomingMessage, listening: string): string {
  const { host } = request.headers;
  return host === undefined ? listening : `${listening.startsWith('https') ? 'https' : 'http'}://${host}`;
}
