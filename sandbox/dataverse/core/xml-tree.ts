import { XMLParser, XMLValidator } from 'fast-xml-parser';

export interface Element {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly Element[];
  /** What stands in it directly. */
  readonly text: string;
}

/** How deep elements may stand in each other. */
const mostDepth = 60;

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  processEntities: false,
  cdataPropName: '#cdata',
});

type Node = Readonly<Record<string, unknown>>;

/** The document's one element; null when the text is not well formed, or declares a document type, which nothing here needs. */
export function readXml(text: string): Element | null {
  if (/<!(?:DOCTYPE|ENTITY)/i.test(text) || XMLValidator.validate(text) !== true) return null;
  let nodes: unknown;
  try {
    nodes = parser.parse(text);
  } catch {
    // The validator lets some texts through that the parser refuses: nested too deep, names that it keeps for itself.
    return null;
  }
  const elements = elementsOf(nodes, 0);
  return elements?.length === 1 ? (elements[0] as Element) : null;
}

function elementsOf(nodes: unknown, depth: number): Element[] | null {
  if (!Array.isArray(nodes) || depth > mostDepth) return null;
  const found: Element[] = [];
  for (const node of nodes as Node[]) {
    const name = Object.keys(node).find((key) => key !== ':@');
    if (name === undefined || name.startsWith('#')) continue;
    const inner = node[name];
    const children = elementsOf(inner, depth + 1);
    if (children === null) return null;
    const attributes = new Map<string, string>();
    for (const [key, value] of Object.entries((node[':@'] ?? {}) as Node)) {
      const plain = decoded(String(value));
      if (plain === null) return null;
      attributes.set(key, plain);
    }
    const text = textIn(inner as Node[]);
    if (text === null) return null;
    found.push({ name, attributes, children, text });
  }
  return found;
}

/** Text in between, with references resolved but for what stands in a CDATA section. */
function textIn(nodes: readonly Node[]): string | null {
  let text = '';
  for (const node of nodes) {
    if ('#text' in node) {
      const plain = decoded(String(node['#text']));
      if (plain === null) return null;
      text += plain;
    }
    const raw = node['#cdata'];
    if (Array.isArray(raw)) text += raw.map((part: Node) => String(part['#text'] ?? '')).join('');
  }
  return text;
}

const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** References resolved; null when there is one that XML does not know. */
function decoded(text: string): string | null {
  let broken = false;
  const plain = text.replaceAll(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w+));|&/gi, (whole, decimal?: string, hex?: string, name?: string) => {
    const code = decimal !== undefined ? Number(decimal) : hex !== undefined ? Number.parseInt(hex, 16) : -1;
    if (code > 0 && code <= 0x10ffff) return String.fromCodePoint(code);
    const mark = name === undefined ? undefined : Object.hasOwn(named, name) ? named[name] : undefined;
    if (mark === undefined) broken = true;
    return mark ?? whole;
  });
  return broken ? null : plain;
}

const marks: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;', "'": '&apos;' };

/** Text as it stands in an attribute or an element. */
export const xmlText = (text: string): string => text.replaceAll(/[<>&"']/g, (mark) => marks[mark] as string);
