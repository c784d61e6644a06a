import type { FlagCount } from '../converge/index.js';
import { objectLabels, objectNames } from '../domain/index.js';
import { getArtefact, type Ledger } from '../ledger/index.js';
import type { Finding } from '../reports/index.js';

/** Kind, with the object's name behind it, of the artefact that holds the flags of the last plan. */
export const flagsKind = 'flags';

/** What the last plan of each object wants people to know: counted, with the first records by key. */
export async function flagFindings(ledger: Ledger): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const object of objectNames) {
    const artefact = await getArtefact(ledger, { kind: `${flagsKind}-${object}` });
    if (artefact === null) continue;
    for (const { text, count, keys } of JSON.parse(artefact.body) as FlagCount[]) {
      const some = keys.slice(0, 5).join(', ');
      findings.push({ severity: 'note', text: `${objectLabels[object]}, ${count} of them: ${text} (${some}${count > 5 ? ', …' : ''})` });
    }
  }
  return findings;
}
