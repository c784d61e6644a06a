import type { SendOptions, WriteAnswer, WriteRequest } from '../dataverse/index.js';
import { confirmSending, EpochRaisedError, settleChunk } from '../ledger/index.js';
import type { Scene } from './scene.js';

/**
 * Sends a chunk that is in the journal, as long as its epoch holds at the moment of sending. A sender whose epoch is over says that the chunk did not leave
 * before it stops: nobody then waits for what is not under way. Throws EpochRaisedError.
 */
export async function sendJournaled(
  { dataverse, ledger }: Scene,
  chunk: { readonly id: string; readonly epoch: number },
  request: WriteRequest,
  options: Omit<SendOptions, 'beforeSend'>,
): Promise<WriteAnswer> {
  try {
    return await dataverse.send(request, { ...options, beforeSend: () => confirmSending(ledger, chunk) });
  } catch (error) {
    if (error instanceof EpochRaisedError) {
      await settleChunk(
        ledger,
        chunk.id,
        request.rows.map(({ id }) => ({ id, outcome: 'not-sent' })),
      );
    }
    throw error;
  }
}
