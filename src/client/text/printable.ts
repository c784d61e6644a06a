/**
 * Text of a record for a terminal: control characters are named instead of sent, because a terminal obeys them, and so are the invisible ones that turn the
 * direction of writing or make two values look alike.
 */
export const printable = (text: string): string =>
  text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => (character === '\u200D' ? character : `⟨U+${hex(character)}⟩`));

const hex = (character: string): string => (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
