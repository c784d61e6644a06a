import type { ColumnSpec } from './define.js';
import type { Column, Labels, Option } from './types.js';

export interface ColumnPlace {
  readonly metadataId: string;
  readonly table: string;
  readonly schemaName: string;
  readonly slot: number;
  readonly custom: boolean;
  readonly visibleAt: number;
  readonly solution: string | null;
  readonly primaryId?: boolean;
  readonly attributeOf?: string;
  readonly displayName: Labels;
  readonly description: Labels;
  readonly optionSet?: { readonly name: string; readonly id: string; readonly global: boolean };
}

/** Several targets need a second slot, which says which table the id is of. */
export const slotsOf = (spec: ColumnSpec): number => (spec.type === 'Owner' || (spec.links?.length ?? 0) > 1 ? 2 : 1);

const unlimited: Readonly<Record<string, readonly [number, number]>> = {
  Integer: [-2_147_483_648, 2_147_483_647],
  BigInt: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  Decimal: [-100_000_000_000, 100_000_000_000],
  Double: [-100_000_000_000, 100_000_000_000],
  Money: [-922_337_203_685_477, 922_337_203_685_477],
};

export function makeColumn(spec: ColumnSpec, place: ColumnPlace): Column {
  const [low, high] = unlimited[spec.type] ?? [0, 0];
  return {
    metadataId: place.metadataId,
    table: place.table,
    logicalName: place.schemaName.toLowerCase(),
    schemaName: place.schemaName,
    type: spec.type,
    slot: place.slot,
    typeSlot: slotsOf(spec) === 2 ? place.slot + 1 : -1,
    maxLength: spec.maxLength ?? 0,
    min: spec.min ?? low,
    max: spec.max ?? high,
    precision: spec.precision ?? (spec.type === 'Money' || spec.type === 'Decimal' ? 2 : 5),
    precisionSource: spec.precisionSource ?? 2,
    imeMode: spec.imeMode ?? 'Auto',
    format: spec.format ?? null,
    behavior: spec.type === 'DateTime' ? (spec.behavior ?? 'UserLocal') : null,
    options: spec.options === undefined ? null : spec.options.map((option): Option => ({ ...option })),
    optionSetName: place.optionSet?.name ?? (spec.options === undefined ? null : `${place.table}_${place.schemaName.toLowerCase()}`),
    optionSetId: place.optionSet?.id ?? null,
    globalOptionSet: place.optionSet?.global ?? false,
    defaultValue: spec.defaultValue ?? null,
    targets: spec.type === 'Owner' ? ['systemuser', 'team'] : (spec.links?.map((link) => link.target) ?? [...(spec.pointsTo ?? [])]),
    required: spec.required ?? 'None',
    secured: false,
    create: spec.create ?? true,
    update: spec.update ?? true,
    read: spec.read ?? true,
    custom: place.custom,
    primaryId: place.primaryId ?? false,
    primaryName: spec.primaryName ?? false,
    maxSizeInKb: spec.maxSizeInKb ?? (spec.type === 'Image' ? 10_240 : 32_768),
    canStoreFullImage: spec.canStoreFullImage ?? false,
    attributeOf: place.attributeOf ?? null,
    autoNumber: spec.autoNumber ?? null,
    nextNumber: 1000,
    members: {},
    displayName: place.displayName,
    description: place.description,
    visibleAt: place.visibleAt,
    solution: place.solution,
  };
}
