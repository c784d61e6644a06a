import type { Participation } from '../content/participation.js';
import type { ApiKey } from '../keys.js';
import type { ActimoStore } from '../store.js';
import type { Profile, Switches } from '../switches.js';
import { academyRoutes } from './academies.js';
import type { Answer } from './answers.js';
import { communityRoutes } from './community.js';
import { contactRoutes } from './contacts.js';
import { messageRoutes } from './messages.js';
import { pulseRoutes } from './pulses.js';
import { trainingRoutes } from './trainings.js';
import { workspaceRoutes } from './workspaces.js';

/** What a route is handed. `ids` are the whole numbers of its path, left to right. */
export interface Call {
  readonly store: ActimoStore;
  readonly switches: Switches;
  readonly participation: Participation;
  /** The record with its media links as the switches want them. */
  readonly media: <Value>(value: Value) => Value;
  readonly key: ApiKey;
  readonly query: URLSearchParams;
  readonly ids: readonly number[];
  /** The body of a POST or PUT, read as a JSON object. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Where the API stands, e.g. `http://127.0.0.1:4001`. */
  readonly origin: string;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below `/api/v1`; `:id` stands for a whole number. */
  readonly path: string;
  readonly basis: 'documented' | 'inferred';
  /** Further condition for the route to be there. */
  readonly there?: (switches: Switches, profile: Profile) => boolean;
  readonly run: (call: Call) => Answer;
}

export const allRoutes: readonly Route[] = [
  ...contactRoutes,
  ...workspaceRoutes,
  ...messageRoutes,
  ...trainingRoutes,
  ...academyRoutes,
  ...pulseRoutes,
  ...communityRoutes,
];

const routes: readonly (Route & { readonly pattern: RegExp })[] = allRoutes.map((route) => ({
  ...route,
  pattern: new RegExp(`^${route.path.replace(/:id/g, '(\\d{1,15})')}$`),
}));

/** What `findRoute` answers. */
export type Found = { readonly route: Route; readonly ids: readonly number[] } | readonly Route['method'][] | 404;
export const isRoute = (found: Found): found is Extract<Found, { readonly route: Route }> => typeof found === 'object' && 'route' in found;

/** The route behind a path; 404 when nothing is there, and the methods for which something is when it is not there for this one. */
export function findRoute(method: string, path: string, switches: Switches, profile: Profile): Found {
  const others: Route['method'][] = [];
  for (const route of routes) {
    const match = route.pattern.exec(path);
    if (!match) continue;
    if (switches.onlyDocumented && route.basis === 'inferred') continue;
    if (route.there && !route.there(switches, profile)) continue;
    if (route.method === method) return { route, ids: match.slice(1).map(Number) };
    others.push(route.method);
  }
  return others.length > 0 ? others : 404;
}
