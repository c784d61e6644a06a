const pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The GUID in lower case, or null when the text is none. */
export function asGuid(text: unknown): string | null {
  if (typeof text !== 'string' || text.length !== 36 || !pattern.test(text)) return null;
  return text.toLowerCase();
}
