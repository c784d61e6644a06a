import { compile } from 'html-to-text';
import { isCutOf, isEmpty, sameText } from '../agree/text.js';
import { verdict } from '../agree/verdict.js';
import { isBlank } from '../body.js';
import { lengths } from '../schema/lengths.js';
import { cutTo, toText } from '../write/text.js';
import { asking, holds, reads, unplacedOf } from './kit.js';
import type { AccountSource, Rule } from './rule.js';

const tag = /<\/?[a-z][^<>]*>/i;
const asWritten = { uppercase: false };
const plainOf = compile({
  wordwrap: false,
  selectors: [
    { selector: 'a', options: { ignoreHref: true } },
    { selector: 'img', format: 'skip' },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: asWritten })),
  ],
});

/** The description. Dynamics shows no HTML there: it is written as plain text, and the HTML kept among the values without a place. */
export const description: Rule<AccountSource> = {
  name: 'description',
  table: 'account',
  facet: 'core',
  reads: reads('workspace', 'description'),
  says: 'plain text; HTML is kept among the values without a place',
  columns: () => ['description'],

  write(source, { doc }) {
    const text = toText(source.body['description']);
    if (text === undefined) return asking({ description: null }, holds.notText('description'), unplacedOf(source, 'description'));
    if (text === null) return { columns: { description: null } };
    const isHtml = doc.account.htmlDescription === 'text' && tag.test(text);
    const plain = isHtml ? plainOf(text).trim() : text;
    const unplaced = isHtml ? unplacedOf(source, 'description') : [];
    const maxLength = lengths.account.description;
    if (plain.length > maxLength)
      return asking(
        { description: cutTo(plain, maxLength) },
        holds.tooLong('description', plain.length, maxLength),
        unplacedOf(source, 'description'),
      );
    return { columns: { description: plain === '' ? null : plain }, unplaced };
  },

  agrees(source, readBack, context) {
    const said = source.body['description'];
    const found = readBack['description'];
    const kept = () => context.unplacedHas(source.key, 'description', said);
    if (isBlank(said)) return [verdict('description', 'description', null, found, isEmpty(found))];
    if (typeof said === 'object')
      return [verdict('description', 'description', said, found, isEmpty(found) && context.accepts('not-text', 'description') && kept())];
    const text = `${said as string}`.trim();
    const html = context.doc.account.htmlDescription === 'text' && tag.test(text);
    const limit = lengths.account.description;
    const cut = context.accepts('too-long', 'description');
    const right = html
      ? kept() &&
        (letters(stripped(text)) === letters(found) ||
          (cut && `${(found ?? '') as string}`.length > limit - 3 && letters(stripped(text)).startsWith(letters(found))))
      : sameText(said, found) || (cut && isCutOf(said, found, limit) && kept());
    return [
      verdict(
        'description',
        'description',
        said,
        found,
        right,
        right && html ? 'the text of the HTML, which is kept among the values without a place' : undefined,
      ),
    ];
  },
};

/** The text of HTML by the shortest way: no tags, the few entities that stand for signs. */
const stripped = (html: string): string =>
  html
    .replace(/<[^<>]*>/g, ' ')
    .replace(/&nbsp;/gi, ' ')
    .replace(/&lt;/gi, '<')
    .replace(/&gt;/gi, '>')
    .replace(/&quot;/gi, '"')
    .replace(/&#39;|&apos;/gi, "'")
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replace(/&amp;/gi, '&');

/** What is left when layout is taken away: white space and list marks. */
const letters = (text: unknown): string => `${(text ?? '') as string}`.replace(/[\s*•]/g, '');
