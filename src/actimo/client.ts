import { ActimoError } from './errors.js';
import type { Reader } from './lists.js';
import type { Pacer } from './pacer.js';
import type { SourceBody } from './source.js';

export interface ClientName {
  readonly id: string;
  readonly name: string;
}

/** Which client the keys belong to. Every key is asked: keys of two clients would mix two companies' people. */
export async function clientOf(reader: Reader, wanted: string | undefined, signal?: AbortSignal): Promise<ClientName> {
  let client: ClientName | undefined;
  for (const { pacer, name } of reader.requests.keys.all) {
    const told = await toldBy(reader, pacer, wanted, signal);
    const id = told?.id ?? wanted;
    if (id === undefined)
      throw new ActimoError(
        'actimo-unexpected',
        `Actimo, reading the client by GET ${reader.catalogue.client.path}: the answer has no id`,
        "Set actimo.client in the migration file to an id of your choice for this client, e.g. the company's name.",
      );
    if (wanted !== undefined && id !== wanted)
      throw new ActimoError(
        'actimo-wrong-client',
        `${name} of ACTIMO_API_KEYS belongs to client ${id}, actimo.client says ${wanted}`,
        'Put the key or actimo.client right.',
      );
    if (client && client.id !== id)
      throw new ActimoError(
        'actimo-wrong-client',
        `The keys of ACTIMO_API_KEYS belong to different clients: ${client.id} and ${id}`,
        'Migrate each client on its own, with its own keys.',
      );
    client ??= { id, name: told?.name ?? id };
  }
  return client as ClientName;
}

async function toldBy(
  { requests, catalogue }: Reader,
  key: Pacer,
  wanted: string | undefined,
  signal?: AbortSignal,
): Promise<ClientName | undefined> {
  try {
    const { rows } = await requests.ask({ about: 'the client', endpoint: catalogue.client, scope: 'client' }, signal, key);
    const [first] = await firstRows(rows.blocks());
    return nameOf(first);
  } catch (error) {
    // An Actimo that has no such endpoint does not stop an operator who has said which client it is.
    if (wanted !== undefined && error instanceof ActimoError && error.code === 'actimo-not-there') return undefined;
    throw error;
  }
}

function nameOf(row: SourceBody | undefined): ClientName | undefined {
  const { id, name } = row ?? {};
  if (typeof id !== 'number' && (typeof id !== 'string' || id.trim() === '')) return undefined;
  return { id: String(id), name: typeof name === 'string' && name.trim() !== '' ? name : String(id) };
}

async function firstRows(blocks: AsyncIterable<readonly SourceBody[]>): Promise<readonly SourceBody[]> {
  for await (const block of blocks) return block;
  return [];
}
