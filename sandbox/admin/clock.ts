import { AdminError } from './http.js';
import type { AdminParts } from './parts.js';

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
export function moveClocks({ actimo, dataverse }: AdminParts, { side, now, advanceMs, speed }: Record<string, unknown>): void {
  const to = now === undefined ? undefined : Date.parse(String(now));
  if ([now, advanceMs, speed].filter((given) => given !== undefined).length !== 1)
    throw new AdminError(400, 'give now (a time), advanceMs (milliseconds) or speed (times)');
  if (to !== undefined && Number.isNaN(to)) throw new AdminError(400, 'now is not a time');
  if (advanceMs !== undefined && !Number.isFinite(advanceMs)) throw new AdminError(400, 'advanceMs is not a number');
  if (speed !== undefined) {
    if (!(typeof speed === 'number' && speed > 0 && speed <= 100_000))
      throw new AdminError(400, 'speed must be a number above 0, at most 100000');
    dataverse.clock.speed = speed;
    return;
  }
  if (side !== 'dataverse') actimo.setClock(to ?? actimo.clock() + Number(advanceMs));
  if (side === 'actimo') return;
  if (to !== undefined) dataverse.clock.set(to);
  else dataverse.clock.advance(Number(advanceMs));
}
