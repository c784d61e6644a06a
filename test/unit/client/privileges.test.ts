import { missingPrivileges, neededPrivileges } from '../../../src/client/checks/privileges.js';
import { parseMigrationFile } from '../../../src/config/index.js';

const file = (dataverse: object) =>
  parseMigrationFile(JSON.stringify({ name: 'a', dataverse: { url: 'https://x.example', tenantId: 't', clientId: 'c', ...dataverse } }));

describe('privileges', () => {
  test('to make columns are needed only where this program makes them', () => {
    expect(neededPrivileges(file({ schema: 'deploy' })).has('prvCreateAttribute')).toBe(true);
    expect(neededPrivileges(file({ schema: 'document' })).has('prvCreateAttribute')).toBe(false);
  });

  test('to bypass logic are needed only where something is bypassed', () => {
    expect(neededPrivileges(file({})).has('prvBypassCustomBusinessLogic')).toBe(false);
    expect(neededPrivileges(file({ bypass: { customSync: true } })).has('prvBypassCustomBusinessLogic')).toBe(true);
  });

  test('that are missing are named, with what they are for', () => {
    const all = file({});
    const held = new Set(neededPrivileges(all).keys());
    expect(missingPrivileges(all, held)).toEqual([]);
    held.delete('prvDeleteContact');
    held.delete('prvReadUser');
    expect(missingPrivileges(all, held)).toEqual(['for taking rows back: prvDeleteContact', 'for finding owners: prvReadUser']);
  });
});
