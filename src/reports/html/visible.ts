/**
 * A value with its invisible characters named, e.g. `Ida⟨U+00A0⟩Holm`: two values that look alike must not be taken for equal, and a
 * character that turns the writing direction must not rearrange what an approver reads.
 */
export const visible = (text: string): string =>
  text.replaceAll(invisible, (character) => `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`);

// Controls but tab and line feed, soft hyphen, no-break and typographic spaces, zero-width and direction characters, byte order mark.
// The zero-width joiner stays: emoji are made with it.
const invisible = /[\u0000-\u0008\u000B-\u001F\u007F-\u00A0\u00AD\u061C\u180E\u2000-\u200C\u200E\u200F\u2028-\u202F\u205F-\u206F\u3000\uFEFF]/g;
