import { entityName, flag, guid, integer, locked, lookup, type TableSpec, text } from '../define.js';

const kept = { ownership: 'None', importable: false, serverKept: true } as const;

/** Bytes of a file, held as a Buffer; nobody reads them as a column. */
const bytes = text(1_073_741_823, { ...locked, read: false });

/** A file of a row: what a file column points to, or the full picture behind an image (docs/facts/dataverse.md §7 "File columns"). */
export const fileattachment: TableSpec = {
  ...kept,
  logicalName: 'fileattachment',
  schemaName: 'FileAttachment',
  set: 'fileattachments',
  code: 55,
  primaryName: 'filename',
  columns: {
    FileName: text(255, { ...locked, primaryName: true }),
    MimeType: text(256, locked),
    FileSizeInBytes: { type: 'BigInt', ...locked },
    RegardingFieldName: text(255, locked),
    ObjectTypeCode: entityName(locked),
    ObjectId: lookup(
      ['imagedescriptor', 'email'].map((target) => ({
        target,
        relationship: `${target}_FileAttachments`,
        nav: `objectid_${target}`,
        onDelete: 'Cascade',
      })),
      locked,
    ),
    Body: bytes,
  },
};

/** The thumbnail of an image column. */
export const imagedescriptor: TableSpec = {
  ...kept,
  logicalName: 'imagedescriptor',
  schemaName: 'ImageDescriptor',
  set: 'imagedescriptors',
  code: 1007,
  columns: {
    ObjectId: guid(locked),
    ObjectTypeCode: entityName(locked),
    AttributeLogicalName: text(50, locked),
    ImageSize: integer(0, 2_147_483_647, locked),
    ImageData: bytes,
  },
};

/** Image columns, and whether they keep the full picture. */
export const attributeimageconfig: TableSpec = {
  ...kept,
  logicalName: 'attributeimageconfig',
  schemaName: 'AttributeImageConfig',
  set: 'attributeimageconfigs',
  code: 431,
  columns: {
    ParentEntityLogicalName: text(64, locked),
    AttributeLogicalName: text(64, locked),
    CanStoreFullImage: flag(false, 'No', 'Yes', locked),
  },
};

/** Tables, and the image column that stands for each. */
export const entityimageconfig: TableSpec = {
  ...kept,
  logicalName: 'entityimageconfig',
  schemaName: 'EntityImageConfig',
  set: 'entityimageconfigs',
  code: 432,
  columns: { ParentEntityLogicalName: text(64, locked), PrimaryImageAttribute: text(64, locked) },
};
