/** A scalar as the text that a column takes: trimmed, lines ended by \n, null when blank, undefined when it is no scalar. */
export function toText(value: unknown): string | null | undefined {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value) && value.length === 0) return null;
  if (typeof value === 'object' || typeof value === 'function') return undefined;
  const text = String(value).replace(/\r\n?/g, '\n').trim();
  return text === '' ? null : text;
}

/** The longest beginning that fits, without half of a character at its end. */
export function cutTo(text: string, maxLength: number): string {
  const cut = text.slice(0, maxLength);
  return /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1).trimEnd() : cut.trimEnd();
}
