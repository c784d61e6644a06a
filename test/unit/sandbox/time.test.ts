import { afterEach, describe, expect, it } from '@jest/globals';
import { Agenda, Clock, wrongWhen } from '../../../sandbox/time/index.js';

const soon = () => new Promise((resolve) => setTimeout(resolve, 40));
const open: Agenda[] = [];
afterEach(() => {
  for (const agenda of open.splice(0)) agenda.clear();
});
const agendaOf = (clock: Clock, written: () => number = () => 0): Agenda => {
  const agenda = new Agenda(clock, written);
  open.push(agenda);
  return agenda;
};

describe('the clock', () => {
  it('brings on what lies between when it is put forward, in order', async () => {
    const clock = new Clock();
    const done: string[] = [];
    clock.after(60_000, () => done.push('minute'));
    clock.after(1_000, () => done.push('second'));
    clock.after(3_600_000, () => done.push('hour'));
    clock.advance(120_000);
    await soon();
    expect(done).toEqual(['second', 'minute']);
    clock.set(clock.now() + 3_600_000);
    await soon();
    expect(done).toEqual(['second', 'minute', 'hour']);
  });

  it('lets who waits wait as long as before when it is put back', async () => {
    const clock = new Clock();
    const done: string[] = [];
    clock.after(50_000, () => done.push('done'));
    clock.set(Date.parse('2001-01-01'));
    clock.advance(49_000);
    await soon();
    expect(done).toEqual([]);
    clock.advance(1_000);
    await soon();
    expect(done).toEqual(['done']);
  });

  it('passes faster when it is sped up, and tells clients the seconds of their own clock', async () => {
    const clock = new Clock();
    clock.speed = 10_000;
    const from = clock.now();
    await clock.sleep(100_000);
    expect(clock.now() - from).toBeGreaterThanOrEqual(100_000);
    expect([clock.secondsToWait(250_000), clock.secondsToWait(25_000_000)]).toEqual([1, 3]);
    expect(() => {
      clock.speed = 0;
    }).toThrow(RangeError);
  });

  it('forgets what is called off', async () => {
    const clock = new Clock();
    const done: string[] = [];
    clock.after(1_000, () => done.push('done'))();
    clock.advance(5_000);
    await soon();
    expect(done).toEqual([]);
  });

  it('is written as whole seconds of UTC', () => {
    const clock = new Clock();
    clock.set(Date.parse('2026-03-01T10:00:00.700Z'));
    expect(clock.text()).toBe('2026-03-01T10:00:00Z');
  });
});

describe('the agenda', () => {
  it('waits for a milestone, then for a while, then again and again, so many times', async () => {
    const clock = new Clock();
    let written = 0;
    const agenda = agendaOf(clock, () => written);
    const done: number[] = [];
    agenda.add({ contactsWritten: 5, afterMs: 1_000, everyMs: 60_000, times: 3 }, (nth) => done.push(nth));
    agenda.beat();
    clock.advance(5_000);
    await soon();
    expect(done).toEqual([]);
    written = 5;
    agenda.beat();
    for (const wait of [1_000, 60_000, 60_000, 60_000]) {
      clock.advance(wait);
      await soon();
    }
    expect([done, agenda.waiting]).toEqual([[0, 1, 2], 0]);
  });

  it('does at once what waits for a milestone alone', () => {
    let written = 0;
    const agenda = agendaOf(new Clock(), () => written);
    const done: number[] = [];
    agenda.add({ contactsWritten: 1 }, (nth) => done.push(nth));
    written = 1;
    agenda.beat();
    expect([done, agenda.waiting]).toEqual([[0], 0]);
  });

  it.each([
    [undefined, /object/],
    [[], /object/],
    [{}, /needs/],
    [{ contactsWritten: -1 }, /from 0/],
    [{ everyMs: 0 }, /from 1/],
    [{ times: 2 }, /needs/],
    [{ afterMs: 5, times: 2 }, /everyMs/],
    [{ tomorrow: 1 }, /no tomorrow/],
  ])('is refused %j as a time', (when, words) => {
    expect(wrongWhen(when)).toMatch(words);
  });
});
