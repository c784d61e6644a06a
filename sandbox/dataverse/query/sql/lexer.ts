import { faults } from '../../core/errors.js';

export type SqlToken =
  | { readonly kind: 'word' | 'name' | 'string' | 'number' | 'mark'; readonly text: string }
  | { readonly kind: 'end'; readonly text: '' };

const patterns: readonly (readonly [Exclude<SqlToken['kind'], 'end'> | 'space', RegExp])[] = [
  ['space', /(?:\s+|--[^\n]*|\/\*[\s\S]*?\*\/)/y],
  ['string', /N?'((?:[^']|'')*)'/y],
  ['name', /\[([^\]]+)\]|"([^"]+)"/y],
  ['number', /-?(?:\d+(?:\.\d+)?|\.\d+)(?![\w.])/y],
  ['word', /[A-Za-z_@#]\w*/y],
  ['mark', /<>|!=|<=|>=|[(),.*=<>;+\-/%]/y],
];

/** Cuts SQL into words; names in brackets or double quotes are names whatever they say. */
export function sqlTokens(text: string): SqlToken[] {
  const found: SqlToken[] = [];
  let at = 0;
  while (at < text.length) {
    let matched = false;
    for (const [kind, pattern] of patterns) {
      pattern.lastIndex = at;
      const match = pattern.exec(text);
      if (match === null) continue;
      matched = true;
      at += match[0].length;
      if (kind === 'string') found.push({ kind, text: (match[1] as string).replaceAll("''", "'") });
      else if (kind === 'name') found.push({ kind, text: (match[1] ?? match[2]) as string });
      else if (kind !== 'space') found.push({ kind, text: match[0] });
      break;
    }
    if (!matched) throw faults.sql(`'${text.slice(at, at + 20)}' is not understood.`);
  }
  found.push({ kind: 'end', text: '' });
  return found;
}
