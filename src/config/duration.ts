import { type Duration, msToNumber } from '@temporalio/common';

/** A length of time as people write it and Temporal takes it: '48 hours', '30 seconds', '500ms'. */
export type { Duration };

/** Milliseconds of a duration, or null when the text is none, has no unit or is not longer than nothing (docs/facts/temporal.md §9). */
export function durationMs(text: string): number | null {
  // Temporal would take '72' for 72 milliseconds: an undo window that is over at once.
  if (!/\d\s*[a-z]/i.test(text)) return null;
  try {
    const milliseconds = msToNumber(text as Duration);
    return milliseconds > 0 ? milliseconds : null;
  } catch (error) {
    // msToNumber throws on a text that is no duration, and on one longer than 100 characters: both are simply "no duration" here.
    if (error instanceof Error) return null;
    throw error;
  }
}
