import { faults } from '../core/errors.js';
import type { World } from '../core/world.js';
import { type ApiRequest, isStrong } from '../http/request.js';

/**
 * Moment up to which customizations are seen by who answers a request (docs/facts/dataverse.md §6 "Timing and locks"): what has reached every server;
 * with `Consistency: Strong` all there is; and for a client bound to a server by its cookie, what that server knew when it last carried out one.
 */
export function seesAt(world: World, request: Pick<ApiRequest, 'headers' | 'server'>): number {
  if (isStrong(request)) return Number.POSITIVE_INFINITY;
  const now = world.clock.now();
  return request.server.bound ? Math.max(now, world.customizedBy.get(request.server.number) ?? now) : now;
}

/** Throws what a customization meets that builds on another one which has not reached its server. */
export function demandSeen(world: World, request: Pick<ApiRequest, 'headers' | 'server'>, item: { readonly visibleAt: number }): void {
  if (item.visibleAt > seesAt(world, request)) throw faults.notVisible();
}
