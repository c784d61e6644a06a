import type { ColumnValue } from '../../domain/index.js';
import { saysYes } from '../agree/flag.js';
import { verdict } from '../agree/verdict.js';
import { isBlank } from '../body.js';
import { toFlag } from '../write/flag.js';
import { reads } from './kit.js';
import type { PersonSource, Rule, RuleContext, RuleHold } from './rule.js';

interface Consent {
  readonly name: string;
  readonly field: 'opt_out' | 'allow_email' | 'allow_sms';
  /** The value of the field that forbids. */
  readonly forbids: boolean;
  readonly columns: readonly string[];
  readonly says: string;
  readonly when?: (context: RuleContext) => boolean;
}

/**
 * One consent of Actimo as Dynamics' "do not" columns, where true forbids (docs/mapping.md, facts). Of several records of one person, and of
 * a Contact that was there, the stricter one wins. A consent that Actimo does not state is not written; one that cannot be read forbids.
 */
function consent({ name, field, forbids, columns, says, when = () => true }: Consent): Rule<PersonSource> {
  return {
    name,
    table: 'contact',
    facet: 'core',
    reads: reads('user', field),
    says,
    columns: () => columns,

    write(source, context) {
      if (!when(context)) return { columns: {} };
      const said = source.members.map(({ body }) => toFlag(body[field])).filter((flag) => flag !== null);
      if (said.length === 0) return { columns: {} };
      const forbidden = said.some((flag) => flag === undefined || flag === forbids);
      const stricter = (column: string) => forbidden || context.target.before?.[column] === true;
      return {
        columns: Object.fromEntries(columns.map((column) => [column, stricter(column)])),
        ...(said.includes(undefined) && { holds: [unreadable(field)] }),
      };
    },

    agrees(source, readBack, context) {
      const said = source.members.map(({ body }) => body[field]).filter((value) => !isBlank(value));
      if (said.length === 0 || !when(context)) return [];
      return columns.map((column) => {
        const before = context.target.before?.[column];
        const wanted = before === true || said.some((value) => saysYes(value) === undefined || saysYes(value) === forbids);
        const right =
          readBack[column] === wanted &&
          (said.every((value) => saysYes(value) !== undefined) || context.accepts('unreadable-consent', field));
        return verdict(field, column, said.join(', '), readBack[column], right, whyOf(right, before));
      });
    },
  };
}

const whyOf = (right: boolean, before: ColumnValue | undefined): string | undefined =>
  right ? (before === true ? 'the Contact was there and forbade it' : undefined) : 'the consent is not the stricter one of both sides';

const unreadable = (field: string): RuleHold => ({
  code: 'unreadable-consent',
  field,
  reason: `${field} is neither yes nor no.`,
  suggestion: 'Give 0 or 1, or load the person as if the consent were refused.',
});

/** "Opted out" means no mass mail: bulk e-mail and marketing material. A personal e-mail is what `allow_email` is about. */
export const optOut = consent({
  name: 'optOut',
  field: 'opt_out',
  forbids: true,
  columns: ['donotbulkemail', 'donotsendmm'],
  says: 'yes forbids bulk e-mail and marketing material; the stricter of both sides',
});

export const allowEmail = consent({
  name: 'allowEmail',
  field: 'allow_email',
  forbids: false,
  columns: ['donotemail'],
  says: 'no forbids e-mail; the stricter of both sides',
});

/** Dataverse has no column for SMS. The closest one is about the phone; it also forbids calls, so it is never laxer than Actimo. */
export const allowSms = consent({
  name: 'allowSms',
  field: 'allow_sms',
  forbids: false,
  columns: ['donotphone'],
  says: 'no forbids the phone, the closest there is; the stricter of both sides',
  when: ({ doc }) => doc.contact.noSms === 'doNotPhone',
});
