import type { Unread } from '../actimo/index.js';
import { type ObjectName, objectLabels, objectNames } from '../domain/index.js';
import { getArtefact, type Ledger, putArtefact } from '../ledger/index.js';
import type { Finding } from '../reports/index.js';

/** Kind, with the object's name behind it, of the artefact that says what the last pass could not read. */
const unreadKind = 'unread';

export async function keepUnread(ledger: Ledger, object: ObjectName, unread: readonly Unread[]): Promise<void> {
  await putArtefact(ledger, { kind: `${unreadKind}-${object}`, body: JSON.stringify(unread) });
}

/** What the last pass over each object could not read. Records behind it are not in the counts: nobody knows of them. */
export async function unreadFindings(ledger: Ledger): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const object of objectNames) {
    const artefact = await getArtefact(ledger, { kind: `${unreadKind}-${object}` });
    for (const { what, why } of artefact === null ? [] : (JSON.parse(artefact.body) as Unread[]))
      findings.push({ severity: 'attention', text: `${objectLabels[object]}: ${what} could not be read from Actimo (${why}).` });
  }
  return findings;
}
