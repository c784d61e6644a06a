const yes = new Set<unknown>([true, 1, '1', 'true', 'yes']);
const no = new Set<unknown>([false, 0, '0', 'false', 'no']);

/** A yes or no in any of the spellings that an API uses; null when blank, undefined when it is neither. */
export function toFlag(value: unknown): boolean | null | undefined {
  if (value === null || value === undefined) return null;
  const plain = typeof value === 'string' ? value.trim().toLowerCase() : value;
  if (plain === '') return null;
  return yes.has(plain) ? true : no.has(plain) ? false : undefined;
}
