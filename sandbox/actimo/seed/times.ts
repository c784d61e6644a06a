/**
 * The seeded world ends at this moment: everything in it is older. Fixed, so that the same seed gives the same bytes on any day.
 * The sandbox's Actimo starts its own clock here and moves it one second on with each change.
 */
export const seedEnd = Date.parse('2025-06-02T06:00:00Z');

export const day = 86_400_000;

/** ISO time in UTC, whole seconds. */
export const iso = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

/** Calendar day, YYYY-MM-DD. */
export const isoDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
