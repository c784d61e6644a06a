import { wrongWhen } from '../../time/index.js';
import { readChange } from '../http/contact-input.js';
import type { EditRequest } from './desk.js';
import { EditError } from './edit.js';

type Fields = Readonly<Record<string, unknown>>;
type Check = (value: unknown) => boolean;

const whole: Check = (value) => Number.isInteger(value);
const flag: Check = (value) => typeof value === 'boolean';
const text: Check = (value) => typeof value === 'string';
const name: Check = (value) => typeof value === 'string' && value.trim() !== '';
const object: Check = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const moment: Check = (value) =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(value) && !Number.isNaN(Date.parse(value));
const shape =
  (members: Readonly<Record<string, Check>>): Check =>
  (value) =>
    object(value) &&
    Object.keys(value as Fields).length === Object.keys(members).length &&
    Object.entries(members).every(([member, check]) => check((value as Fields)[member]));

const address = shape({
  line_1: orNull(text),
  line_2: orNull(text),
  city: orNull(text),
  state: orNull(text),
  zip: orNull(text),
  country: orNull(text),
});

/** What can be edited, and what each member of an edit or of its `fields` must be; those with a star have to be there. */
const editors: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, Check>>>>>> = {
  user: {
    create: { 'fields*': object, manager: orNull(whole), workspaces: listOf(whole) },
    update: { 'id*': whole, fields: object, manager: orNull(whole) },
    delete: { 'id*': whole, anonymise: flag },
    restore: { 'id*': whole },
  },
  membership: {
    create: { 'workspace_id*': whole, 'contact_id*': whole, fields: object },
    update: { 'workspace_id*': whole, 'contact_id*': whole, fields: object },
    delete: { 'workspace_id*': whole, 'contact_id*': whole, erase: flag },
  },
  workspace: { update: { 'id*': whole, 'fields*': object } },
};
const fieldsOf: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  membership: {
    role: (value) => ['member', 'manager', 'editor', 'admin'].includes(value as string),
    primary: orNull(flag),
    removed_at: orNull(moment),
  },
  workspace: {
    name,
    language: name,
    domain: orNull(text),
    description: orNull(text),
    tags: listOf(text),
    locations: listOf(shape({ name, address, primary: orNull(flag) })),
  },
};

/** Reads a request that came from outside; throws EditError. */
export function readEdits(body: Fields): EditRequest {
  const { edits, random, when } = body;
  demandMembers('a request', body, { edits: () => true, random: () => true, when: () => true, client: whole });
  if (edits !== undefined && !Array.isArray(edits)) throw new EditError('edits must be a list');
  if (edits === undefined && !object(random)) throw new EditError('give edits (a list) or random ({seed, create, update, delete})');
  for (const edit of edits ?? []) demandEdit(edit);
  if (random !== undefined) demandRandom(random);
  const wrong = when === undefined ? undefined : wrongWhen(when);
  if (wrong) throw new EditError(wrong);
  return body as EditRequest;
}

function demandEdit(edit: unknown): void {
  if (!object(edit)) throw new EditError('an edit is an object with op and object');
  const { op, object: what, ...members } = edit as Fields;
  const ops = Object.hasOwn(editors, String(what)) ? editors[what as string] : undefined;
  if (!ops) throw new EditError(`object must be ${Object.keys(editors).join(', ')}`);
  const wanted = Object.hasOwn(ops, String(op)) ? ops[op as string] : undefined;
  if (!wanted) throw new EditError(`op of a ${what} must be ${Object.keys(ops).join(', ')}`);
  demandMembers(`the edit ${op} of a ${what}`, members, wanted);
  if (members.fields === undefined) return;
  const fields = fieldsOf[what as string];
  const change = fields ? undefined : readChange(members.fields as Fields);
  if (typeof change === 'string') throw new EditError(change);
  if (fields) demandMembers(`a ${what}`, members.fields as Fields, fields);
}

function demandRandom(random: unknown): void {
  if (!object(random) || !whole((random as Fields).seed)) throw new EditError('random needs a seed, a whole number');
  const count: Check = (value) => whole(value) && (value as number) >= 0 && (value as number) <= 100_000;
  demandMembers('random', random as Fields, { seed: whole, create: count, update: count, delete: count });
}

function demandMembers(of: string, given: Fields, wanted: Readonly<Record<string, Check>>): void {
  const names = Object.keys(wanted).map((key) => key.replace('*', ''));
  for (const [key, value] of Object.entries(given)) {
    const check = wanted[key] ?? wanted[`${key}*`];
    if (!names.includes(key) || !check) throw new EditError(`${of} has no ${key}; there are ${names.join(', ')}`);
    if (value !== undefined && !check(value)) throw new EditError(`${key} of ${of} has a value that it cannot have`);
  }
  const missing = Object.keys(wanted).find((key) => key.endsWith('*') && given[key.slice(0, -1)] === undefined);
  if (missing) throw new EditError(`${of} needs ${missing.slice(0, -1)}`);
}
