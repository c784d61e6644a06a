import pLimit from 'p-limit';
import { connectActimo } from '../src/actimo/index.js';
import type { SandboxProcess } from '../src/stack/index.js';

/** What one would write in an afternoon. Reads the people and signs in; what it answers then sends one POST per person, `concurrency` at a time. */
export async function postEach({ actimo, dataverse }: SandboxProcess, concurrency: number): Promise<() => Promise<number>> {
  const source = connectActimo({ url: actimo.url, keys: actimo.apiKeys.map((key) => ({ key })), ratePerSecond: 5_000 });
  const people: Readonly<Record<string, unknown>>[] = [];
  for await (const { rows } of source.read('user')) for (const { body } of rows) people.push(body);
  source.close();
  const signedIn = await fetch(dataverse.tokenUrl, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: dataverse.clientId,
      client_secret: dataverse.clientSecret,
      scope: `${dataverse.url}/.default`,
    }),
  });
  const { access_token: token } = (await signedIn.json()) as { access_token: string };
  const limit = pLimit(concurrency);
  return async () => {
    await Promise.all(
      people.map((person) =>
        limit(async () => {
          const answer = await fetch(new URL('/api/data/v9.2/contacts', dataverse.url), {
            method: 'POST',
            headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', 'OData-Version': '4.0' },
            body: JSON.stringify(contactOf(person)),
          });
          await answer.text();
          if (!answer.ok) throw new Error(`the stand-in answered ${answer.status}`);
        }),
      ),
    );
    return people.length;
  };
}

const cut = (value: unknown, most: number): string | null => (typeof value === 'string' ? value.slice(0, most) : null);

const contactOf = (person: Readonly<Record<string, unknown>>): Record<string, unknown> => ({
  firstname: cut(person.first_name, 50),
  lastname: cut(person.last_name, 50),
  emailaddress1: cut(person.email, 100),
  mobilephone: cut(person.msisdn, 50),
  jobtitle: cut(person.title, 100),
  department: cut(person.department, 100),
  address1_line1: cut(person.addr_line_1, 100),
  address1_city: cut(person.addr_city, 50),
  address1_postalcode: cut(person.addr_zip, 20),
  address1_country: cut(person.addr_country, 50),
  donotemail: person.allow_email === false,
  donotbulkemail: person.opt_out === true,
});
