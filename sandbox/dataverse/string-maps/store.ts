import { v5 } from 'uuid';
import type { World } from '../core/world.js';
import type { Column, Table } from '../metadata/types.js';
import { Row } from '../rows/row.js';
import { column } from '../rows/slots.js';
import { TableStore } from '../rows/table-store.js';

/** Any fixed name space does: what counts is that a label has the same row in every run. */
const space = '9f0f7a52-52a7-4f4e-8a10-8d0f5b6f2c31';

type Parts = Pick<World, 'metadata' | 'collation' | 'ids'>;

/** Labels of all choices as rows of `stringmap`, made anew when somebody looks after the definitions have changed. */
export class StringMapStore extends TableStore {
  override readonly rows: Map<string, Row>;
  readonly #parts: Parts;
  #made: TableStore | null = null;
  #version = -1;

  constructor(parts: Parts, table: Table) {
    super(table, parts.collation);
    this.#parts = parts;
    this.rows = new MadeRows(() => this.#current().rows);
  }

  override byId(): readonly Row[] {
    return this.#current().byId();
  }

  override findByValue(by: Column, value: unknown): readonly Row[] {
    return this.#current().findByValue(by, value);
  }

  /** Nothing of it is kept: it follows from the definitions. */
  override kept(): Iterable<Row> {
    return [];
  }

  #current(): TableStore {
    const { metadata, collation } = this.#parts;
    if (this.#made === null || this.#version !== metadata.version) {
      this.#made = new TableStore(this.table, collation);
      this.#version = metadata.version;
      for (const row of labels(this.#parts, this.table)) this.#made.insert(row);
    }
    return this.#made;
  }
}

function* labels({ metadata, ids }: Parts, table: Table): Generator<Row> {
  for (const { logicalName, columns } of metadata.tables.values()) {
    for (const { logicalName: name, options } of columns.values()) {
      if (options === null) continue;
      for (const [order, option] of options.entries()) {
        for (const [language, value] of Object.entries(option.label)) {
          const id = v5(`${logicalName}.${name}.${option.value}.${language}`, space);
          const values: unknown[] = new Array(table.width).fill(null);
          const held = {
            stringmapid: id,
            objecttypecode: logicalName,
            attributename: name,
            attributevalue: option.value,
            value,
            displayorder: order + 1,
            langid: Number(language),
            organizationid: ids.organization,
            versionnumber: 1,
          };
          for (const [member, content] of Object.entries(held)) values[column(table, member).slot] = content;
          yield new Row(id, 1, values);
        }
      }
    }
  }
}

/** Rows of a store that is made when they are asked for. */
class MadeRows extends Map<string, Row> {
  readonly #rows: () => ReadonlyMap<string, Row>;

  constructor(rows: () => ReadonlyMap<string, Row>) {
    super();
    this.#rows = rows;
  }

  override get(id: string): Row | undefined {
    return this.#rows().get(id);
  }

  override has(id: string): boolean {
    return this.#rows().has(id);
  }

  override get size(): number {
    return this.#rows().size;
  }

  override values(): MapIterator<Row> {
    return this.#rows().values();
  }
}
