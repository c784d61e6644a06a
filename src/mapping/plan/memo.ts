import type { Unplaced } from '../rules/rule.js';

/** The column for values without a place: a line each, `<record> <field>: <value>`, the value as JSON where it is no plain one-line text. */
export function unplacedText(values: readonly Unplaced[]): string | null {
  const lines = values.map(({ key, field, value }) => `${key} ${field}: ${asText(value)}`);
  return lines.length === 0 ? null : [...new Set(lines)].sort().join('\n');
}

const asText = (value: unknown): string => {
  const text = typeof value === 'string' ? value.trim() : null;
  return text !== null && text !== '' && !/[\p{Cc}\u2028\u2029]/u.test(text) ? text : JSON.stringify(value);
};

/** The column for what a person should look at: a line each, `<question> <field>`. */
export function reviewText(questions: readonly { readonly code: string; readonly field?: string }[]): string | null {
  const lines = questions.map(({ code, field }) => (field === undefined ? code : `${code} ${field}`));
  return lines.length === 0 ? null : [...new Set(lines)].sort().join('\n');
}
