import fc from 'fast-check';
import { type BatchPart, readBatch, writeBatch } from '../../../src/dataverse/batch-format.js';

const crlf = (...lines: string[]) => lines.join('\r\n');

describe('writing a batch', () => {
  it('is byte for byte what Dataverse demands, each line ended with CR LF, the last boundary too', () => {
    const parts: BatchPart[] = [
      { method: 'POST', path: '/api/data/v9.2/tasks', body: '{"subject":"a"}' },
      { method: 'PATCH', path: '/api/data/v9.2/tasks(1)', headers: { 'If-Match': 'W/"5"' }, body: '{}' },
      { method: 'DELETE', path: '/api/data/v9.2/tasks(2)' },
    ];
    expect(writeBatch(parts, 'batch_x')).toBe(
      crlf(
        '--batch_x',
        'Content-Type: application/http',
        'Content-Transfer-Encoding: binary',
        '',
        'POST /api/data/v9.2/tasks HTTP/1.1',
        'Content-Type: application/json; type=entry',
        '',
        '{"subject":"a"}',
        '',
        '--batch_x',
        'Content-Type: application/http',
        'Content-Transfer-Encoding: binary',
        '',
        'PATCH /api/data/v9.2/tasks(1) HTTP/1.1',
        'Content-Type: application/json; type=entry',
        'If-Match: W/"5"',
        '',
        '{}',
        '',
        '--batch_x',
        'Content-Type: application/http',
        'Content-Transfer-Encoding: binary',
        '',
        'DELETE /api/data/v9.2/tasks(2) HTTP/1.1',
        '',
        '',
        '--batch_x--',
        '',
      ),
    );
  });

  it('never leaves a line feed without its carriage return, whatever the values hold', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 5 }), (values) => {
        const text = writeBatch(
          values.map((value) => ({ method: 'POST', path: '/x', body: JSON.stringify({ value }) })),
          'b',
        );
        expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
      }),
    );
  });
});

describe('reading the answer to a batch', () => {
  const answer = crlf(
    '--batchresponse_1',
    'Content-Type: application/http',
    'Content-Transfer-Encoding: binary',
    '',
    'HTTP/1.1 204 No Content',
    'OData-Version: 4.0',
    'OData-EntityId: https://x/api/data/v9.2/contacts(1)',
    '',
    '',
    '--batchresponse_1',
    'Content-Type: application/http',
    'Content-Transfer-Encoding: binary',
    '',
    'HTTP/1.1 412 Precondition Failed',
    'Content-Type: application/json; odata.metadata=minimal',
    'Retry-After: 3',
    '',
    '{"error":{"code":"0x80060882","message":"no"}}',
    '--batchresponse_1--',
    '',
  );
  const type = 'multipart/mixed; boundary=batchresponse_1';

  it('gives each part its status, headers and text', () => {
    expect(readBatch(type, answer)).toEqual([
      { status: 204, headers: { 'odata-version': '4.0', 'odata-entityid': 'https://x/api/data/v9.2/contacts(1)' }, text: '' },
      {
        status: 412,
        headers: { 'content-type': 'application/json; odata.metadata=minimal', 'retry-after': '3' },
        text: '{"error":{"code":"0x80060882","message":"no"}}',
      },
    ]);
  });

  it('takes a quoted boundary and bare line feeds too', () => {
    expect(readBatch('multipart/mixed; boundary="batchresponse_1"', answer.replaceAll('\r\n', '\n'))).toHaveLength(2);
  });

  it('does not take an answer that was cut off anywhere for a whole one', () => {
    const whole = answer.lastIndexOf('--batchresponse_1--') + '--batchresponse_1--'.length;
    for (let length = 0; length < whole; length += 1) expect(readBatch(type, answer.slice(0, length))).toBeUndefined();
    expect(readBatch(type, answer.slice(0, whole))).toHaveLength(2);
  });

  it('does not take a page of something in between for an answer', () => {
    expect(readBatch('text/html', '<html></html>')).toBeUndefined();
    expect(readBatch('', '')).toBeUndefined();
    expect(readBatch(type, '<html></html>')).toBeUndefined();
  });
});
