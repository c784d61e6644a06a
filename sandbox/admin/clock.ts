import { AdminError } from './http.js';
import type { AdminParts } from './parts.js';

/** Between these a clock can be set: what came before no service of today, and a year of four digits. */
const earliest = Date.UTC(1990, 0);
const latest = Date.UTC(3000, 0);

interface Clocks {
  readonly actimo: string;
  readonly dataverse: string;
  readonly speed: number;
}

export function clocksOf({ actimo, dataverse }: AdminParts): Clocks {
  return {
    actimo: new Date(actimo.clock()).toISOString(),
    dataverse: new Date(dataverse.clock.now()).toISOString(),
    speed: dataverse.clock.speed,
  };
}

/**
 * `{now}` sets, `{advanceMs}` moves; both sides unless `side` names one. `{speed}` makes time pass so many times as fast for limits, windows, jobs, tokens and
 * what people do; Actimo's own clock stands still between changes.
 */
export function moveClocks({ actimo, dataverse }: AdminParts, body: Record<string, unknown>): void {
  const { side, now, advanceMs, speed } = body;
  const unknown = Object.keys(body).find((name) => !['side', 'now', 'advanceMs', 'speed'].includes(name));
  if (unknown !== undefined) throw new AdminError(400, `a clock has no ${unknown}; there are side, now, advanceMs, speed`);
  if (side !== undefined && side !== 'actimo' && side !== 'dataverse') throw new AdminError(400, 'side must be actimo or dataverse');
  const to = now === undefined ? undefined : typeof now === 'string' && /^\d{4}-/.test(now) ? Date.parse(now) : Number.NaN;
  if ([now, advanceMs, speed].filter((given) => given !== undefined).length !== 1)
    throw new AdminError(400, 'give now (a time), advanceMs (milliseconds) or speed (times)');
  if (to !== undefined && Number.isNaN(to)) throw new AdminError(400, 'now is not a time');
  if (advanceMs !== undefined && !Number.isInteger(advanceMs)) throw new AdminError(400, 'advanceMs is not a whole number');
  for (const clock of [...(side === 'dataverse' ? [] : [actimo.clock()]), ...(side === 'actimo' ? [] : [dataverse.clock.now()])]) {
    const at = to ?? clock + Number(advanceMs ?? 0);
    if (!(at >= earliest && at < latest)) throw new AdminError(400, 'a clock shows a time of the years 1990 to 2999');
  }
  if (speed !== undefined) {
    if (!(typeof speed === 'number' && speed >= 0.001 && speed <= 100_000))
      throw new AdminError(400, 'speed must be a number from 0.001 to 100000');
    dataverse.clock.speed = speed;
    return;
  }
  if (side !== 'dataverse') actimo.setClock(to ?? actimo.clock() + Number(advanceMs));
  if (side === 'actimo') return;
  if (to !== undefined) dataverse.clock.set(to);
  else dataverse.clock.advance(Number(advanceMs));
}
