import { asLines, isEmpty } from '../agree/text.js';
import { verdict } from '../agree/verdict.js';
import { isBlank } from '../body.js';
import { lengths } from '../schema/lengths.js';
import { toText } from '../write/text.js';
import { asking, holds, reads, unplacedOf } from './kit.js';
import type { AccountSource, Rule } from './rule.js';

/** The domain as the Account's web site: with `https://` in front unless Actimo has a scheme already. */
export const website: Rule<AccountSource> = {
  name: 'website',
  table: 'account',
  facet: 'core',
  reads: reads('workspace', 'domain'),
  says: 'web address, https unless it says otherwise',
  columns: () => ['websiteurl'],

  write(source) {
    const text = toText(source.body['domain']);
    if (text === undefined) return asking({ websiteurl: null }, holds.notText('domain'), unplacedOf(source, 'domain'));
    if (text === null) return { columns: { websiteurl: null } };
    const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
    if (url.length > lengths.account.websiteurl)
      return asking({ websiteurl: null }, holds.tooLong('domain', url.length, lengths.account.websiteurl), unplacedOf(source, 'domain'));
    return { columns: { websiteurl: url } };
  },

  agrees(source, readBack, context) {
    const said = source.body['domain'];
    const found = readBack['websiteurl'];
    const domain = isBlank(said) || typeof said === 'object' ? '' : asLines(`${said as string}`).trim();
    const same = isBlank(said)
      ? isEmpty(found)
      : domain !== '' &&
        (found === domain ? domain.includes('://') : found === ['https:', '', domain].join('/') && !domain.includes('://'));
    const left =
      isEmpty(found) &&
      ['too-long', 'not-text'].some((code) => context.accepts(code, 'domain')) &&
      context.unplacedHas(source.key, 'domain', said);
    return [verdict('domain', 'websiteurl', said, found, same || left, same || left ? undefined : 'not the same address')];
  },
};
