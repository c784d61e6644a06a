import type { ActimoStore } from '../store.js';
import { firstSeededMessageId, kindOf, makeMessage } from './messages.js';
import type { Participation } from './participation.js';

/** An SMS or e-mail that went out for a message. */
export interface Send {
  readonly contact_id: number;
  readonly channel: 'sms' | 'email';
  readonly sent_at: string | null;
  readonly subject: string | null;
  readonly text: string;
  readonly status: 'bounced' | 'delivered' | 'sent';
}

/** All that went out for the message with this index, to people who left since as well. */
export function sendsOf(store: ActimoStore, participation: Participation, index: number): Send[] {
  const message = makeMessage(store.world, index);
  const text = `${message.preview_text ?? message.name} https://actimo.example/m/${firstSeededMessageId(store.world) + index}`;
  return participation.audience(index).flatMap((contact_id): Send[] => {
    const { channel, notified_at: sent_at, bounced } = participation.recipient(index, contact_id);
    if (channel !== 'sms' && channel !== 'email') return [];
    const subject = channel === 'email' ? (message.headline ?? message.name) : null;
    return [{ contact_id, channel, sent_at, subject, text, status: bounced ? 'bounced' : kindOf(index) === 'sent' ? 'delivered' : 'sent' }];
  });
}
