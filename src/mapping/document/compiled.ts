import type { ObjectName } from '../../domain/index.js';
import { isBlank } from '../body.js';
import {
  accountRules,
  connectionRules,
  locationRules,
  membershipTable,
  membershipTableRules,
  personRules,
  propertyRule,
} from '../rules/index.js';
import type { AccountSource, MembershipSource, PersonSource, Rule, Source } from '../rules/rule.js';
import type { Body } from '../types.js';
import type { FieldDecision, MappingDocument, Property } from './schema.js';

/** What a document means for the work: the rules that apply and the fields that nobody wants. Made once per document. */
export interface Compiled {
  readonly person: readonly Rule<PersonSource>[];
  readonly account: readonly Rule<AccountSource>[];
  readonly location: readonly Rule<AccountSource>[];
  readonly membership: readonly Rule<MembershipSource>[];
  readonly membershipTable: string;
  /** Whether a rule or a property carries the field. */
  carries(object: ObjectName, field: string): boolean;
  /** The body without the fields that are dropped or open; what is blank is null. */
  visible(object: ObjectName, body: Body): Body;
}

const cache = new WeakMap<MappingDocument, Compiled>();

export function compiled(doc: MappingDocument): Compiled {
  const known = cache.get(doc);
  if (known !== undefined) return known;
  const made = compile(doc);
  cache.set(doc, made);
  return made;
}

const decisionOf = (doc: MappingDocument, object: ObjectName, field: string): FieldDecision | undefined =>
  Object.hasOwn(doc.fields[object], field) ? doc.fields[object][field] : undefined;

/** The property that carries a field now. */
export function propertyOf(doc: MappingDocument, field: string): Property | undefined {
  const decision = decisionOf(doc, 'user', field);
  if (decision === undefined || !('property' in decision)) return undefined;
  return doc.properties.find(({ slot, label, retired }) => slot === field && label === decision.property && !retired);
}

function compile(doc: MappingDocument): Compiled {
  const { prefix } = doc.publisher;
  const named = (object: ObjectName, field: string, rule: string): boolean => {
    const decision = decisionOf(doc, object, field);
    return decision !== undefined && 'rules' in decision && decision.rules.includes(rule);
  };
  const active = <S extends Source>(rules: readonly Rule<S>[]): Rule<S>[] =>
    rules.filter(({ name, reads }) => reads.length === 0 || reads.some(({ object, field }) => named(object, field, name)));
  const properties = doc.properties.filter((property) => propertyOf(doc, property.slot) === property);
  const carries = (object: ObjectName, field: string): boolean => {
    const decision = decisionOf(doc, object, field);
    return decision !== undefined && ('rules' in decision || 'property' in decision);
  };
  const hidden = (object: ObjectName): ReadonlySet<string> =>
    new Set(Object.entries(doc.fields[object]).flatMap(([field, decision]) => ('drop' in decision || 'open' in decision ? [field] : [])));
  const hiddenFields = { workspace: hidden('workspace'), user: hidden('user'), membership: hidden('membership') };
  return {
    person: [...active(personRules), ...properties.map(propertyRule)],
    account: active(accountRules),
    location: active(locationRules),
    membership: active(doc.membership.as === 'table' ? membershipTableRules(prefix) : connectionRules),
    membershipTable: doc.membership.as === 'table' ? membershipTable(prefix) : 'connection',
    carries,
    visible(object, body) {
      const seen: Record<string, unknown> = {};
      for (const field of Object.keys(body)) if (!hiddenFields[object].has(field)) seen[field] = isBlank(body[field]) ? null : body[field];
      return seen;
    },
  };
}
