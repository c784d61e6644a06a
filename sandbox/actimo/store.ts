import { messagesPerClient } from './content/messages.js';
import { Crowd } from './crowd.js';
import {
  type Contact,
  type Group,
  type GroupMembership,
  type Membership,
  type Relationship,
  type Workspace,
  withName,
} from './seed/records.js';
import { day, iso, seedEnd } from './seed/times.js';
import type { World } from './seed/world.js';

/** How long a deleted contact can be brought back (docs/facts/actimo.md §3.4). */
const undoDays = 180;
/** Messages share one counter with everything else in the real service; its value here is one that was seen. */
const firstMessageId = (world: World): number => 1_733_754 + world.client * messagesPerClient;

interface Gone {
  readonly deletedAt: number;
  readonly anonymised: boolean;
}

/** What changed since the seed, as it is kept in the state file. */
export interface StoreState {
  readonly now: number;
  readonly nextContactId: number;
  readonly nextMessageId: number;
  readonly contacts: readonly Contact[];
  readonly touched: readonly (readonly [id: number, at: number])[];
  readonly gone: readonly (readonly [id: number, gone: Gone])[];
  /** People whom the seed has as gone and who were brought back. */
  readonly back: readonly number[];
  readonly relationships: readonly (readonly [id: number, list: readonly Relationship[]])[];
  readonly workspaces: readonly Omit<Workspace, 'contact_count'>[];
  readonly memberships: ReturnType<Crowd<Membership>['state']>;
  readonly groupMemberships: ReturnType<Crowd<GroupMembership>['state']>;
}

/**
 * The client's data as it is now: the seeded world, and over it what people changed. Its clock stands still between changes and moves on by a second with each,
 * so that a run's edits carry the same times whenever it is run.
 */
export class ActimoStore {
  #now = seedEnd;
  #nextContactId: number;
  #nextMessageId: number;
  #contacts = new Map<number, Contact>();
  #touched = new Map<number, number>();
  #gone = new Map<number, Gone>();
  #back = new Set<number>();
  #relationships = new Map<number, readonly Relationship[]>();
  #workspaces = new Map<number, Omit<Workspace, 'contact_count'>>();
  readonly memberships: Crowd<Membership>;
  readonly groupMemberships: Crowd<GroupMembership>;

  constructor(readonly world: World) {
    this.#nextContactId = world.firstContactId + world.people;
    this.#nextMessageId = firstMessageId(world);
    const seeded =
      <Row>(rowsOf: (index: number) => Row[]) =>
      (contactId: number): Row[] => {
        const index = contactId - world.firstContactId;
        return index >= 0 && index < world.people ? rowsOf(index) : [];
      };
    const everybody = () => this.#everybody();
    this.memberships = new Crowd(seeded(world.memberships), (row) => row.workspace_id, everybody);
    this.groupMemberships = new Crowd(seeded(world.groupMemberships), (row) => row.group_id, everybody);
  }

  get now(): number {
    return this.#now;
  }

  /** Moves the clock. Deleted people past their 180 days become anonymous by it. */
  setNow(ms: number): void {
    this.#now = ms;
  }

  /** The time of the next change. */
  tick(): number {
    this.#now += 1000;
    return this.#now;
  }

  /** The id that the next new contact gets. */
  get nextContactId(): number {
    return this.#nextContactId;
  }

  /** The id that the next message gets. */
  get nextMessageId(): number {
    return this.#nextMessageId;
  }

  takeMessageId(): number {
    return this.#nextMessageId++;
  }

  /** A contact that lists show; a deleted one is not. */
  contact(id: number): Contact | undefined {
    if (this.#gone.has(id)) return undefined;
    const edited = this.#contacts.get(id);
    if (edited) return edited;
    const index = id - this.world.firstContactId;
    return this.#seeded(index) || this.#back.has(id) ? this.world.contact(index) : undefined;
  }

  /** Ids of all who were made or changed since the seed. */
  editedIds(): Iterable<number> {
    return this.#contacts.keys();
  }

  /** Whether this id was ever given to somebody. */
  knows(id: number): boolean {
    return id >= this.world.firstContactId && id < this.#nextContactId;
  }

  /** Whether the seed has somebody with this index who is there. */
  #seeded(index: number): boolean {
    return index >= 0 && index < this.world.options.users;
  }

  /** When and how somebody left; `undefined` for those who are there and for ids that were never given out. */
  departure(id: number): Gone | undefined {
    const index = id - this.world.firstContactId;
    const seeded = index < this.world.people && !this.#back.has(id) ? this.world.departure(index) : undefined;
    const gone = this.#gone.get(id) ?? seeded;
    if (!gone) return undefined;
    return { deletedAt: gone.deletedAt, anonymised: gone.anonymised || this.#now - gone.deletedAt > undoDays * day };
  }

  /** All who left, by id. */
  *departures(): Generator<readonly [id: number, gone: Gone]> {
    for (const id of this.#everybody()) {
      const gone = this.departure(id);
      if (gone) yield [id, gone];
    }
  }

  /** Ids of all whom lists show, in order. */
  *contactIds(): Generator<number> {
    const { firstContactId, people, options } = this.world;
    for (const id of this.#everybody()) {
      if (id >= firstContactId + options.users && id < firstContactId + people && !this.#back.has(id)) continue;
      if (!this.#gone.has(id)) yield id;
    }
  }

  contactCount(): number {
    const { firstContactId, people, options } = this.world;
    return options.users + this.#back.size + (this.#nextContactId - firstContactId - people) - this.#gone.size;
  }

  updatedAt(contact: Contact): string {
    const at = this.#touched.get(contact.id);
    return at === undefined ? contact.created_at : iso(at);
  }

  addContact(make: (id: number, at: string) => Contact): Contact {
    const contact = make(this.#nextContactId, iso(this.tick()));
    this.#nextContactId++;
    this.#contacts.set(contact.id, contact);
    this.#touched.set(contact.id, this.#now);
    this.groupMemberships.put({
      contact_id: contact.id,
      group_id: this.world.firstGroupId,
      added_at: iso(this.#now),
      removed_at: null,
      removed_by: null,
    });
    return contact;
  }

  changeContact(id: number, change: Partial<Contact>): Contact | undefined {
    const before = this.contact(id);
    if (!before) return undefined;
    const after = withName({ ...before, ...change, id });
    this.#contacts.set(id, after);
    this.#touched.set(id, this.tick());
    return after;
  }

  /** Soft delete, or at once for good. Memberships end and stay as history. Answers whether there was somebody to delete. */
  deleteContact(id: number, anonymise: boolean): boolean {
    if (!this.contact(id)) return false;
    const at = iso(this.tick());
    for (const row of this.memberships.of(id)) if (row.removed_at === null) this.memberships.put({ ...row, removed_at: at });
    for (const row of this.groupMemberships.of(id))
      if (row.removed_at === null) this.groupMemberships.put({ ...row, removed_at: at, removed_by: this.world.firstAdminId });
    this.#gone.set(id, { deletedAt: this.#now, anonymised: anonymise });
    if (anonymise) this.#contacts.delete(id);
    return true;
  }

  /** Brings a contact back that was deleted, within its 180 days and without its memberships. */
  restoreContact(id: number): boolean {
    const gone = this.departure(id);
    if (gone === undefined || gone.anonymised) return false;
    if (!this.#gone.delete(id)) this.#back.add(id);
    this.#touched.set(id, this.tick());
    return true;
  }

  relationshipsOf(id: number): readonly Relationship[] {
    const edited = this.#relationships.get(id);
    if (edited) return edited;
    const index = id - this.world.firstContactId;
    return this.#seeded(index) ? this.world.relationships(index) : [];
  }

  setManager(id: number, manager: number | null): void {
    const others = this.relationshipsOf(id).filter(({ type }) => type !== 'manager');
    this.#relationships.set(id, manager === null ? others : [{ type: 'manager', contact_id: manager }, ...others]);
    this.#touched.set(id, this.tick());
  }

  workspace(id: number): Workspace | undefined {
    const index = id - this.world.firstWorkspaceId;
    const workspace = this.#workspaces.get(id) ?? (index >= 0 && index < this.world.workspaces ? this.world.workspace(index) : undefined);
    return workspace && { ...workspace, contact_count: this.memberships.count(id) };
  }

  workspaceIds(): number[] {
    return Array.from({ length: this.world.workspaces }, (_, index) => this.world.firstWorkspaceId + index);
  }

  changeWorkspace(id: number, change: Partial<Workspace>): Workspace | undefined {
    const before = this.workspace(id);
    if (!before) return undefined;
    this.tick();
    this.#workspaces.set(id, { ...before, ...change, id });
    return this.workspace(id);
  }

  group(id: number): Group | undefined {
    const index = id - this.world.firstGroupId;
    if (!(index >= 0 && index < this.world.groups)) return undefined;
    return { ...this.world.group(index), member_count: this.groupMemberships.count(id) };
  }

  groupIds(): number[] {
    return Array.from({ length: this.world.groups }, (_, index) => this.world.firstGroupId + index);
  }

  state(): StoreState {
    return {
      now: this.#now,
      nextContactId: this.#nextContactId,
      nextMessageId: this.#nextMessageId,
      contacts: [...this.#contacts.values()],
      touched: [...this.#touched],
      gone: [...this.#gone],
      back: [...this.#back],
      relationships: [...this.#relationships],
      workspaces: [...this.#workspaces.values()],
      memberships: this.memberships.state(),
      groupMemberships: this.groupMemberships.state(),
    };
  }

  /** Puts the store where `state()` found it; without a state, back to the seed. */
  restore(state?: StoreState): void {
    this.#now = state?.now ?? seedEnd;
    this.#nextContactId = state?.nextContactId ?? this.world.firstContactId + this.world.people;
    this.#nextMessageId = state?.nextMessageId ?? firstMessageId(this.world);
    this.#contacts = new Map(state?.contacts.map((contact) => [contact.id, contact]));
    this.#touched = new Map(state?.touched);
    this.#gone = new Map(state?.gone);
    this.#back = new Set(state?.back);
    this.#relationships = new Map(state?.relationships);
    this.#workspaces = new Map(state?.workspaces.map((workspace) => [workspace.id, workspace]));
    this.memberships.restore(state?.memberships);
    this.groupMemberships.restore(state?.groupMemberships);
  }

  *#everybody(): Generator<number> {
    for (let id = this.world.firstContactId; id < this.#nextContactId; id++) yield id;
  }
}
