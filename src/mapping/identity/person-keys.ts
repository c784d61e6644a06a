import type { SourceRecord } from '../../domain/index.js';
import { fieldOf } from '../body.js';
import type { MappingDocument } from '../document/schema.js';
import { answeredBody } from '../plan/answers.js';
import type { Body, HeldAnswer, PersonKeys } from '../types.js';
import { joinParts, type PhoneHints, toE164 } from '../write/phone.js';
import { toText } from '../write/text.js';
import { foldName } from './fold.js';

/** What identity and matching go by, from a user as read; a value that a person gave for the user counts instead of Actimo's. */
export function personKeys(
  user: Pick<SourceRecord, 'key' | 'body'>,
  doc: MappingDocument,
  answers: readonly HeldAnswer[] = [],
): PersonKeys {
  const { key } = user;
  const body = answeredBody('user', key, user.body, answers);
  const lastName = foldName(textOf(body, 'last_name') ?? '');
  const hints: PhoneHints = {
    callingCode: body['country_code'],
    national: body['phone_number'],
    country: body['addr_country'],
    defaultCountry: doc.defaultCountry,
  };
  const rest = textOf(body, 'phone_number');
  const parts = rest === null ? null : joinParts(textOf(body, 'country_code'), rest);
  const written = [textOf(body, 'msisdn'), parts].filter((text) => text !== null);
  const phones = written.map((text) => toE164(text, hints)).filter((number) => number !== null);
  return {
    userKey: key,
    employeeNumber: textOf(body, 'employee_id')?.toLowerCase() ?? null,
    email: textOf(body, 'email')?.toLowerCase() ?? null,
    phones: [...new Set(phones)],
    phonesAsWritten: [...new Set(written)],
    name: foldName(`${textOf(body, 'first_name') ?? ''} ${textOf(body, 'last_name') ?? ''}`),
    lastName,
  };
}

const textOf = (body: Body, field: string): string | null => toText(fieldOf(body, field)) ?? null;
