import canonicalize from 'canonicalize';
import { allSources, planObject } from '../converge/index.js';
import { mappingKind, type ObjectName } from '../domain/index.js';
import { fieldsSeen, getArtefact, putArtefact } from '../ledger/index.js';
import { type MappingDocument, mergeFieldsSeen, parseMapping, proposeMapping } from '../mapping/index.js';
import { beating } from './beating.js';
import type { Connection, Connections } from './connections.js';
import { flagsKind } from './flags.js';

interface Of {
  readonly migration: string;
}

/** The mapping document, and planning by it. */
export const designActivities = (connections: Connections) => ({
  /** Proposes a mapping from what was read unless there is one; a field that nobody has decided on becomes open. */
  async designMapping(input: Of): Promise<{ changed: boolean }> {
    return beating(async () => ({ changed: await keepMapping(await connections.of(input.migration)) }));
  },

  /** Desired is what the mapping says, for every record of an object. */
  async planObject(
    input: Of & { readonly object: ObjectName; readonly pass: string; readonly sampleOnly: boolean },
  ): Promise<{ toWrite: number }> {
    return beating(async (signal) => {
      const connection = await connections.of(input.migration);
      const { object, pass, sampleOnly } = input;
      const { toWrite, flags } = await planObject(await connection.scene(), { object, pass, sampleOnly, signal });
      await putArtefact(connection.ledger, { kind: `${flagsKind}-${object}`, body: JSON.stringify(flags) });
      return { toWrite };
    });
  },

  /** A field that came up in Actimo since becomes open in the mapping: its gate opens again. */
  async noticeNewFields(input: Of & { readonly pass: string }): Promise<{ mappingChanged: boolean }> {
    return beating(async () => ({ mappingChanged: await keepMapping(await connections.of(input.migration)) }));
  },
});

async function keepMapping(connection: Connection): Promise<boolean> {
  const { ledger } = connection;
  const stored = await getArtefact(ledger, { kind: mappingKind });
  const before = stored === null ? await propose(connection) : parseMapping(stored.body);
  const doc = mergeFieldsSeen(before, await fieldsSeen(ledger));
  const body = canonicalize(doc) ?? '';
  if (stored?.body === body) return false;
  await putArtefact(ledger, { kind: mappingKind, body });
  return stored !== null;
}

/** Evidence needs every value once; what is kept of them is bounded by the mapping room. */
async function propose({ ledger, actimo }: Connection): Promise<MappingDocument> {
  const bodies = async (object: ObjectName): Promise<Readonly<Record<string, unknown>>[]> => {
    const all: Readonly<Record<string, unknown>>[] = [];
    for await (const page of allSources({ ledger }, object)) for (const { body } of page) all.push(body);
    return all;
  };
  return proposeMapping({
    client: ledger.client,
    users: await bodies('user'),
    workspaces: await bodies('workspace'),
    memberships: await bodies('membership'),
    fieldDefinitions: await actimo.fieldDefinitions(),
  });
}
