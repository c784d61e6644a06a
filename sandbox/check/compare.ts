import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isLeftOutRow, serverMadeId, withoutLeftOut } from './left-out.js';
import { type DumpLine, parseDump, readDump, sentenceOf } from './read-dump.js';

/**
 * Compares two dumps by the closed list of docs/sandbox.md. Ids that Dataverse made differ from run to run, so none is compared as text: each one is renamed by
 * what it stands for, which is the row that has it, the rows that this one refers to, and the rows that refer to it. A row whose id is its own to choose keeps it.
 */

/** A line that only one of the two has. A changed row is two of them. */
export interface Difference {
  readonly only: 'first' | 'second';
  /** What the line is about, e.g. `dataverse contact 1b4e28ba-…` or `actimo user 501`. */
  readonly what: string;
  readonly line: string;
}

/** What differs between two dumps; an empty list says that they are the same but for what is left out. */
export function compareDumps(first: string | Iterable<string>, second: string | Iterable<string>): Difference[] {
  return compareNodes(parseDump(first).filter(isCompared).map(toNode), parseDump(second).filter(isCompared).map(toNode));
}

function compareNodes(first: readonly Node[], second: readonly Node[]): Difference[] {
  const [a, b] = [renamed(first), renamed(second)];
  // Names that follow from a row alone show a difference where it is; those that follow from all rows around it show every one there is.
  const near = difference(a.near, b.near);
  return near.length > 0 ? near : difference(a.far, b.far);
}

interface Renamed {
  readonly near: Line[];
  readonly far: Line[];
}

interface Line {
  readonly what: string;
  readonly text: string;
}

interface Node {
  readonly what: string;
  /** The line's text cut at every id that Dataverse made: text, id, text, id, ... text. */
  readonly pieces: readonly string[];
  /** The id that this line is the row of, when Dataverse made it. */
  readonly defines: string | undefined;
}

const anyId = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g;
const hash = (text: string): string => createHash('sha1').update(text).digest('base64url').slice(0, 16);

async function readNodes(file: string): Promise<Node[]> {
  const nodes: Node[] = [];
  for await (const line of readDump(file)) if (isCompared(line)) nodes.push(toNode(line));
  return nodes;
}

function renamed(nodes: readonly Node[]): Renamed {
  const definitions = new Map<string, Node[]>();
  const references = new Map<string, Node[]>();
  for (const node of nodes) {
    for (let at = 1; at < node.pieces.length; at += 2) push(references, node.pieces[at] as string, node);
    if (node.defines) push(definitions, node.defines, node);
  }
  let names = new Map<string, string>();
  for (const id of references.keys()) {
    const own = definitions.get(id)?.map((node) => node.pieces.filter((_, at) => at % 2 === 0).join('#'));
    names.set(id, hash(own ? own.sort().join('\n') : 'no row has it'));
  }
  const near = nodes.map((node) => ({ what: node.what, text: textOf(node, names) }));
  // Each round looks one reference further; it ends when a round tells no more ids apart than the one before.
  for (let told = new Set(names.values()).size; ; ) {
    const texts = new Map(nodes.map((node) => [node, hash(textOf(node, names))]));
    const next = new Map<string, string>();
    for (const [id, around] of references)
      next.set(
        id,
        hash(
          `${names.get(id)} ${around
            .map((node) => texts.get(node))
            .sort()
            .join(' ')}`,
        ),
      );
    names = next;
    const now = new Set(names.values()).size;
    if (now === told) break;
    told = now;
  }
  return { near, far: nodes.map((node) => ({ what: node.what, text: textOf(node, names) })) };
}

const isCompared = (line: DumpLine): boolean => line.side === 'actimo' || 'metadata' in line || !isLeftOutRow(line.table, line.columns);

function toNode(line: DumpLine): Node {
  if (line.side === 'actimo') return { what: `actimo ${line.object} ${line.key}`, pieces: [JSON.stringify(line)], defines: undefined };
  if ('metadata' in line) {
    const text = sorted({ ...line, definition: withoutLeftOut(line.definition) });
    return { what: `dataverse metadata ${line.metadata} ${line.name}`, pieces: piecesOf(text), defines: undefined };
  }
  const text = sorted({ ...line, columns: withoutLeftOut(line.columns) });
  const serverMade = serverMadeId.test(line.id);
  return {
    what: `dataverse ${line.table} ${line.id.replace(anyId, '(id made by the server)')}`,
    pieces: piecesOf(text),
    defines: serverMade ? line.id : undefined,
  };
}

function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  let from = 0;
  for (const match of text.matchAll(anyId)) {
    pieces.push(text.slice(from, match.index), match[0]);
    from = match.index + match[0].length;
  }
  pieces.push(text.slice(from));
  return pieces;
}

function textOf({ pieces }: Node, names: ReadonlyMap<string, string>): string {
  return pieces.map((piece, at) => (at % 2 === 0 ? piece : `#${names.get(piece)}`)).join('');
}

function difference(first: readonly Line[], second: readonly Line[]): Difference[] {
  const left = new Map<string, Line[]>();
  for (const line of first) push(left, line.text, line);
  const only: Difference[] = [];
  for (const line of second) {
    const same = left.get(line.text);
    if (same && same.length > 0) same.pop();
    else only.push({ only: 'second', what: line.what, line: line.text });
  }
  const rest = [...left.values()].flat().map((line): Difference => ({ only: 'first', what: line.what, line: line.text }));
  return [...rest, ...only].sort((a, b) => (a.what < b.what ? -1 : a.what > b.what ? 1 : a.only < b.only ? -1 : 1));
}

function sorted(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

function push<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

const usage =
  'usage: node dist/sandbox/check/compare.js FIRST SECOND\nCompares two dumps of the sandbox. Exit code 0: the same, 1: not, 2: could not be read.';

async function main(args: readonly string[]): Promise<number> {
  const [first, second] = args;
  if (args.includes('--help')) {
    console.log(usage);
    return 0;
  }
  if (first === undefined || second === undefined || args.length !== 2) {
    console.error(usage);
    return 2;
  }
  const differences = compareNodes(await readNodes(first), await readNodes(second));
  for (const { only, what, line } of differences) console.log(`${only === 'first' ? '-' : '+'} ${what}\n    ${line}`);
  console.log(differences.length === 0 ? 'The dumps are the same.' : `${differences.length} lines differ.`);
  return differences.length === 0 ? 0 : 1;
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  process.exitCode = await main(process.argv.slice(2)).catch((error: Error) => {
    console.error(sentenceOf(error));
    return 2;
  });
}
