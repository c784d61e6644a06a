import type { MigrationFile } from '../../config/index.js';
import { objectLabels } from '../../domain/index.js';
import type { Context } from '../context.js';
import { exitCodes } from '../exit-codes.js';
import { actimoOf } from '../start-migration.js';
import type { CheckFinding } from './finding.js';

/** Sign-in, whose data it is, and what can be read at what cost. */
export async function* checkActimo(context: Context, file: MigrationFile): AsyncGenerator<CheckFinding> {
  const source = await actimoOf(context, file);
  try {
    const client = await source.client();
    yield { part: 'Actimo', what: 'sign-in', state: 'ok', says: `client ${client.name} (${client.id})` };
    const share = file.actimo.ratePerSecond * file.actimo.rateShare;
    yield { part: 'Actimo', what: 'limit', state: 'ok', says: `${share} of ${file.actimo.ratePerSecond} requests a second and key` };
    for (const { object, readable, why, rows, requests, seconds, basis, unread, readingPost } of await source.probe()) {
      const what = objectLabels[object];
      if (!readable) {
        yield { part: 'Actimo', what, state: 'wrong', says: `cannot be read: ${why ?? 'no reason given'}`, exit: exitCodes.failed };
        continue;
      }
      const cost = `${rows ?? 'unknown number of'} records, a full read takes ${requests} requests, ${duration(seconds)}`;
      yield { part: 'Actimo', what, state: 'ok', says: basis === 'inferred' ? `${cost} (endpoint not documented by Actimo)` : cost };
      if (readingPost !== undefined) yield { part: 'Actimo', what, state: 'attention', says: `is read with POST ${readingPost}` };
      for (const { what: missing, why: reason } of unread)
        yield { part: 'Actimo', what, state: 'attention', says: `${missing} cannot be read: ${reason}` };
    }
  } finally {
    source.close();
  }
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5_400 ? `${Math.ceil(seconds / 60)} min` : `${(seconds / 3_600).toFixed(1)} h`;
}
