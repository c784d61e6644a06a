import { type Document, groupedCode } from '../../reports/index.js';
import type { GateState } from '../../workflows/gates.js';
import { decisionLines, findingLines } from '../text/document.js';
import { wrap } from '../text/lines.js';

/** Findings that are shown; the document has all. */
const findingsShown = 6;

/** What is being decided, as an approver sees it: headline, what is not in order, what every answer causes, where the document is. */
export function gateSheet({ gate, openings, document: ref }: GateState, document: Document, file: string, width: number): string[] {
  const inner = Math.min(width, 120) - 4;
  const again = openings > 1 ? `, opened for the ${ordinal(openings)} time` : '';
  const lines = [
    ...wrap(ref.headline, inner),
    ...findingLines(document, inner, findingsShown),
    ...decisionLines(document, inner),
    '',
    `document  ${file}`,
    `code      ${groupedCode(ref.code)}`,
  ];
  return ['', `┌─ gate ${gate}${again}`, ...lines.map((line) => `│ ${line}`.trimEnd())];
}

const ordinal = (count: number): string => (count === 2 ? 'second' : count === 3 ? 'third' : `${count}th`);
