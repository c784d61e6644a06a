import type { ActimoStore } from '../store.js';
import { firstAcademyId, makeAcademy } from './academies.js';
import { mediaOwner } from './media.js';
import { firstSeededMessageId, makeMessage, messageCount } from './messages.js';
import { postsOf, socialGroup } from './social.js';

/** Whether something in this client refers to the file: no other number is one. Those of the first numbers are its library of pictures. */
export function ownsMedia(store: ActimoStore, id: number): boolean {
  const { owner, kind } = mediaOwner(id);
  if (owner === 0) return true;
  const refers = (record: unknown): boolean => JSON.stringify(record ?? null).includes(`"/media/${id}"`);
  if (kind === 'cover') {
    const index = owner - firstAcademyId(store.world);
    const academy = index >= 0 && index < store.world.workspaces ? makeAcademy(store.world, index) : undefined;
    return refers(academy) || refers(socialGroup(store, owner));
  }
  if (kind === 'upload') return store.knows(Math.floor(owner / 100));
  if (kind === 'post') {
    const group = socialGroup(store, Math.floor(owner / 10_000));
    return group?.kind === 'company' && refers(postsOf(store, group)[owner % 10_000]);
  }
  const index = owner - firstSeededMessageId(store.world);
  if (index >= 0 && index < messageCount(store.world) && refers(makeMessage(store.world, index))) return true;
  return kind === 'video' && refers(makeMessage(store.world, 0));
}

/** Whether there is a portrait: of somebody whom lists show, and who has given one. */
export const hasPortrait = (store: ActimoStore, contactId: number): boolean => store.contact(contactId)?.image_url != null;
