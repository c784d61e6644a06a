import { type Duration, msToNumber } from '@temporalio/common';

/** A length of time as people write it and Temporal takes it: '48 hours', '30 seconds', '500ms'. */
export type { Duration };

/** Milliseconds of a duration, or null when the text is none or not longer than nothing. */
export function durationMs(text: string): number | null {
  try {
    const milliseconds = msToNumber(text as Duration);
    return milliseconds > 0 ? milliseconds : null;
  } catch (error) {
    // msToNumber throws on a text that is no duration, and on one longer than 100 characters: both are simply "no duration" here.
    if (error instanceof Error) return null;
    throw error;
  }
}
