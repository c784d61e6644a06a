import { proofOf } from '../../../src/client/proof.js';

test('a proof is 64 hexadecimal digits that follow from secret and text', () => {
  expect(proofOf('secret', 'text')).toMatch(/^[0-9a-f]{64}$/);
  expect(proofOf('secret', 'text')).not.toBe(proofOf('other', 'text'));
  expect(proofOf('secret', 'text')).not.toBe(proofOf('secret', 'other'));
});
