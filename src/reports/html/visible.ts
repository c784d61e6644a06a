/**
 * A value with its invisible characters named, e.g. `Ida⟨U+00A0⟩Holm`: two values that look alike must not be taken for equal, and a
 * character that turns the writing direction must not rearrange what an approver reads.
 */
export const visible = (text: string): string =>
  text.replaceAll(control, (character) => (harmless.has(character) ? character : `⟨U+${hex(character.codePointAt(0) ?? 0)}⟩`));

/** Controls, format characters (zero width, direction) and every kind of space. */
const control = /[\p{Cc}\p{Cf}\p{Z}]/gu;

/** Space, tab, line feed; and the joiner, without which emoji fall apart. */
const harmless: ReadonlySet<string> = new Set([' ', '\t', '\n', '\u200D']);

const hex = (code: number): string => code.toString(16).toUpperCase().padStart(4, '0');
