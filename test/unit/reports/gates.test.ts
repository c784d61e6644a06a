import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type GateName, gateTable, gateWords } from '../../../src/reports/index.js';
import { gateNames } from '../../../src/workflows/gates.js';

describe('the words of the gates', () => {
  it('exist for every gate of the workflow, with each of its answers', () => {
    const names: readonly GateName[] = gateNames;
    for (const gate of names)
      for (const text of [...Object.values(gateWords(gate)), ...Object.values(gateTable[gate])]) expect(text).not.toBe('');
    expect(Object.keys(gateTable)).toEqual([...gateNames]);
  });

  it("say the migration's own durations", () => {
    expect(gateWords('accept').undo).toContain('72 hours');
    expect(gateWords('accept', { undoWindow: '20 seconds' }).undo).toContain('20 seconds');
    expect(gateWords('cutOver', { deltaWindow: '36 hours' }).unanswered).toContain('36 hours');
  });

  it('stand in a file without imports, so that workflows can show them too', () => {
    const source = readFileSync(join(import.meta.dirname, '../../../src/reports/gates.ts'), 'utf8');
    expect(source).not.toMatch(/^import|\bfrom '/m);
  });
});
