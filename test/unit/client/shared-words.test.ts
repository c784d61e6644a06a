import { proofText as proofOfWorker } from '../../../src/activities/gates.js';
import { mappingKind, migrationFileKind } from '../../../src/activities/index.js';
import { proofOf, proofText } from '../../../src/client/proof.js';
import * as stored from '../../../src/client/stored-kinds.js';

// The client does not load the activities, which would load every room: what both must agree on is written twice and held together here.
describe('client and worker agree on', () => {
  test('the kinds under which the ledger has what the operator wrote', () => {
    expect({ ...stored }).toEqual({ migrationFileKind, mappingKind });
  });

  test('the text that a proof is made over', () => {
    const [hash, gate, decision] = ['ab'.repeat(32), 'sample', 'approve'] as const;
    expect(proofText('acme', gate, hash, decision)).toBe(proofOfWorker('acme', { gate, decision }, hash));
  });
});

test('a proof is 64 hexadecimal digits that follow from secret and text', () => {
  expect(proofOf('secret', 'text')).toMatch(/^[0-9a-f]{64}$/);
  expect(proofOf('secret', 'text')).not.toBe(proofOf('other', 'text'));
  expect(proofOf('secret', 'text')).not.toBe(proofOf('secret', 'other'));
});
