import { Random, streams } from '../seed/random.js';
import type { World } from '../seed/world.js';

/** A pulse in which fewer than this many answered shows nothing at all (docs/facts/actimo.md §7). */
const fewest = 3;
/** People under one manager; as in the seeded hierarchy. */
const span = 9;

interface PulseQuestion {
  readonly id: number;
  readonly text: string;
  readonly type: 'scale' | 'smiley';
  readonly scale: readonly [from: number, to: number];
}

export interface Pulse {
  readonly id: number;
  readonly name: string;
  readonly interval: 'weekly' | 'monthly' | 'quarterly';
  readonly status: 'running' | 'paused';
  readonly sections: readonly { readonly id: number; readonly name: string; readonly questions: readonly PulseQuestion[] }[];
}

/** One cell: a round, a question, the team of a manager. There is no respondent in it, and never was. */
export interface PulseCell {
  readonly round: number;
  readonly section_id: number;
  readonly question_id: number;
  readonly manager_id: number;
  readonly responses: number | null;
  readonly avg: number | null;
  readonly distribution: Readonly<Record<string, number>> | null;
  readonly suppressed: boolean;
}

const question = (id: number, text: string, type: PulseQuestion['type']): PulseQuestion => ({
  id,
  text,
  type,
  scale: type === 'smiley' ? [1, 5] : [1, 10],
});
const sections: Pulse['sections'] = [
  {
    id: 1,
    name: 'Trivsel',
    questions: [question(11, 'Hvor glad er du for dit arbejde?', 'smiley'), question(12, 'Har du tid nok?', 'scale')],
  },
  { id: 2, name: 'Ledelse', questions: [question(21, 'Min leder lytter', 'scale')] },
];

export const pulses: readonly Pulse[] = [
  { id: 31, name: 'Månedens puls', interval: 'monthly', status: 'running', sections },
  { id: 32, name: 'Kvartalets puls 🩺', interval: 'quarterly', status: 'paused', sections: sections.slice(0, 1) },
];

export const roundsOf = (pulse: Pulse): number => (pulse.interval === 'monthly' ? 6 : 3);

/** The cells of one round. The first team always has two answers and the second three: one side of the rule and the other. */
export function pulseCells(world: World, pulse: Pulse, round: number): PulseCell[] {
  const { users, seed } = world.options;
  const managers = Math.ceil((users - 1) / span);
  const cells: PulseCell[] = [];
  for (let manager = 0; manager < managers; manager++) {
    const team = Math.min(span, users - 1 - manager * span);
    for (const section of pulse.sections) {
      for (const asked of section.questions) {
        const random = new Random(seed + pulse.id * 1000 + round, streams.pulse, manager * 100 + asked.id);
        const drawn = Array.from({ length: team }, () => random.chance(0.7)).filter(Boolean).length;
        const responses = manager === 0 ? Math.min(team, 2) : manager === 1 ? Math.min(team, 3) : drawn;
        const [from, to] = asked.scale;
        const values = Array.from({ length: responses }, () => from + random.int(to - from + 1));
        const head = { round, section_id: section.id, question_id: asked.id, manager_id: world.firstContactId + manager };
        if (responses < fewest) {
          cells.push({ ...head, responses: null, avg: null, distribution: null, suppressed: true });
          continue;
        }
        const distribution: Record<string, number> = {};
        for (const value of values) distribution[value] = (distribution[value] ?? 0) + 1;
        const avg = Math.round((values.reduce((sum, value) => sum + value, 0) / responses) * 100) / 100;
        cells.push({ ...head, responses, avg, distribution, suppressed: false });
      }
    }
  }
  return cells;
}
