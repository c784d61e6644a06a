/** Bytes of a file from one place up to, and without, another. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/**
 * What the header `Range` asks for of a file of this size (RFC 9110, 14.2): one run of bytes, `outside` when the file has none of them, nothing when it is to be sent
 * whole, as it is when more than one is asked for or the header cannot be read.
 */
export function rangeOf(header: string | undefined, size: number): Range | 'outside' | undefined {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? [];
  if (first === '') {
    if (last === '') return undefined;
    return Number(last) === 0 ? 'outside' : { from: Math.max(0, size - Number(last)), to: size };
  }
  const from = Number(first);
  if (last !== '' && Number(last) < from) return undefined;
  return from >= size ? 'outside' : { from, to: last === '' ? size : Math.min(size, Number(last) + 1) };
}
