import { faults } from '../core/errors.js';
import type { World } from '../core/world.js';
import type { ApiAnswer, ApiRequest } from '../http/request.js';
import type { Table } from '../metadata/types.js';
import { propertyName, wholeRow } from '../query/serialize.js';
import { acceptedFormat, contentType, type JsonFormat } from './accept.js';
import { type JsonType, memberType, typeNamed, typeOfContext } from './types.js';

type Json = Record<string, unknown>;

/** What JSON says of a type by itself, so that nothing has to be said beside it (OData JSON Format 4.0 §4.5.3). */
const native = new Set(['Edm.String', 'Edm.Boolean', 'Edm.Int32', 'Edm.Double']);
const wide = new Set(['Edm.Int64', 'Edm.Decimal']);

/** What is said even to those who want nothing said. */
const alwaysSaid = /^(?:@odata\.(?:nextLink|count|deltaLink)|.*@odata\.(?:nextLink|count))$/;

/** The answer in the format that was asked for; what routes write is the one with little metadata. Throws where JSON is not wanted. */
export function inFormat(world: World, request: ApiRequest, answer: ApiAnswer): ApiAnswer {
  if (answer.body === null || !answer.headers['Content-Type']?.startsWith('application/json')) return answer;
  const format = acceptedFormat(request);
  if (format === null) {
    // Who has written something is answered all the same.
    if (request.method !== 'GET') return answer;
    throw faults.notAcceptable(request.headers.accept ?? '');
  }
  if (format.metadata === 'minimal' && !format.numbersAsText) return answer;
  const value = JSON.parse(String(answer.body)) as Json;
  const type = typeof value['@odata.context'] === 'string' ? typeOfContext(world, value['@odata.context']) : null;
  const body = JSON.stringify(new Writer(world, request.root, format).top(value, type));
  return { ...answer, headers: { ...answer.headers, 'Content-Type': contentType(format) }, body };
}

class Writer {
  readonly #world: World;
  readonly #root: string;
  readonly #format: JsonFormat;

  constructor(world: World, root: string, format: JsonFormat) {
    this.#world = world;
    this.#root = root;
    this.#format = format;
  }

  /** The whole answer: one thing, or several of them (or one value) under `value`. */
  top(value: Json, type: JsonType): Json {
    if (!('value' in value) || type?.kind === 'structure') return this.#members(value, type);
    const { metadata } = this.#format;
    const out: Json = {};
    for (const [name, held] of Object.entries(value)) {
      if (name !== 'value') this.#say(out, name, held);
      else {
        const named = metadata === 'full' && held !== null ? valueType(type) : null;
        if (named !== null) out['@odata.type'] = named;
        out.value = this.#any(held, type);
      }
    }
    return out;
  }

  #any(value: unknown, type: JsonType): unknown {
    if (Array.isArray(value)) return value.map((item) => this.#any(item, type));
    if (typeof value === 'object' && value !== null) return this.#members(value as Json, type);
    if (typeof value === 'number' && this.#format.numbersAsText && type?.kind === 'value' && wide.has(type.edm)) return String(value);
    return value;
  }

  #members(value: Json, known: JsonType): Json {
    // A deletion among changes says itself what it is.
    if (typeof value['@odata.context'] === 'string' && value.reason === 'deleted') return value;
    const said = value['@odata.type'];
    const type = typeof said === 'string' ? (typeNamed(this.#world, said) ?? known) : known;
    const full = this.#format.metadata === 'full';
    const out: Json = {};
    if ('@odata.context' in value) this.#say(out, '@odata.context', value['@odata.context']);
    const address = full ? this.#identify(out, value, type) : null;
    for (const [name, held] of Object.entries(value)) {
      if (name.includes('@')) {
        this.#say(out, name, held);
        continue;
      }
      const member = memberType(this.#world, type, name);
      const named = full && held !== null ? valueType(member) : null;
      if (named !== null) out[`${name}@odata.type`] = named;
      if (address !== null && (member?.kind === 'row' || member?.kind === 'principal')) link(out, address, name);
      out[name] = this.#any(held, member);
    }
    if (address !== null && type?.kind === 'row' && isWhole(type.table, value)) this.#links(out, address, type.table);
    return out;
  }

  /** Type, address and version of a row stand before its values. The address, where there is one. */
  #identify(out: Json, value: Json, type: JsonType): string | null {
    if (type === null || type.kind === 'value' || type.kind === 'principal') return null;
    if (type.kind === 'structure') {
      out['@odata.type'] = `#Microsoft.Dynamics.CRM.${type.name}`;
      return null;
    }
    const { table } = type;
    const id = value[table.primaryId];
    out['@odata.type'] = `#Microsoft.Dynamics.CRM.${table.logicalName}`;
    if (typeof id !== 'string') return null;
    const relative = `${table.entitySetName}(${id})`;
    out['@odata.id'] = `${this.#root}/${relative}`;
    if ('@odata.etag' in value) out['@odata.etag'] = value['@odata.etag'];
    out['@odata.editLink'] = relative;
    return `${this.#root}/${relative}`;
  }

  #links(out: Json, address: string, table: Table): void {
    for (const [name, property] of this.#world.metadata.properties(table)) {
      if (property.kind === 'nav' || property.kind === 'collection' || property.kind === 'many') link(out, address, name);
    }
  }

  #say(out: Json, name: string, held: unknown): void {
    if (name in out) return;
    const { metadata, numbersAsText } = this.#format;
    if (metadata === 'none' && /(?:^|@)odata\./.test(name) && !alwaysSaid.test(name) && name !== '@odata.id') return;
    out[name] = numbersAsText && name.endsWith('@odata.count') ? String(held) : held;
  }
}

/** Type of a value, where JSON does not say it. */
function valueType(type: JsonType): string | null {
  if (type?.kind !== 'value') return null;
  if (type.many === true) return `#Collection(${type.edm.slice(4)})`;
  return native.has(type.edm) ? null : `#${type.edm.slice(4)}`;
}

function link(out: Json, address: string, name: string): void {
  out[`${name}@odata.associationLink`] = `${address}/${name}/$ref`;
  out[`${name}@odata.navigationLink`] = `${address}/${name}`;
}

/** Who names columns gets no links that were not asked for. */
const isWhole = (table: Table, value: Json): boolean => wholeRow(table.columns).every((column) => propertyName(column) in value);
