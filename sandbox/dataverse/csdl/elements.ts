import { XMLBuilder } from 'fast-xml-parser';

/** An XML element: names that start with `@` are attributes, others children; several of one name are an array. */
export interface Element {
  readonly [name: string]: Element | readonly Element[] | string | number | boolean | undefined;
}

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  textNodeName: '#text',
  suppressEmptyNode: true,
  suppressBooleanAttributes: false,
});

/** Writes a document. */
export const toXml = (root: Element): string => `<?xml version="1.0" encoding="utf-8"?>${builder.build(root) as string}`;

/** `Edm.Guid!` as `Type` and `Nullable="false"`. */
export const typeAttributes = (type: string): Element =>
  type.endsWith('!') ? { '@Type': type.slice(0, -1), '@Nullable': 'false' } : { '@Type': type };
