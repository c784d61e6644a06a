import type { ObjectName } from '../../domain/index.js';

/** Fields that the proposal drops, with the reason that the gate shows. All others go to the rules that take them, or stay open. */
export const droppedFields: Readonly<Record<ObjectName, Readonly<Record<string, string>>>> = {
  user: {
    name: 'Made of first and last name; Dynamics makes its own full name of the same two.',
    user_id: 'The admin login that owns or made the record in Actimo; it is nobody in Dynamics.',
    shared: 'Says which admins see the record in Actimo; access in Dynamics follows its own roles.',
    source_type: 'Says how the record came into Actimo; of no meaning outside of it.',
    source_data: 'Says which file or form the record came from into Actimo; of no meaning outside of it.',
    image_url: 'Pictures are not migrated by this version; Dynamics keeps a small rendition only, which could not be verified.',
    updated_at: 'Changes with every edit in Actimo; Dynamics has its own date of change, which cannot be set.',
  },
  workspace: {
    client_id: 'The same for every record: the client that is being migrated.',
    contact_count: 'A count of the memberships; used to check that all were read.',
    updated_at: 'Changes with every edit in Actimo; Dynamics has its own date of change, which cannot be set.',
  },
  membership: {
    updated_at: 'Changes with every edit in Actimo; Dynamics has its own date of change, which cannot be set.',
  },
};

/** Slots of custom properties. */
export const isSlot = (field: string): boolean => /^data([1-9]|1\d|20)$/.test(field);
