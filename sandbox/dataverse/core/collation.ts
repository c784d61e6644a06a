/**
 * How the database compares text: without case, trailing blanks ignored, and accents by the base language
 * (docs/facts/dataverse.md §3 "Key URL forms"; that the Nordic letters stay letters of their own is inferred).
 */
export interface Collation {
  /** Equal texts fold to the same string. */
  fold(text: string): string;
  compare(a: string, b: string): number;
}

const ownLetters: Readonly<Record<number, string>> = { 1030: 'æøå', 1044: 'æøå', 1053: 'åäö', 1035: 'åäö' };
const accentSensitive = new Set([1053, 1035]);
const locales: Readonly<Record<number, string>> = {
  1030: 'da',
  1031: 'de',
  1033: 'en',
  1035: 'fi',
  1036: 'fr',
  1043: 'nl',
  1044: 'nb',
  1053: 'sv',
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: everything outside of ASCII takes the slow way
const ascii = /^[\x00-\x7f]*$/;

export function collationOf(language: number): Collation {
  const kept = ownLetters[language] ?? '';
  const keepAccents = accentSensitive.has(language);
  const collator = new Intl.Collator(locales[language] ?? 'en', { sensitivity: keepAccents ? 'accent' : 'base' });
  return {
    fold(text) {
      let folded = text.toLowerCase();
      if (!keepAccents && !ascii.test(folded)) {
        let plain = '';
        for (const letter of folded.normalize('NFC'))
          plain += kept.includes(letter) ? letter : letter.normalize('NFD').replace(/\p{M}/gu, '');
        folded = plain;
      }
      return folded.endsWith(' ') ? folded.trimEnd() : folded;
    },
    compare: (a, b) => collator.compare(a, b),
  };
}
