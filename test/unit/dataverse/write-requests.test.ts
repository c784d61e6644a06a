import { readBatch } from '../../../src/dataverse/batch-format.js';
import { bestVia } from '../../../src/dataverse/write.js';
import { batchWrite, bulkWrite } from '../../../src/dataverse/write-requests.js';
import { rowId } from '../../../src/domain/index.js';
import { contact, entitySets } from './tables.js';

const id = rowId('11111111-2222-4333-8444-555555555555');
const rows = [{ id, columns: { firstname: 'Ida' } }];

describe('a bulk write', () => {
  it('creates with our own ids, by CreateMultiple', () => {
    const { path, body } = bulkWrite({ table: 'contact', operation: 'create', via: 'bulk', rows }, contact, entitySets, undefined);
    expect(path).toBe('contacts/Microsoft.Dynamics.CRM.CreateMultiple');
    expect(JSON.parse(body)).toEqual({ Targets: [{ '@odata.type': 'Microsoft.Dynamics.CRM.contact', firstname: 'Ida', contactid: id }] });
  });

  it('carries the bypass that was decided, and none else', () => {
    const request = { table: 'contact', operation: 'update', via: 'bulk', rows } as const;
    expect(bulkWrite(request, contact, entitySets, undefined).headers).toEqual({});
    expect(bulkWrite(request, contact, entitySets, { customSync: true, customAsync: true, flows: true }).headers).toEqual({
      'MSCRM.BypassBusinessLogicExecution': 'CustomSync,CustomAsync',
      'MSCRM.SuppressCallbackRegistrationExpanderJob': 'true',
    });
  });
});

describe('a batched write', () => {
  const batch = (operation: 'create' | 'update' | 'delete', table = contact, ifMatch?: string) =>
    batchWrite(
      {
        table: 'contact',
        operation,
        via: 'batch',
        rows: [{ ...rows[0], id, columns: { firstname: 'Ida' }, ...(ifMatch ? { ifMatch } : {}) }],
      },
      table,
      entitySets,
      undefined,
      '/api/data/v9.2/',
    ).body;

  it('creates with our own id in the body', () => {
    expect(batch('create')).toContain('POST /api/data/v9.2/contacts HTTP/1.1');
    expect(batch('create')).toContain(`"contactid":"${id}"`);
  });

  it('never updates without If-Match: a row that is gone must not come back', () => {
    expect(batch('update')).toMatch(/PATCH \/api\/data\/v9\.2\/contacts\([0-9a-f-]+\) HTTP\/1\.1\r\n.*\r\nIf-Match: \*\r\n/);
    expect(batch('update', contact, 'W/"5"')).toContain('If-Match: W/"5"');
  });

  it('sends no version to a table that does not understand it', () => {
    const blind = { ...contact, optimisticConcurrency: false };
    expect(batch('update', blind, 'W/"5"')).toContain('If-Match: *');
    expect(batch('delete', blind, 'W/"5"')).not.toContain('If-Match');
    expect(batch('delete', contact, 'W/"5"')).toContain('If-Match: W/"5"');
  });

  it('asks for every row to be answered', () => {
    const { headers, body } = batchWrite(
      { table: 'contact', operation: 'delete', via: 'batch', rows },
      contact,
      entitySets,
      undefined,
      '/',
    );
    expect(headers.Prefer).toBe('odata.continue-on-error');
    expect(headers['Content-Type']).toContain(body.split('\r\n')[0]?.slice(2));
    expect(readBatch(headers['Content-Type'] ?? '', body)).toBeUndefined();
  });
});

describe('the best way', () => {
  it('is bulk where the table has the message and no version is to be checked', () => {
    expect(bestVia(contact, 'create', false)).toBe('bulk');
    expect(bestVia(contact, 'update', false)).toBe('bulk');
    expect(bestVia(contact, 'update', true)).toBe('batch');
    expect(bestVia(contact, 'delete', false)).toBe('batch');
  });

  it('is a batch where the table lacks the message', () => {
    const plain = { ...contact, messages: { createMultiple: false, updateMultiple: false, upsertMultiple: true } };
    expect(bestVia(plain, 'create', false)).toBe('batch');
    expect(bestVia(plain, 'update', false)).toBe('batch');
  });
});
