import { createHash } from 'node:crypto';
import {
  approvalCode,
  buildScope,
  buildSummary,
  type Document,
  documentJson,
  documentKinds,
  documentRef,
  groupedCode,
  parseDocument,
  ReportError,
  readApprovalCode,
} from '../../../src/reports/index.js';
import { everyDocument, scopeInput, summaryInput } from './fixtures.js';

describe('the canonical JSON behind a document', () => {
  it('has the SHA-256 of its bytes as hash and the first ten digits of that as code', () => {
    const { json, hash, code } = documentJson(buildScope(scopeInput));
    expect(hash).toBe(createHash('sha256').update(Buffer.from(json, 'utf8')).digest('hex'));
    expect(code).toBe(hash.slice(0, 10));
    expect(approvalCode(hash)).toBe(code);
  });

  it('does not depend on the order in which facts were put together', () => {
    const document = buildScope(scopeInput);
    const reversed = Object.fromEntries(Object.entries(document).reverse()) as unknown as Document;
    expect(documentJson(reversed)).toEqual(documentJson(document));
  });

  it('leaves times out: the same content written at another time has the same code', () => {
    const later = buildSummary({
      ...summaryInput,
      timings: { migration: 99, sample: 1 },
      decisions: summaryInput.decisions.map((line) => ({ ...line, at: '2027-01-01T00:00:00.000Z' })),
      undo: { ...summaryInput.undo, until: '2027-01-04T00:00:00.000Z' },
    });
    const { json, code } = documentJson(buildSummary(summaryInput));
    expect(documentJson(later).code).toBe(code);
    expect(json).not.toContain('2026-10-0');
  });

  it('changes with any fact: one record more is another code', () => {
    const objects = scopeInput.objects.map((object) => (object.object === 'user' ? { ...object, records: object.records + 1 } : object));
    expect(documentJson(buildScope({ ...scopeInput, objects })).code).not.toBe(documentJson(buildScope(scopeInput)).code);
  });

  it('reads back as the document it was, so that the page can be made again from what is stored', async () => {
    for (const document of await everyDocument()) {
      const { json, code } = documentJson(document);
      const again = parseDocument(json);
      expect(documentJson(again).code).toBe(code);
      const { times: _times, undoUntil: _until, ...content } = document;
      expect(again).toEqual(JSON.parse(JSON.stringify(content)));
    }
  });

  it('takes a value with half an emoji, which is no JSON text, as the replacement character', () => {
    const document = { ...buildScope(scopeInput), headline: 'cut \uD83D here' };
    expect(parseDocument(documentJson(document).json).headline).toBe('cut \uFFFD here');
    const whole = { ...buildScope(scopeInput), headline: 'whole \uD83D\uDE00' };
    expect(parseDocument(documentJson(whole).json).headline).toBe('whole \uD83D\uDE00');
  });

  it('refuses to take other JSON for a document', () => {
    expect(() => parseDocument('{"objects":{}}')).toThrow(ReportError);
  });
});

describe('an approval code', () => {
  it('is shown in two groups of five and may be typed so', () => {
    expect(groupedCode('0123456789')).toBe('01234 56789');
    expect(readApprovalCode(' 01234 56789 ')).toBe('0123456789');
    expect(readApprovalCode('ABCDE-12345')).toBe('abcde12345');
  });
});

describe('what a gate is told of its document', () => {
  it('is one line, the code, and whether everything is in order', () => {
    const reference = documentRef(buildSummary(summaryInput));
    expect(reference).toEqual({
      kind: 'summary',
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      code: expect.stringMatching(/^[0-9a-f]{10}$/),
      headline: '724 records read, 689 verified, 25 held, reconciliation clean',
      clean: true,
    });
  });

  it('says why a yes is not possible yet', () => {
    const objects = scopeInput.objects.map((object) => (object.object === 'user' ? { ...object, readable: false, why: '403' } : object));
    const reference = documentRef(buildScope({ ...scopeInput, objects }));
    expect(reference).toMatchObject({ clean: false, blocked: 'User cannot be read: 403.' });
  });
});

it('covers every kind of document', async () => {
  expect((await everyDocument()).map(({ kind }) => kind)).toEqual([...documentKinds]);
});
