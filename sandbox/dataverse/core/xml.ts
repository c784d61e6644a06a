import { XMLBuilder, XMLParser, XMLValidator } from 'fast-xml-parser';

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

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  textNodeName: '#text',
  parseTagValue: false,
  parseAttributeValue: false,
});

/** Reads a document into elements; null: it is not well formed. */
export const fromXml = (text: string): Element | null => (XMLValidator.validate(text) === true ? (parser.parse(text) as Element) : null);

/** Children of one name, however many there are. */
export function children(parent: Element | undefined, name: string): Element[] {
  const value = parent?.[name];
  if (value === undefined || typeof value !== 'object') return [];
  return Array.isArray(value) ? [...(value as readonly Element[])] : [value as Element];
}

export const child = (parent: Element | undefined, name: string): Element | undefined => children(parent, name)[0];

/** Text of a child, or of an attribute when the name starts with `@`. */
export function textOf(parent: Element | undefined, name: string): string | undefined {
  const value = parent?.[name];
  if (typeof value === 'string') return value;
  const inner = typeof value === 'object' && !Array.isArray(value) ? (value as Element)['#text'] : undefined;
  return inner === undefined ? undefined : String(inner);
}
