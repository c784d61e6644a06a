import type { SourceKey } from '../src/domain/index.js';

/** A person as Actimo has them, made up: the same for the same number. */
export function personBody(number: number): Readonly<Record<string, unknown>> {
  return {
    id: number,
    first_name: `First ${number % 997}`,
    last_name: `Last ${number % 4_999}`,
    email: `person.${number}@example.com`,
    msisdn: `+45${20_000_000 + number}`,
    country_code: '45',
    title: ['Driver', 'Baker', 'Cleaner', 'Nurse'][number % 4],
    department: `Department ${number % 60}`,
    company: 'Nordlys A/S',
    addr_line_1: `Road ${number % 200}`,
    addr_zip: String(1_000 + (number % 9_000)),
    addr_city: 'Town',
    addr_country: 'Denmark',
    employee_id: `E${number}`,
    tags: ['night', 'north'],
    opt_out: number % 50 === 0,
    allow_email: true,
    allow_sms: number % 3 !== 0,
    language: ['da', 'en', 'sv'][number % 3],
    status: number % 20 === 0 ? 'inactive' : 'active',
    created_at: '2021-03-04T05:06:07Z',
    manager_id: number > 10 ? number % 10 : null,
    data1: `Shift ${number % 5}`,
    data2: '2020-01-31',
    data3: String(number % 40),
  };
}

export const personKey = (number: number): SourceKey => String(number).padStart(8, '0') as SourceKey;

export const workspaceBody = (number: number): Readonly<Record<string, unknown>> => ({
  id: number,
  name: `Workspace ${number}`,
  client_id: 1,
  language: 'da',
  created_at: '2015-01-02T03:04:05Z',
  contact_count: 100,
});

export const membershipBody = (person: number, workspace: number): Readonly<Record<string, unknown>> => ({
  contact_id: person,
  workspace_id: workspace,
  added_at: '2021-03-04T08:00:00Z',
  removed_at: null,
  role: 'member',
  primary: true,
});
