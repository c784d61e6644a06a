/** Tables whose relationships to owners and writers were named before there was a rule; name of the set, and what the owner's is called. */
const older: Readonly<Record<string, { readonly set: string; readonly user: string; readonly behalf: string }>> = {
  account: { set: 'accounts', user: 'user_accounts', behalf: 'lk_accountbase' },
  contact: { set: 'contacts', user: 'contact_owning_user', behalf: 'lk_contact' },
  lead: { set: 'leads', user: 'lead_owning_user', behalf: 'lk_lead' },
  opportunity: { set: 'opportunities', user: 'opportunity_owning_user', behalf: 'lk_opportunity' },
  annotation: { set: 'annotations', user: 'annotation_owning_user', behalf: 'lk_annotationbase' },
};

/** Units own activities under names of their own. */
const unitsOfActivities: Readonly<Record<string, string>> = {
  task: 'task_activities',
  appointment: 'appointment_activities',
  email: 'email_activities',
  phonecall: 'phone_call_activities',
  letter: 'letter_activities',
  fax: 'fax_activities',
};

/** What the relationship is called through which a column of the system leads to users, teams and units (PD `reference/entities/*.md`). */
export function systemRelationship(table: string, column: string): string {
  const old = older[table];
  switch (column) {
    case 'owninguser':
      return old?.user ?? `user_${table}`;
    case 'owningteam':
      return `team_${old?.set ?? table}`;
    case 'owningbusinessunit':
      return `business_unit_${old?.set ?? unitsOfActivities[table] ?? table}`;
    case 'createdonbehalfby':
    case 'modifiedonbehalfby':
      return `${old?.behalf ?? `lk_${table}`}_${column}`;
    default:
      return `lk_${table}${old === undefined ? '' : 'base'}_${column}`;
  }
}

/** What a table is called, and whether its rows are activities. */
interface NamedKind {
  readonly logicalName: string;
  readonly activity?: boolean | undefined;
}

/** Columns whose look-ups all activities have in common. */
const ofActivities = [
  'createdby',
  'createdonbehalfby',
  'modifiedby',
  'modifiedonbehalfby',
  'owninguser',
  'owningteam',
  'owningbusinessunit',
];

/** Single-valued navigation of such a column: in an activity it carries the activity in its name (PD `reference/entities/task.md`). */
export const systemNavigation = (table: NamedKind, column: string): string =>
  isKindOfActivity(table) ? `${column}_${table.logicalName}` : column;

/** The names that an activity has from the type that all activities share, beside its own: `createdby`, `owninguser`. */
export const inheritedNavigations = (table: NamedKind): readonly string[] => (isKindOfActivity(table) ? ofActivities : []);

const isKindOfActivity = (table: NamedKind): boolean => table.activity === true && table.logicalName !== 'activitypointer';
