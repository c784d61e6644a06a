import type { Columns, ColumnValue } from '../../domain/index.js';
import { type PhonePlace, samePhone } from '../agree/phone.js';
import { isEmpty, sameText } from '../agree/text.js';
import { verdict } from '../agree/verdict.js';
import { isBlank } from '../body.js';
import { callingCodes } from '../phone-library.js';
import { ownLength } from '../schema/own-columns.js';
import type { FieldVerdict } from '../types.js';
import { joinParts, toE164 } from '../write/phone.js';
import { cutTo, toText } from '../write/text.js';
import { asking, holds, own, reads, unplacedOf } from './kit.js';
import type { Outcome, PersonSource, Rule, RuleContext, RuleHold } from './rule.js';

/**
 * The phone number. Actimo has it whole (`msisdn`, a mobile number) and in parts; the whole one goes to `mobilephone` in E.164, the parts to `telephone1`
 * where they are another number, and what was written stays in a column of ours.
 */
export const phone: Rule<PersonSource> = {
  name: 'phone',
  table: 'contact',
  facet: 'core',
  reads: reads('user', 'msisdn', 'country_code', 'phone_number'),
  says: 'E.164; as written in a column of ours; the parts in telephone1 where they are another number',
  columns: (doc) => ['mobilephone', 'telephone1', own(doc, 'PhoneOriginal')],
  write: writePhone,
  agrees: phoneVerdicts,
};

const invalid: RuleHold = {
  code: 'invalid-phone',
  field: 'msisdn',
  reason: 'The phone number cannot be written in the international form: too short, too long, or not a number.',
  suggestion: 'Give the number with + and country code, or load it only as written.',
};

function writePhone(source: PersonSource, context: RuleContext): Outcome {
  const { body } = source;
  const original = own(context.doc, 'PhoneOriginal');
  const whole = toText(body['msisdn']);
  const code = toText(body['country_code']);
  const rest = toText(body['phone_number']);
  if (whole === undefined || code === undefined || rest === undefined)
    return asking(
      { mobilephone: null, [original]: null },
      holds.notText('msisdn'),
      unplacedOf(source, 'msisdn', 'country_code', 'phone_number'),
    );
  const hints = { callingCode: code, national: rest, country: body['addr_country'], defaultCountry: context.doc.defaultCountry };
  const parts = rest === null ? null : joinParts(code, rest);
  const written = whole ?? parts;
  if (written === null) return { columns: { mobilephone: null, [original]: null } };

  const mobile = toE164(written, hints);
  const isSame = mobile !== null && parts !== null && parts.replace(/[^+\d]/g, '') === mobile;
  const second = whole === null || parts === null ? null : isSame ? mobile : toE164(parts, hints);
  const columns = {
    mobilephone: mobile,
    ...(rest !== null && { telephone1: second === mobile ? null : second }),
    [original]: cutTo(written, ownLength('PhoneOriginal')),
  };
  // Parts that are no number either are told by the whole one when they are its end.
  const told = mobile === null && rest !== null && /\d/.test(rest) && written.replace(/\D/g, '').endsWith(rest.replace(/\D/g, ''));
  const partsLost = whole !== null && parts !== null && second === null && !told ? unplacedOf(source, 'country_code', 'phone_number') : [];
  if (written.length > ownLength('PhoneOriginal'))
    return asking(columns, holds.tooLong('msisdn', written.length, ownLength('PhoneOriginal')), [
      ...partsLost,
      ...unplacedOf(source, ...(whole === null ? ['country_code', 'phone_number'] : ['msisdn'])),
    ]);
  return mobile === null ? asking(columns, invalid, partsLost) : { columns, unplaced: partsLost };
}

function phoneVerdicts(source: PersonSource, readBack: Columns, context: RuleContext): FieldVerdict[] {
  const { msisdn, country_code: callingCode, phone_number: rest, addr_country: country } = source.body;
  const original = own(context.doc, 'PhoneOriginal');
  const kept = (field: string) => isBlank(source.body[field]) || context.unplacedHas(source.keyOf(field), field, source.body[field]);
  const said = isBlank(msisdn) ? rest : msisdn;
  const place = { callingCode, national: rest, country, defaultCountry: context.doc.defaultCountry };
  const found = { mobile: readBack['mobilephone'], other: readBack['telephone1'], original: readBack[original] };
  if ([msisdn, callingCode, rest].some((value) => typeof value === 'object' && value !== null && !isBlank(value))) {
    const all = [kept('msisdn'), kept('country_code'), kept('phone_number')].every(Boolean);
    return [
      verdict(
        'msisdn',
        'mobilephone',
        msisdn,
        found.mobile,
        all && isEmpty(found.mobile) && context.accepts('not-text', 'msisdn'),
        'not a text',
      ),
    ];
  }
  const verdicts = [
    verdict(
      'msisdn',
      'mobilephone',
      said,
      found.mobile,
      samePhone(isBlank(said) ? '' : said, found.mobile, place) &&
        (isBlank(said) || !isEmpty(found.mobile) || context.accepts('invalid-phone', 'msisdn')),
      isEmpty(found.mobile) && !isBlank(said) ? 'not a number that can be called' : undefined,
    ),
    originalVerdict(source, found.original, original, context),
  ];
  return isBlank(rest) ? verdicts : [...verdicts, partsVerdict(source, readBack, context, place)];
}

/** The parts are another number with a column of its own, or the same number, or no number, and then kept. */
function partsVerdict(source: PersonSource, readBack: Columns, context: RuleContext, place: PhonePlace): FieldVerdict {
  const { msisdn, phone_number: rest, country_code: code } = source.body;
  const mobile = readBack['mobilephone'];
  const other = readBack['telephone1'];
  // A number that was there before and is not Actimo's counts as none; whether it may stay is judged elsewhere.
  const isTheirs = sameText(context.target.before?.['mobilephone'], mobile) && !samePhone(msisdn, mobile, place);
  const inMobile = !isEmpty(mobile) && !isTheirs && samePhone(rest, mobile, place);
  const toldByWhole = (isEmpty(mobile) || isTheirs) && endsWithDigits(msisdn, rest);
  const isKept = () =>
    (isBlank(code) || context.unplacedHas(source.keyOf('country_code'), 'country_code', code)) &&
    context.unplacedHas(source.keyOf('phone_number'), 'phone_number', rest);
  // Without a whole number the parts are it, and mobilephone is judged by them.
  const right = isBlank(msisdn)
    ? isEmpty(other)
    : isEmpty(other)
      ? inMobile || toldByWhole || isKept()
      : samePhone(rest, other, place) && !inMobile;
  return verdict(
    'phone_number',
    'telephone1',
    rest,
    other,
    right,
    right ? undefined : 'the number from its parts is neither here nor in mobilephone',
  );
}

const endsWithDigits = (whole: unknown, end: unknown): boolean => {
  const [digits, last] = [whole, end].map((text) => `${text as string}`.match(/\d/g)?.join('') ?? '');
  return digits !== undefined && last !== undefined && last !== '' && digits.slice(digits.length - last.length) === last;
};

function originalVerdict(source: PersonSource, found: ColumnValue | undefined, column: string, context: RuleContext): FieldVerdict {
  const { msisdn, country_code: code, phone_number: rest } = source.body;
  const said = !isBlank(msisdn)
    ? msisdn
    : isBlank(rest)
      ? null
      : !callingCodes.has(`${code as string}`.replace(/[^0-9]/g, '')) || /^\s*(00|\+)/.test(`${rest as string}`)
        ? rest
        : `+${`${code as string}`.replace(/[^0-9]/g, '')} ${`${rest as string}`.trim()}`;
  const cut =
    typeof found === 'string' && found !== '' && context.accepts('too-long', 'msisdn') && `${said as string}`.trim().startsWith(found);
  const fields = isBlank(msisdn) ? ['country_code', 'phone_number'] : ['msisdn'];
  const kept = () =>
    fields.every((field) => isBlank(source.body[field]) || context.unplacedHas(source.keyOf(field), field, source.body[field]));
  return verdict('msisdn', column, said, found, sameText(said, found) || (cut && kept()));
}
