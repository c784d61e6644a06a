import type { Random } from '../core/random.js';
import { type ColumnPlace, makeColumn, slotsOf } from './columns.js';
import { companionsOf } from './companions.js';
import { type ColumnSpec, type LinkSpec, mergeable, type TableSpec } from './define.js';
import { intersectTable } from './intersect.js';
import { buildProperties } from './properties.js';
import { standardManyToMany, standardTables } from './standard/index.js';
import { currency, exchangeRate } from './standard/links.js';
import { primaryIdColumn, systemColumns } from './system-columns.js';
import type { CascadeConfiguration, Column, Key, Labels, ManyToMany, Option, Property, Relationship, Table } from './types.js';

export interface OptionSet {
  readonly metadataId: string;
  readonly name: string;
  displayName: Labels;
  description: Labels;
  options: Option[];
  readonly custom: boolean;
  readonly visibleAt: number;
  solution: string | null;
}

/** Where a piece of metadata comes from and when it can be seen. */
export interface Origin {
  readonly custom: boolean;
  readonly visibleAt: number;
  readonly solution: string | null;
}

const standardOrigin: Origin = { custom: false, visibleAt: 0, solution: null };

const bulkMessages: readonly string[] = ['CreateMultiple', 'UpdateMultiple', 'UpsertMultiple'];

/** All tables, relationships and choices of the environment. Writes to it are already checked; reads are by name or id. */
export class Metadata {
  readonly tables = new Map<string, Table>();
  readonly relationships = new Map<string, Relationship>();
  readonly manyToMany = new Map<string, ManyToMany>();
  /** Tables in which pairs of many-to-many relationships are read, by logical name. */
  readonly intersects = new Map<string, Table>();
  readonly optionSets = new Map<string, OptionSet>();
  /** Rises with every change. */
  version = 0;
  readonly #sets = new Map<string, Table>();
  readonly #referenced = new Map<string, Relationship[]>();
  readonly #referencing = new Map<string, Relationship[]>();
  readonly #random: Random;
  readonly baseLanguage: number;

  /** `standard`: with the tables that every environment has; otherwise empty, to be filled with what was kept. */
  constructor(random: Random, baseLanguage: number, standard = true) {
    this.#random = random;
    this.baseLanguage = baseLanguage;
    if (!standard) return;
    for (const spec of standardTables) this.addTable(spec, standardOrigin);
    for (const [schemaName, entity1, entity2, intersect, nav1, nav2] of standardManyToMany) {
      this.addManyToMany({ schemaName, entity1, entity2, intersect, nav1, nav2 }, standardOrigin);
    }
  }

  newId(): string {
    return this.#random.guid();
  }

  /** The table of that name, or the intersect table. */
  readable(name: string): Table | undefined {
    return this.tables.get(name) ?? this.intersects.get(name);
  }

  bySet(name: string): Table | undefined {
    return this.#sets.get(name);
  }

  oneToMany(table: string): readonly Relationship[] {
    return this.#referenced.get(table) ?? [];
  }

  manyToOne(table: string): readonly Relationship[] {
    return this.#referencing.get(table) ?? [];
  }

  properties(table: Table): Map<string, Property> {
    table.properties ??= buildProperties(this, table);
    return table.properties;
  }

  /** Standard labels are written in English; here they are the base language's, since that is the only one provisioned. */
  #label(label: Labels): Labels {
    return this.baseLanguage in label ? label : { [this.baseLanguage]: label[1033] ?? Object.values(label)[0] ?? '' };
  }

  addTable(spec: TableSpec, origin: Origin, labels?: { displayName: Labels; displayCollectionName: Labels; description: Labels }): Table {
    const plain = { [this.baseLanguage]: spec.schemaName };
    const table: Table = {
      metadataId: this.newId(),
      logicalName: spec.logicalName,
      schemaName: spec.schemaName,
      entitySetName: spec.set,
      objectTypeCode: spec.code,
      ownership: spec.ownership ?? 'UserOwned',
      primaryId: spec.primaryId ?? `${spec.logicalName}id`,
      primaryName: spec.primaryName ?? null,
      primaryImage: null,
      custom: origin.custom,
      activity: spec.activity ?? false,
      intersect: spec.intersect ?? false,
      serverKept: spec.serverKept ?? false,
      hasNotes: spec.notes ?? false,
      hasActivities: spec.activities ?? false,
      connections: spec.connections ?? false,
      optimistic: spec.optimistic ?? false,
      changeTracking: spec.tracked ?? false,
      searched: spec.searched ?? false,
      customizable: spec.customizable ?? spec.ownership !== 'None',
      canCreateAttributes: spec.canCreateAttributes ?? spec.ownership !== 'None',
      messages: new Set(spec.bulk === true ? bulkMessages : []),
      columns: new Map(),
      keys: [],
      members: {},
      width: 0,
      displayName: labels?.displayName ?? plain,
      displayCollectionName: labels?.displayCollectionName ?? { [this.baseLanguage]: `${spec.schemaName}s` },
      description: labels?.description ?? {},
      visibleAt: origin.visibleAt,
      solution: origin.solution,
      properties: null,
    };
    this.adoptTable(table);
    const idName = spec.activity === true ? 'ActivityId' : `${spec.schemaName}Id`;
    this.addColumn(table, idName, primaryIdColumn(), { ...origin, custom: origin.custom }, { primaryId: true });
    for (const [name, column] of Object.entries(spec.columns)) this.addColumn(table, name, column, origin);
    for (const [name, column] of Object.entries(systemColumns(spec))) this.addColumn(table, name, column, { ...origin, custom: false });
    this.offerCurrency(table, origin);
    if (table.ownership === 'UserOwned') {
      // Users and teams are bound through the table that they have in common.
      this.#addLink(
        table,
        'ownerid',
        { target: 'owner', relationship: `owner_${table.entitySetName}`, nav: 'ownerid', onDelete: 'NoCascade' },
        { ...origin, custom: false },
      );
    }
    return table;
  }

  addColumn(
    table: Table,
    schemaName: string,
    spec: ColumnSpec,
    origin: Origin,
    more: Partial<Pick<ColumnPlace, 'primaryId' | 'attributeOf' | 'displayName' | 'description' | 'optionSet'>> = {},
  ): Column {
    const column = makeColumn(spec, {
      metadataId: this.newId(),
      table: table.logicalName,
      schemaName,
      slot: table.width,
      displayName: { [this.baseLanguage]: schemaName },
      description: {},
      ...origin,
      ...more,
    });
    for (const option of column.options ?? []) option.label = this.#label(option.label);
    if (column.options !== null && column.optionSetId === null) column.optionSetId = this.newId();
    table.width += slotsOf(spec);
    table.columns.set(column.logicalName, column);
    for (const link of spec.links ?? []) this.#addLink(table, column.logicalName, link, origin);
    if (more.attributeOf === undefined)
      for (const [name, companion] of Object.entries(companionsOf(schemaName, spec)))
        this.addColumn(table, name, companion, origin, { attributeOf: column.logicalName });
    if (spec.type === 'Image') table.primaryImage ??= column.logicalName;
    if (spec.type === 'File') this.#offerFiles(table, origin);
    this.#changed(table.logicalName);
    return column;
  }

  /** Amounts of money need a currency and the rate at which it was changed into the organisation's. */
  offerCurrency(table: Table, origin: Origin): void {
    const own = { ...origin, custom: false };
    if (![...table.columns.values()].some((column) => column.type === 'Money')) return;
    if (!table.columns.has('transactioncurrencyid')) this.addColumn(table, 'TransactionCurrencyId', currency(table.logicalName), own);
    if (!table.columns.has('exchangerate')) this.addColumn(table, 'ExchangeRate', exchangeRate, own);
  }

  /** Rows with file columns have their files as rows. */
  #offerFiles(table: Table, origin: Origin): void {
    const relationship = `${table.logicalName}_FileAttachments`;
    const files = this.tables.get('fileattachment');
    const regarding = files?.columns.get('objectid');
    if (files === undefined || regarding === undefined || this.relationships.has(relationship)) return;
    const nav = `objectid_${table.logicalName}`;
    this.addTarget(files, regarding, { target: table.logicalName, relationship, nav, onDelete: 'Cascade' }, { ...origin, custom: false });
  }

  #addLink(table: Table, column: string, link: LinkSpec, origin: Origin): void {
    this.addRelationship(
      {
        schemaName: link.relationship,
        referencedEntity: link.target,
        referencedAttribute: this.tables.get(link.target)?.primaryId ?? `${link.target}id`,
        referencingEntity: table.logicalName,
        referencingAttribute: column,
        nav: link.nav,
        collectionNav: link.collection ?? link.relationship,
        cascade: {
          Assign: link.onAssign ?? 'NoCascade',
          Delete: link.onDelete ?? 'RemoveLink',
          Merge: link.onMerge ?? (mergeable.has(link.target) && !origin.custom ? 'Cascade' : 'NoCascade'),
          Reparent: link.onAssign ?? 'NoCascade',
          Share: link.onAssign ?? 'NoCascade',
          Unshare: link.onAssign ?? 'NoCascade',
        },
      },
      origin,
    );
  }

  addRelationship(
    definition: Omit<Relationship, 'metadataId' | 'custom' | 'visibleAt' | 'solution' | 'cascade'> & {
      readonly cascade: CascadeConfiguration;
    },
    origin: Origin,
  ): Relationship {
    const relationship: Relationship = { metadataId: this.newId(), ...definition, ...origin };
    this.adoptRelationship(relationship);
    return relationship;
  }

  adoptTable(table: Table): void {
    this.tables.set(table.logicalName, table);
    this.#sets.set(table.entitySetName, table);
    this.#changed(table.logicalName);
  }

  adoptRelationship(relationship: Relationship): void {
    this.relationships.set(relationship.schemaName, relationship);
    push(this.#referenced, relationship.referencedEntity, relationship);
    push(this.#referencing, relationship.referencingEntity, relationship);
    this.#changed(relationship.referencedEntity);
    this.#changed(relationship.referencingEntity);
  }

  adoptManyToMany(relationship: ManyToMany): void {
    this.manyToMany.set(relationship.schemaName, relationship);
    const table = intersectTable(relationship, this.baseLanguage);
    this.intersects.set(table.logicalName, table);
    this.#sets.set(table.entitySetName, table);
    this.#changed(relationship.entity1);
    this.#changed(relationship.entity2);
  }

  /** Another table that a look-up may point to. */
  addTarget(table: Table, column: Column, link: LinkSpec, origin: Origin): void {
    column.targets.push(link.target);
    this.#addLink(table, column.logicalName, link, origin);
  }

  /** Relationship by schema name without case, 1:N or N:N. */
  relationshipBy(test: (relationship: Relationship | ManyToMany) => boolean): Relationship | ManyToMany | undefined {
    for (const relationship of this.relationships.values()) if (test(relationship)) return relationship;
    for (const relationship of this.manyToMany.values()) if (test(relationship)) return relationship;
    return undefined;
  }

  addManyToMany(
    definition: Pick<ManyToMany, 'schemaName' | 'entity1' | 'entity2' | 'intersect' | 'nav1' | 'nav2'>,
    origin: Origin,
  ): ManyToMany {
    const sameTable = definition.entity1 === definition.entity2;
    const relationship: ManyToMany = {
      metadataId: this.newId(),
      ...definition,
      attribute1: `${definition.entity1}id${sameTable ? 'one' : ''}`,
      attribute2: `${definition.entity2}id${sameTable ? 'two' : ''}`,
      ...origin,
    };
    this.adoptManyToMany(relationship);
    return relationship;
  }

  addKey(key: Key): void {
    this.tables.get(key.table)?.keys.push(key);
    this.version += 1;
  }

  removeKey(key: Key): void {
    const keys = this.tables.get(key.table)?.keys;
    if (keys !== undefined) keys.splice(keys.indexOf(key), 1);
    this.version += 1;
  }

  removeColumn(table: Table, column: Column): void {
    table.columns.delete(column.logicalName);
    // Another image takes the place of the one that stood for the row.
    if (table.primaryImage === column.logicalName)
      table.primaryImage = [...table.columns.values()].find((other) => other.type === 'Image')?.logicalName ?? null;
    this.#changed(table.logicalName);
  }

  removeRelationship(relationship: Relationship): void {
    this.relationships.delete(relationship.schemaName);
    drop(this.#referenced, relationship.referencedEntity, relationship);
    drop(this.#referencing, relationship.referencingEntity, relationship);
    this.#changed(relationship.referencedEntity);
    this.#changed(relationship.referencingEntity);
  }

  removeManyToMany(relationship: ManyToMany): void {
    this.manyToMany.delete(relationship.schemaName);
    const table = this.intersects.get(relationship.intersect);
    this.intersects.delete(relationship.intersect);
    if (table !== undefined) this.#sets.delete(table.entitySetName);
    this.#changed(relationship.entity1);
    this.#changed(relationship.entity2);
  }

  removeTable(table: Table): void {
    for (const relationship of [...this.oneToMany(table.logicalName), ...this.manyToOne(table.logicalName)]) {
      const targets = this.tables.get(relationship.referencingEntity)?.columns.get(relationship.referencingAttribute)?.targets;
      if (targets?.includes(table.logicalName) === true) targets.splice(targets.indexOf(table.logicalName), 1);
      this.removeRelationship(relationship);
    }
    for (const relationship of [...this.manyToMany.values()]) {
      if (relationship.entity1 === table.logicalName || relationship.entity2 === table.logicalName) this.removeManyToMany(relationship);
    }
    this.tables.delete(table.logicalName);
    this.#sets.delete(table.entitySetName);
    this.version += 1;
  }

  #changed(table: string): void {
    this.version += 1;
    const known = this.tables.get(table);
    if (known !== undefined) known.properties = null;
  }
}

function push(map: Map<string, Relationship[]>, key: string, relationship: Relationship): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [relationship]);
  else list.push(relationship);
}

function drop(map: Map<string, Relationship[]>, key: string, relationship: Relationship): void {
  const list = map.get(key);
  if (list !== undefined) list.splice(list.indexOf(relationship), 1);
}
