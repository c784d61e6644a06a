import canonicalize from 'canonicalize';
import { allSources, planObject } from '../converge/index.js';
import { A2DError, artefactHash, mappingInForceKind, mappingKind, type ObjectName, objectNames } from '../domain/index.js';
import { fieldsSeen, getArtefact, type Ledger, putArtefact, valuesSeen } from '../ledger/index.js';
import {
  choiceSlots,
  definedLabels,
  Evidence,
  type MappingDocument,
  mergeFieldsSeen,
  mergeOptionsSeen,
  parseMapping,
  proposeMapping,
  type SeenField,
  unusedSlots,
} from '../mapping/index.js';
import { parseDocument } from '../reports/index.js';
import { beating } from './beating.js';
import type { Connection, Connections } from './connections.js';
import { flagsKind } from './flags.js';

interface Of {
  readonly migration: string;
}

/** The mapping document, and planning by it. */
export const designActivities = (connections: Connections) => ({
  /** Proposes a mapping from what was read unless there is one; a field that nobody has decided on becomes open, a new value of a drop-down an option. */
  async designMapping(input: Of): Promise<void> {
    return beating(async () => void (await propose(await connections.of(input.migration))));
  },

  /** From now on everything is planned and written by the mapping of this approved document, whatever is proposed later. `document` is its hash. */
  async adoptMapping(input: Of & { readonly document: string }): Promise<void> {
    return beating(async () => {
      const { ledger } = await connections.of(input.migration);
      await putArtefact(ledger, { kind: mappingInForceKind, body: await mappingOf(ledger, input.document) });
    });
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

  /**
   * Whether Actimo has brought something that people were not asked about: a new field, a new value of a drop-down. `asked` is the hash of the document
   * that the mapping gate is about now, whichever way it was decided.
   */
  async noticeNewFields(input: Of & { readonly pass: string; readonly asked: string | null }): Promise<{ mappingChanged: boolean }> {
    return beating(async () => {
      const connection = await connections.of(input.migration);
      const body = await propose(connection);
      return { mappingChanged: input.asked !== null && body !== (await mappingOf(connection.ledger, input.asked)) };
    });
  },
});

/** The mapping as canonical JSON that a stored mapping document is about. */
async function mappingOf(ledger: Ledger, document: string): Promise<string> {
  const artefact = await getArtefact(ledger, { hash: artefactHash(document) });
  if (artefact === null)
    throw new A2DError(
      'no-document',
      `The mapping document ${document.slice(0, 10)} is not in the ledger.`,
      'Reject the gate to have it designed again.',
    );
  const { mapping } = parseDocument(artefact.body).data as { readonly mapping: object };
  return canonicalMapping(parseMapping(JSON.stringify(mapping)));
}

const canonicalMapping = (doc: MappingDocument): string => canonicalize(doc) ?? '';

/** What is proposed to people now, kept in the ledger: the mapping file's text or what was inferred, with what Actimo brought since. */
async function propose(connection: Connection): Promise<string> {
  const { ledger } = connection;
  const stored = await getArtefact(ledger, { kind: mappingKind });
  const before = stored === null ? await infer(connection) : parseMapping(stored.body);
  const values = await valuesSeen(ledger, { object: 'user', fields: [...choiceSlots(before), ...unusedSlots(before)] });
  const withFields = mergeFieldsSeen(before, await seenSince(connection, values));
  const body = canonicalMapping(mergeOptionsSeen(withFields, values));
  if (stored?.body !== body) await putArtefact(ledger, { kind: mappingKind, body });
  return body;
}

/** Every field that Actimo brought, with the label of its definition, and whether it has values, where `values` were asked for. */
async function seenSince({ ledger, actimo }: Connection, values: ReadonlyMap<string, readonly unknown[]>): Promise<SeenField[]> {
  const labels = definedLabels(await actimo.fieldDefinitions());
  return (await fieldsSeen(ledger)).map(({ object, field }) => {
    const label = object === 'user' ? labels.get(field) : undefined;
    return { object, field, ...(label === undefined ? {} : { label }), ...(object === 'user' && values.has(field) ? { used: true } : {}) };
  });
}

/** Evidence needs every value once. */
async function infer({ ledger, actimo }: Connection): Promise<MappingDocument> {
  const evidence = new Evidence();
  for (const object of objectNames)
    for await (const page of allSources({ ledger }, object))
      evidence.see(
        object,
        page.map(({ body }) => body),
      );
  return proposeMapping({ client: ledger.client, evidence, fieldDefinitions: await actimo.fieldDefinitions() });
}
