import { createHash } from 'node:crypto';
import { Eta } from 'eta';
import { documentJson, groupedCode } from '../canonical.js';
import { decisionCommands, isClean } from '../decision.js';
import type { Cell, Document, Tone } from '../document.js';
import { count } from '../format.js';
import { pageStyle as style } from './style.js';
import { templates } from './template.js';
import { visible } from './visible.js';

export interface RenderOptions {
  /** What the operator types to start this program; default `actimo-to-dynamics`. */
  readonly program?: string;
}

/** A document as one self-contained HTML page: no network, no script, everything escaped. */
export function renderHtml(document: Document, { program }: RenderOptions = {}): string {
  const { hash, code } = documentJson(document);
  return eta.render('@page', {
    document,
    hash,
    groupedCode: groupedCode(code),
    commands: document.decision && decisionCommands(document.decision.gate, code, program),
    blocked: document.findings.some(({ severity }) => severity === 'blocks'),
    clean: isClean(document.findings),
    marks,
    times: Object.entries(document.times ?? {}).map(([label, time]) => [label, readableTime(time)]),
    undoUntil: document.undoUntil && readableTime(document.undoUntil),
    cell: shownCell,
    style,
    styleHash,
  });
}

const eta = new Eta({ autoEscape: true, autoTrim: false });
for (const [name, template] of Object.entries(templates)) eta.loadTemplate(name, template);

/** The page allows this one style sheet and nothing else, so that a value that slipped through could still load and run nothing. */
const styleHash = `sha256-${createHash('sha256').update(style).digest('base64')}`;

const marks = {
  blocks: { style: 'blocks', word: 'Blocks a yes' },
  attention: { style: 'attention', word: 'Look at this' },
  note: { style: 'note-item', word: 'Good to know' },
} as const;

interface ShownCell {
  readonly text: string;
  readonly tone?: Tone;
  readonly code?: boolean;
}

function shownCell(value: Cell): ShownCell {
  if (value === null) return { text: '–', tone: 'quiet' };
  if (typeof value === 'number') return { text: count(value) };
  if (typeof value === 'boolean') return { text: value ? 'yes' : 'no' };
  if (typeof value === 'string') return { text: value };
  if (!value.code) return value;
  return value.text === '' ? { text: 'empty', tone: 'quiet' } : { ...value, text: visible(value.text) };
}

/** An instant as `2026-10-02 14:03:07 UTC`; any other text as it is. */
function readableTime(time: string): string {
  const [, day, clock] = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.\d+)?Z$/.exec(time) ?? [];
  return day && clock ? `${day} ${clock} UTC` : time;
}
