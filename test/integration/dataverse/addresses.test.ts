import { createChildSearch } from '../../../src/dataverse/children.js';
import { createHttp } from '../../../src/dataverse/http.js';
import type { MetadataCache } from '../../../src/dataverse/metadata-cache.js';
import { rowId } from '../../../src/domain/index.js';
import { type ScriptedServer, scriptedServer } from './scripted-server.js';

const guid = (n: number) => rowId(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);

/** What the real service says of Contact, and the stand-in does not play: of every Contact it makes address rows of its own. */
const contact = {
  name: 'contact',
  entitySet: 'contacts',
  primaryId: 'contactid',
  columns: new Map(['contactid', 'address1_addressid', 'address2_addressid', 'address1_city'].map((name) => [name, {}])),
  children: [{ relationship: 'Contact_CustomerAddress', childTable: 'customeraddress', childColumn: 'parentid', onDelete: 'Cascade' }],
};
const address = { name: 'customeraddress', entitySet: 'customeraddresses', primaryId: 'customeraddressid' };
const metadata = { table: async () => contact, entity: async () => address } as unknown as MetadataCache;

describe('the address rows of a Contact', () => {
  let server: ScriptedServer;
  beforeEach(async () => {
    server = await scriptedServer();
  });
  afterEach(() => server.close());

  const answer = (found: readonly object[], parents: readonly object[]) =>
    server.always((response, request, body) => {
      const isBatch = request.url?.endsWith('$batch');
      const boundary = /boundary="?([^";]+)/.exec(request.headers['content-type'] ?? '')?.[1] ?? '';
      if (isBatch) expect(body).toContain('customeraddresses');
      const json = JSON.stringify({ value: isBatch ? found : parents });
      response.writeHead(200, { 'content-type': isBatch ? `multipart/mixed; boundary=${boundary}` : 'application/json' });
      response.end(
        isBatch
          ? `--${boundary}\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n${json}\r\n--${boundary}--\r\n`
          : json,
      );
    });
  const search = async () => {
    const http = createHttp(server.settings, { userAgent: 'a2d' });
    try {
      return await createChildSearch(http, metadata)('contact', [guid(1), guid(2)]);
    } finally {
      http.close();
    }
  };
  const row = (id: number, parent: number) => ({ customeraddressid: guid(id), _parentid_value: guid(parent) });
  const parent = (n: number, first: number, second: number) => ({
    contactid: guid(n),
    address1_addressid: guid(first),
    address2_addressid: guid(second),
  });

  it('that Dataverse makes itself hang on nothing; a further one that somebody added does', async () => {
    answer([row(11, 1), row(12, 1), row(21, 2), row(22, 2), row(23, 2)], [parent(1, 11, 12), parent(2, 21, 22)]);
    const { rows, unsearched } = await search();
    expect(rows.map(({ childId, parentId }) => [childId, parentId])).toEqual([[guid(23), guid(2)]]);
    expect(unsearched).toEqual([]);
    expect(server.seen.at(-1)?.url).toMatch(/contacts\?\$select=address1_addressid,address2_addressid&/);
  });

  it('cost no further request where there are none', async () => {
    answer([], []);
    expect((await search()).rows).toEqual([]);
    expect(server.seen).toHaveLength(1);
  });
});
