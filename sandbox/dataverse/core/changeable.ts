import type { Settings } from './settings.js';

/** Settings that may change while the environment runs. */
export type ChangeableSettings = Pick<
  Settings,
  | 'latencyMs'
  | 'propagationMs'
  | 'customizationMs'
  | 'keyIndexMs'
  | 'deadlockChance'
  | 'countAgain'
  | 'servers'
  | 'limits'
  | 'searches'
  | 'entitlement'
  | 'cost'
>;

const numbers = ['latencyMs', 'propagationMs', 'customizationMs', 'keyIndexMs', 'deadlockChance', 'servers'] as const;
const flags = ['countAgain'] as const;
const groups = ['limits', 'searches', 'entitlement', 'cost'] as const;

export function changeable(settings: Settings): ChangeableSettings {
  return Object.fromEntries([...numbers, ...flags, ...groups].map((name) => [name, settings[name]])) as unknown as ChangeableSettings;
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0;

/** Changes what came from outside: numbers by name, members of a group in an object. Throws a RangeError with a sentence, and then nothing is changed. */
export function changeSettings(settings: Settings, changes: Readonly<Record<string, unknown>>): void {
  const next: Partial<Record<keyof ChangeableSettings, unknown>> = {};
  for (const [name, value] of Object.entries(changes)) {
    if (numbers.includes(name as never)) {
      if (!isNumber(value) || (name === 'servers' && !(Number.isInteger(value) && value > 0)))
        throw new RangeError(`${name} must be a ${name === 'servers' ? 'whole number from 1' : 'number from 0'}`);
      next[name as (typeof numbers)[number]] = value;
    } else if (flags.includes(name as never)) {
      if (typeof value !== 'boolean') throw new RangeError(`${name} must be true or false`);
      next[name as (typeof flags)[number]] = value;
    } else if (groups.includes(name as never)) {
      next[name as (typeof groups)[number]] = changedGroup(name, settings[name as (typeof groups)[number]], value);
    } else {
      throw new RangeError(`there is no setting ${name} that can be changed; there are ${[...numbers, ...flags, ...groups].join(', ')}`);
    }
  }
  Object.assign(settings, next);
}

function changedGroup(group: string, before: object, value: unknown): object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new RangeError(`${group} must be an object`);
  for (const [name, member] of Object.entries(value)) {
    const was: unknown = (before as Record<string, unknown>)[name];
    if (was === undefined) throw new RangeError(`${group} has no ${name}; there are ${Object.keys(before).join(', ')}`);
    if (typeof was === 'number' ? !isNumber(member) : typeof member !== typeof was)
      throw new RangeError(`${group}.${name} must be a ${typeof was === 'number' ? 'number from 0' : typeof was}`);
  }
  return { ...before, ...value };
}
