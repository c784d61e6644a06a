/**
 * What Actimo's API hands out, by its own field names. Booleans and ISO times here; the API writes them in the style that its switches ask for.
 * Which of the fields are documented and which are inferred is said in docs/facts/actimo.md C.2 and in `http/present.ts`.
 */
export interface Contact {
  readonly id: number;
  readonly user_id: number;
  readonly shared: boolean;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly name: string | null;
  readonly email: string | null;
  readonly title: string | null;
  readonly company: string | null;
  readonly department: string | null;
  readonly msisdn: string | null;
  readonly country_code: string | null;
  readonly phone_number: string | null;
  readonly addr_line_1: string | null;
  readonly addr_line_2: string | null;
  readonly addr_city: string | null;
  readonly addr_state: string | null;
  readonly addr_zip: string | null;
  readonly addr_country: string | null;
  readonly employee_id: string | null;
  readonly opt_out: boolean;
  readonly allow_email: boolean;
  readonly allow_sms: boolean;
  readonly tags: readonly string[];
  readonly source_type: string;
  readonly source_data: string | null;
  readonly timezone: string | null;
  readonly created_at: string;
  readonly language: string;
  readonly status: 'active' | 'inactive';
  readonly image_url: string | null;
  readonly [slot: `data${number}`]: string | null;
}

export interface Location {
  readonly name: string;
  readonly address: {
    readonly line_1: string | null;
    readonly line_2: string | null;
    readonly city: string | null;
    readonly state: string | null;
    readonly zip: string | null;
    readonly country: string | null;
  };
  readonly primary: boolean | null;
}

export interface Workspace {
  readonly id: number;
  readonly name: string;
  readonly client_id: number;
  readonly language: string;
  readonly created_at: string;
  readonly contact_count: number;
  readonly domain: string | null;
  readonly description: string | null;
  readonly tags: readonly string[];
  readonly locations: readonly Location[];
}

export type MembershipRole = 'member' | 'manager' | 'editor' | 'admin';

/** One line per (workspace, contact); an ended one stays as history with `removed_at`. */
export interface Membership {
  readonly contact_id: number;
  readonly workspace_id: number;
  readonly added_at: string;
  readonly removed_at: string | null;
  readonly role: MembershipRole;
  readonly primary: boolean | null;
}

export interface Group {
  readonly id: number;
  readonly user_id: number;
  readonly name: string;
  readonly member_count: number;
  readonly created_at: string;
  readonly source_type: 'manual' | 'excel' | 'smart';
  readonly shared: boolean;
}

export interface GroupMembership {
  readonly contact_id: number;
  readonly group_id: number;
  readonly added_at: string;
  readonly removed_at: string | null;
  readonly removed_by: number | null;
}

/** A login of the admin team; not an employee. */
export interface AdminUser {
  readonly id: number;
  readonly email: string;
  readonly name: string;
  readonly role: 'admin' | 'editor';
  readonly workspace_ids: readonly number[];
}

export interface Relationship {
  readonly type: string;
  readonly contact_id: number;
}

export interface FieldDefinition {
  readonly key: string;
  readonly label: string;
  readonly type: 'text' | 'phone' | 'email' | 'date' | 'datetime' | 'select';
  readonly options: readonly string[];
}

export interface Project {
  readonly id: number;
  readonly name: string;
}

/** `name` is made of the two names, always. */
export function withName<Named extends Pick<Contact, 'first_name' | 'last_name'>>(contact: Named): Named & { name: string | null } {
  return { ...contact, name: [contact.first_name, contact.last_name].filter(Boolean).join(' ') || null };
}
