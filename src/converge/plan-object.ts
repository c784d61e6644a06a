import type { ObjectName, SourceKey, SourceRef } from '../domain/index.js';
import {
  type DispositionChange,
  facetsOfSources,
  holdRecords,
  identitiesOf,
  type PlannedRow,
  planRows,
  releaseHeld,
  setDispositions,
  sourceStandings,
} from '../ledger/index.js';
import { type Flag, type Hold, orderMembers } from '../mapping/index.js';
import { facetHash } from './facet-hash.js';
import { type FlagCount, FlagCounter } from './flags.js';
import type { Scene } from './scene.js';
import { planUnits, type Unit } from './units.js';
import { allSources, loadWorld, type World } from './world.js';

export interface PlanResult {
  /** Facets whose desired content is new since the last plan. */
  readonly toWrite: number;
  readonly units: number;
  /** What people should know of and what stops nothing, counted. */
  readonly flags: readonly FlagCount[];
}

/** A plan of one object is repeated while it still changes who is held: a record can refer to one that is planned later. Loops end by themselves. */
const sweepLimit = 4;

/** Makes desired what the mapping says, for every record of an object (or the sample's), and says which records are held, merged or dropped. */
export async function planObject(
  scene: Scene,
  options: { object: ObjectName; pass: string; sampleOnly: boolean; signal: AbortSignal },
): Promise<PlanResult> {
  const world = await loadWorld(scene, options.object, options.signal);
  let toWrite = 0;
  for (let sweep = 1; ; sweep += 1) {
    const flags = new FlagCounter();
    let units = 0;
    let held = 0;
    for await (const page of allSources(scene, options.object, options.sampleOnly)) {
      options.signal.throwIfAborted();
      const keys = await unitKeys(
        scene,
        options.object,
        page.map(({ key }) => key),
      );
      const planned = await planUnits(world, options.object, keys);
      const stored = await storeUnits(world, planned, options);
      for (const flag of stored.flags) flags.add(flag);
      units += planned.length;
      toWrite += stored.toWrite;
      held += stored.changedHeld;
    }
    if (options.object !== 'user' || held === 0 || sweep === sweepLimit) return { toWrite, units, flags: flags.counts() };
  }
}

/** For users: the people behind them, each once. A user without identity is held already. */
async function unitKeys({ ledger }: Scene, object: ObjectName, keys: readonly SourceKey[]): Promise<SourceKey[]> {
  if (object !== 'user') return [...keys];
  return [...new Set((await identitiesOf(ledger, keys)).map(({ personKey }) => personKey))];
}

/** Writes what a batch of plans says into the ledger. `changedHeld` counts records that were not held before or are no longer. */
export async function storeUnits(
  world: World,
  units: readonly Unit[],
  options: { pass: string; sampleOnly: boolean },
): Promise<{ toWrite: number; changedHeld: number; flags: readonly Flag[] }> {
  const { ledger } = world.scene;
  const rows: PlannedRow[] = [];
  const marks: DispositionChange[] = [];
  const holds: Hold[] = [];
  /** About these nothing is open any more, left out or loaded. */
  const decided: SourceRef[] = [];
  const flags: Flag[] = [];
  for (const unit of units) {
    const { plan, object } = unit;
    if (plan.kind === 'held') {
      holds.push(...plan.holds);
      for (const { key } of unit.records) marks.push({ object, key, disposition: 'held' });
      continue;
    }
    if (plan.kind === 'dropped' || plan.kind === 'merged') {
      const reason = plan.kind === 'dropped' ? plan.reason : `is the same as ${plan.into.object} ${plan.into.key}`;
      for (const { key } of unit.records) {
        marks.push({ object, key, disposition: plan.kind, reason });
        decided.push({ object, key });
      }
      continue;
    }
    for (const { key } of unit.records) decided.push({ object, key });
    marks.push(...mergedMembers(unit));
    if (plan.kind === 'waiting') continue;
    flags.push(...plan.flags);
    if (plan.kind === 'rows') rows.push(...plan.rows.map((row) => toPlannedRow(world, unit, row, options.sampleOnly)));
  }
  const unwanted = await noLongerWanted(world, units);
  const stored = await planRows(ledger, { pass: options.pass, rows: joined(rows, unwanted) });
  await holdRecords(ledger, holds);
  await releaseHeld(ledger, decided);
  const changedHeld = await countHeldChanges(world, marks);
  await setDispositions(ledger, marks);
  return { toWrite: stored.created + stored.changed, changedHeld, flags };
}

async function countHeldChanges({ scene }: World, marks: readonly DispositionChange[]): Promise<number> {
  let changes = 0;
  for (const object of new Set(marks.map((mark) => mark.object))) {
    const mine = marks.filter((mark) => mark.object === object);
    const before = await sourceStandings(
      scene.ledger,
      object,
      mine.map(({ key }) => key),
    );
    changes += mine.filter(({ key, disposition }) => (disposition === 'held') !== (before.get(key)?.disposition === 'held')).length;
  }
  return changes;
}

/** One plan a row: facets that are no longer wanted go along with those that are. */
function joined(rows: readonly PlannedRow[], unwanted: readonly PlannedRow[]): PlannedRow[] {
  const byRow = new Map(rows.map((row) => [`${row.table} ${row.id}`, row]));
  for (const row of unwanted) {
    const wanted = byRow.get(`${row.table} ${row.id}`);
    byRow.set(`${row.table} ${row.id}`, wanted === undefined ? row : { ...wanted, facets: [...wanted.facets, ...row.facets] });
  }
  return [...byRow.values()];
}

/**
 * Facets that an earlier plan wanted and this one does not: a membership that became the primary one of its person, a location that is gone, the manager of
 * a person who turned out to be held. Nothing is to be written to them any more. What was written stays in Dynamics, as the rows of people do who leave
 * Actimo.
 */
async function noLongerWanted({ scene }: World, units: readonly Unit[]): Promise<PlannedRow[]> {
  const [first] = units;
  if (first === undefined) return [];
  const decided = new Map(units.filter(({ plan }) => plan.kind !== 'held' && plan.kind !== 'waiting').map((unit) => [unit.key, unit]));
  const there = await facetsOfSources(scene.ledger, first.object, [...decided.keys()]);
  const unwanted = new Map<string, PlannedRow & { facets: PlannedRow['facets'][number][] }>();
  for (const { table, id, object, sourceKey, part, origin, sample, facet, desired } of there) {
    const plan = decided.get(sourceKey)?.plan;
    const wanted =
      plan?.kind === 'rows' && plan.rows.some((row) => row.table === table && row.id === id && row.facets[facet] !== undefined);
    if (wanted || desired === null) continue;
    const row = unwanted.get(`${table} ${id}`) ?? { table, id, object, sourceKey, part, origin, sample, facets: [], contributions: [] };
    row.facets.push({ facet, desired: null, state: 'pending' });
    unwanted.set(`${table} ${id}`, row);
  }
  return [...unwanted.values()];
}

/** Of a person with several users the first carries the Contact; the others count as merged into it. */
function mergedMembers(unit: Unit): DispositionChange[] {
  const [first, ...others] = unit.object === 'user' ? orderMembers(unit.records) : unit.records;
  if (first === undefined) return [];
  return [
    { object: unit.object, key: first.key, disposition: null },
    ...others.map(({ key }) => ({
      object: unit.object,
      key,
      disposition: 'merged' as const,
      reason: `is the same person as user ${first.key}`,
    })),
  ];
}

function toPlannedRow(world: World, unit: Unit, row: Extract<Unit['plan'], { kind: 'rows' }>['rows'][number], sample: boolean): PlannedRow {
  return {
    table: row.table,
    id: row.id,
    object: unit.object,
    sourceKey: unit.key,
    part: row.part,
    origin: row.origin,
    ...(row.before === null ? {} : { before: row.before }),
    sample,
    facets: Object.entries(row.facets).map(([facet, columns]) => ({
      facet: facet as keyof typeof row.facets,
      desired: facetHash(world.scene.ledger, row.table, columns),
      state: 'pending' as const,
    })),
    contributions: row.contributions,
  };
}
