import type { Columns, ColumnValue } from '../../domain/index.js';
import { isStorable, sameInstantOrDay, secondsOf } from '../agree/instant.js';
import { pointsTo } from '../agree/lookup.js';
import { isEmpty, sameText } from '../agree/text.js';
import { verdict } from '../agree/verdict.js';
import { isBlank } from '../body.js';
import type { Body, FieldVerdict } from '../types.js';
import { toInstant } from '../write/instant.js';
import { toText } from '../write/text.js';
import { asking, holds, reads, unplacedOf } from './kit.js';
import { endsOf, endsVerdicts } from './membership-ends.js';
import type { MembershipSource, Outcome, Rule, RuleContext } from './rule.js';

/** Contact and Account, joined. */
export const connectionEnds: Rule<MembershipSource> = {
  name: 'ends',
  table: 'connection',
  facet: 'core',
  reads: reads('membership', 'contact_id', 'workspace_id'),
  says: 'the Contact and the Account that are connected',
  columns: () => ['record1id', 'record2id'],
  write: (source, context) => endsOf(source, context, 'record1id', 'record2id'),
  agrees: (source, readBack, context) => endsVerdicts(source, readBack, context, 'record1id', 'record2id'),
};

/** The role as a connection role; one that the mapping does not name is a question. */
export const connectionRole: Rule<MembershipSource> = {
  name: 'role',
  table: 'connection',
  facet: 'core',
  reads: reads('membership', 'role'),
  says: 'connection role of that name in the mapping',
  columns: () => ['record1roleid'],
  write: writeRole,
  agrees: ({ body }, readBack, { doc, world, accepts }) => {
    const said = body['role'];
    const found = readBack['record1roleid'];
    const name =
      isBlank(said) || typeof said === 'object'
        ? undefined
        : Object.entries(doc.membership.roles).find(([role]) => role === `${said as string}`.trim())?.[1];
    const id = name === undefined ? null : world.connectionRole(name);
    const right =
      pointsTo(found, 'connectionrole', id) &&
      (id !== null || isBlank(said) || accepts('unknown-role', 'role') || accepts('no-connection-role', 'role'));
    return [verdict('role', 'record1roleid', said, name !== undefined && right ? name : found, right)];
  },
};

function writeRole({ body }: MembershipSource, { doc, world }: RuleContext): Outcome {
  const role = toText(body['role']);
  if (role === null) return { columns: { record1roleid: null } };
  const name = role === undefined ? undefined : doc.membership.roles[role];
  if (name === undefined)
    return asking(
      { record1roleid: null },
      {
        code: 'unknown-role',
        field: 'role',
        reason: 'The role has no connection role in the mapping.',
        suggestion: 'Add it to membership.roles, or load the connection without a role: the role is in its description.',
      },
    );
  const id = world.connectionRole(name);
  if (id === null)
    return asking(
      { record1roleid: null },
      {
        code: 'no-connection-role',
        field: 'role',
        reason: `The connection role "${name}" is not in Dynamics.`,
        suggestion: 'Deploy the schema, then retry.',
      },
    );
  return { columns: { record1roleid: { table: 'connectionrole', id } } };
}

/**
 * From when to when. Dynamics shows the day, but the columns are moments on the wire (format DateOnly, behaviour UserLocal: docs/mapping.md, facts);
 * whether it keeps the time of day is not known, so the description has it too. Dataverse refuses an end before the start.
 */
export const connectionDates: Rule<MembershipSource> = {
  name: 'dates',
  table: 'connection',
  facet: 'core',
  reads: reads('membership', 'added_at', 'removed_at'),
  says: 'start and end',
  columns: () => ['effectivestart', 'effectiveend'],
  write: writeDates,
  agrees: ({ body }, readBack, context) => [
    dateVerdict('added_at', 'effectivestart', body, readBack, context),
    dateVerdict('removed_at', 'effectiveend', body, readBack, context),
  ],
};

function writeDates({ body }: MembershipSource): Outcome {
  const start = toInstant(body['added_at']);
  const end = toInstant(body['removed_at']);
  const unreadable = (['added_at', 'removed_at'] as const).filter((field) => (field === 'added_at' ? start : end) === undefined);
  if (unreadable.length > 0) {
    const suggestion = 'Give the moment as 2024-12-31T23:59:59Z, or load without it: it is in the description as written.';
    return {
      columns: { effectivestart: start?.iso ?? null, effectiveend: end?.iso ?? null },
      holds: unreadable.map((field) => ({ ...holds.unreadableDate(field), suggestion })),
    };
  }
  const columns = { effectivestart: start?.iso ?? null, effectiveend: end?.iso ?? null };
  if (start && end && end.iso < start.iso)
    return asking(
      { ...columns, effectiveend: null },
      {
        code: 'dates-reversed',
        field: 'removed_at',
        reason: 'The membership ends before it begins.',
        suggestion: 'Give the right end, or load without an end: it is in the description as written.',
      },
    );
  return { columns };
}

function dateVerdict(field: 'added_at' | 'removed_at', column: string, body: Body, readBack: Columns, context: RuleContext): FieldVerdict {
  const said = body[field];
  const found: ColumnValue | undefined = readBack[column];
  const unreadable = !isStorable(said) && context.accepts('unreadable-date', field);
  const reversed = field === 'removed_at' && secondsOf(said) < secondsOf(body['added_at']) && context.accepts('dates-reversed', field);
  const left = isEmpty(found) && (unreadable || reversed);
  const right = isBlank(said) ? isEmpty(found) : sameInstantOrDay(said, found) || left;
  return verdict(field, column, said, found, right, right && left ? 'in the description as written' : undefined);
}

/** Everything that the membership says, word for word: connections have no columns of one's own to rely on (docs/mapping.md, facts). */
export const connectionDescription: Rule<MembershipSource> = {
  name: 'description',
  table: 'connection',
  facet: 'core',
  reads: reads('membership', 'contact_id', 'workspace_id', 'role', 'added_at', 'removed_at', 'primary'),
  says: 'the membership word for word',
  columns: () => ['description'],

  write(source) {
    const lines = described
      .filter((field) => source.body[field] !== null && source.body[field] !== undefined)
      .map((field) => `${field}: ${asWritten(source.body[field])}`);
    const text = [`Actimo membership ${source.key}`, ...lines].join('\n');
    return text.length > 2000
      ? asking({ description: null }, holds.tooLong('description', text.length, 2000), unplacedOf(source))
      : { columns: { description: text } };
  },

  agrees({ key, body }, readBack) {
    const found = readBack['description'];
    const lines = typeof found === 'string' ? found.replaceAll('\r\n', '\n').split('\n') : [];
    const stated = described.filter((field) => !(body[field] === null || body[field] === undefined));
    const first = verdict(
      'description',
      'description',
      `Actimo membership ${key}`,
      lines[0] ?? null,
      lines[0] === ['Actimo membership', key].join(' ') && lines.length === stated.length + 1,
    );
    return [
      first,
      ...stated.map((field) => {
        const line = lines.find((text) => text.startsWith(`${field}: `));
        const rest = line?.slice(field.length + 2);
        const same =
          rest !== undefined &&
          (typeof body[field] === 'string'
            ? sameText(body[field], rest) || rest === JSON.stringify(body[field])
            : rest === JSON.stringify(body[field]));
        return verdict(field, 'description', body[field], rest ?? null, same);
      }),
    ];
  },
};

const described = ['contact_id', 'workspace_id', 'role', 'added_at', 'removed_at', 'primary'] as const;
const asWritten = (value: unknown): string => (typeof value === 'string' && !/[\r\n]/.test(value) ? value.trim() : JSON.stringify(value));
