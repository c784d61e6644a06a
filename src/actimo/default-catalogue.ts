import { type Catalogue, checkCatalogue } from './catalogue.js';

const address = ['addr_line_1', 'addr_line_2', 'addr_city', 'addr_state', 'addr_zip', 'addr_country'];
const customFields = Array.from({ length: 20 }, (_, index) => `data${index + 1}`);

/**
 * The catalogue that this package ships. `documented` is what Actimo's help centre or public connector code shows, `inferred` what we expect
 * (docs/facts/actimo.md §2.3); a customer whose Actimo answers otherwise gives a catalogue of their own.
 */
export const defaultCatalogue: Catalogue = checkCatalogue({
  version: 1,
  signIn: { kind: 'header', name: 'api-key' },
  paging: { style: 'none' },
  client: { path: '/project', basis: 'documented' },
  fieldDefinitions: { path: '/contacts/fields', basis: 'inferred' },
  objects: {
    workspace: {
      path: '/workspaces',
      basis: 'inferred',
      key: ['id'],
      fields: ['id', 'name', 'client_id', 'language', 'created_at', 'contact_count', 'domain', 'description', 'tags', 'locations'],
      secondCounts: [{ kind: 'again' }],
    },
    user: {
      path: '/contacts',
      basis: 'documented',
      key: ['id'],
      one: '/contacts/{key}',
      fields: [
        ...['id', 'user_id', 'shared', 'first_name', 'last_name', 'name', 'title', 'company', 'department', 'employee_id'],
        ...['email', 'msisdn', 'country_code', 'phone_number', ...address, 'allow_email', 'allow_sms', 'opt_out', 'tags'],
        ...['source_type', 'source_data', 'timezone', 'language', 'status', 'image_url', 'created_at', ...customFields],
      ],
      enrich: [
        {
          field: 'manager_id',
          path: '/contacts/{key}/relationships',
          basis: 'inferred',
          where: { type: 'manager' },
          take: 'contact_id',
        },
      ],
      // An empty search is known to answer all contacts: the same number by another question.
      secondCounts: [{ kind: 'again', query: { search: '' } }],
    },
    membership: {
      path: '/workspaces/{parent}/contacts',
      basis: 'inferred',
      parent: 'workspace',
      // The workspace is the one that was asked about, whatever the row says.
      key: ['{parent}', 'contact_id'],
      fields: ['contact_id', 'workspace_id', 'added_at', 'removed_at', 'role', 'primary'],
      // "Contacts currently available in your workspace": those who left are not in that number, so all are counted again too.
      secondCounts: [{ kind: 'sum', object: 'workspace', field: 'contact_count', covers: { removed_at: null } }, { kind: 'again' }],
    },
  },
});
