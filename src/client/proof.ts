import { createHmac } from 'node:crypto';

/** HMAC-SHA256 in hex under the approver's own secret: says that just this person decided just this. */
export const proofOf = (secret: string, text: string): string => createHmac('sha256', secret).update(text).digest('hex');
