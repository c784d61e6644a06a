import { Random, streams } from '../seed/random.js';
import { day, iso, seedEnd } from '../seed/times.js';
import type { ActimoStore } from '../store.js';
import { firstAcademyId, makeAcademy } from './academies.js';
import { mediaId, mediaOf } from './media.js';
import { firstSeededMessageId, isTraining, kindOf, makeMessage, messageIndex, publishedAt, quizOf, workspaceIndexOf } from './messages.js';
import type { Academy, Recipient, Result } from './records.js';

/** What of a training decides how somebody does in it. */
interface Quiz {
  readonly id: number;
  readonly categories: readonly number[];
  readonly questions: ReturnType<typeof quizOf>;
  /** In per cent of the right answers. */
  readonly passing: number;
  readonly attempts: number;
}

/** What people did with messages and trainings. Everything follows from seed, message and person, so that nothing of it is kept but the trainings themselves. */
export class Participation {
  #quizzes = new Map<number, Quiz>();

  constructor(private readonly store: ActimoStore) {}

  /** Who was in the workspace when the message went out, people who left since included. The very first message went to everybody. */
  audience(index: number): number[] {
    const { world } = this.store;
    const at = publishedAt(world, index);
    if (at === null || at > seedEnd) return [];
    const when = iso(at);
    const everybody = index === 0;
    const crowd = everybody ? this.store.groupMemberships : this.store.memberships;
    const place = everybody ? world.firstGroupId : world.firstWorkspaceId + workspaceIndexOf(index);
    return crowd.idsIn(place).filter((id) => {
      const row = crowd.at(place, id);
      return row !== undefined && row.added_at <= when && (row.removed_at === null || row.removed_at > when);
    });
  }

  recipient(index: number, contactId: number): Recipient {
    const random = this.#of(streams.recipient, index, contactId);
    const at = publishedAt(this.store.world, index) ?? seedEnd;
    const notified = random.chance(0.85);
    const channel = random.weighted([
      ['push', 60],
      ['sms', 15],
      ['email', 25],
    ] as const);
    const bounced = random.chance(0.02);
    const opened = random.chance(0.72) && !bounced;
    const openedAfter = 60_000 + random.int(12 * 24 * 3600) * 1000;
    const inAcademy = kindOf(index) === 'training';
    return {
      contact_id: contactId,
      training_id: firstSeededMessageId(this.store.world) + index,
      academy_id: inAcademy ? firstAcademyId(this.store.world) + workspaceIndexOf(index) : null,
      source:
        index === 0
          ? 'group'
          : random.weighted([
              ['group', 60],
              ['contact', 25],
              ['department', 15],
            ] as const),
      published_at: iso(at),
      notified_at: notified ? iso(at + 30_000) : null,
      channel: notified ? channel : null,
      opened_at: opened ? iso(Math.min(seedEnd, at + openedAfter)) : null,
      bounced: notified && bounced,
    };
  }

  quizAt(index: number): Quiz {
    const known = this.#quizzes.get(index);
    if (known) return known;
    const message = makeMessage(this.store.world, index);
    const academy = this.academyOf(index);
    const retake = academy?.sections.flatMap(({ trainings }) => trainings).find(({ message_id }) => message_id === message.id)?.retake;
    const quiz: Quiz = {
      id: message.id,
      categories: message.categories.map(({ id }) => id),
      questions: quizOf(message),
      passing: academy?.passing_score ?? 80,
      attempts: retake?.allowed ? (retake.max ?? 3) : 1,
    };
    this.#quizzes.set(index, quiz);
    return quiz;
  }

  /** A person's attempts at a training, none when it was not opened or not begun. */
  results(index: number, contactId: number): Result[] {
    const { opened_at } = this.recipient(index, contactId);
    const random = this.#of(streams.answer, index, contactId);
    if (!isTraining(index) || opened_at === null || !random.chance(0.85)) return [];
    const { id: training_id, questions, passing, attempts } = this.quizAt(index);
    const results: Result[] = [];
    let started = Date.parse(opened_at) + random.int(600) * 1000;
    for (let attempt = 1; attempt <= attempts; attempt++) {
      const answers = questions.map(({ id, answers: options }) => {
        const correct = random.chance(0.6 + attempt * 0.15);
        const chosen = options.find((option) => option.correct === correct) ?? options[0];
        return { question_id: id, answer_ids: chosen ? [chosen.id] : [], correct: chosen?.correct ?? false };
      });
      const right = answers.filter(({ correct }) => correct).length;
      const score_pct = questions.length === 0 ? 100 : Math.round((right * 1000) / questions.length) / 10;
      const points = questions.reduce((sum, question, at) => sum + (answers[at]?.correct ? question.points : 0), 0);
      const finished = random.chance(0.95);
      const seconds = 40 + random.int(900);
      results.push({
        contact_id: contactId,
        training_id,
        attempt,
        started_at: iso(Math.min(seedEnd, started)),
        completed_at: finished ? iso(Math.min(seedEnd, started + seconds * 1000)) : null,
        score_pct,
        points: finished ? points : 0,
        passed: finished && score_pct >= passing,
        answers,
      });
      if ((finished && score_pct >= passing) || !random.chance(0.7)) break;
      started += day + random.int(86_400) * 1000;
    }
    return results;
  }

  /** The messages that a person can have got: those of the workspaces that they are or were in. */
  trainingsOf(contactId: number): number[] {
    const { world } = this.store;
    return this.store.memberships.of(contactId).flatMap((row) =>
      [1, 2, 3, 4, 5, 6]
        .map((nth) => messageIndex(row.workspace_id - world.firstWorkspaceId, nth))
        .filter((index) => {
          const at = publishedAt(world, index);
          return at !== null && row.added_at <= iso(at) && (row.removed_at === null || row.removed_at > iso(at));
        }),
    );
  }

  /** Answers to the questions of a survey message. Who answered is left out where statistics are anonymous. */
  answers(index: number): Record<string, unknown>[] {
    const { world } = this.store;
    const kind = kindOf(index);
    if (kind !== 'survey' && kind !== 'anonymousSurvey') return [];
    const message = makeMessage(world, index);
    const asked = message.modules.filter(({ type }) => ['survey', 'nps', 'slider', 'feedback', 'upload'].includes(type));
    return this.audience(index).flatMap((contactId) => {
      const { opened_at } = this.recipient(index, contactId);
      const random = this.#of(streams.answer, index, contactId);
      return asked.flatMap((module, nth) => {
        const answered = random.chance(0.6);
        const draw = random.next();
        if (opened_at === null || !answered) return [];
        return [
          {
            module_id: module.id,
            type: module.type,
            contact_id: message.anonymise_statistics ? null : contactId,
            ...answerValue(module.type, draw, mediaId(contactId * 100 + nth, 'upload')),
            answered_at: iso(Math.min(seedEnd, Date.parse(opened_at) + 60_000 * (nth + 1) + Math.floor(draw * 50_000))),
          },
        ];
      });
    });
  }

  academyOf(index: number): Academy | undefined {
    return kindOf(index) === 'training' ? makeAcademy(this.store.world, workspaceIndexOf(index)) : undefined;
  }

  #of(stream: number, index: number, contactId: number): Random {
    return new Random(Math.imul(this.store.world.options.seed + 1, 0x9e3779b1) + index, stream, contactId);
  }
}

function answerValue(type: string, draw: number, upload: number): { value: unknown; file?: unknown } {
  if (type === 'survey') return { value: ['Ja', 'Nej', 'Ved ikke 🤷'][Math.floor(draw * 3)] };
  if (type === 'nps') return { value: Math.floor(draw * 11) };
  if (type === 'slider') return { value: 1 + Math.floor(draw * 5) };
  if (type === 'feedback')
    return { value: ['Fint sted at være', 'Mere løn, tak 💸', 'Pause = for kort', 'שלום', ''][Math.floor(draw * 5)] };
  return { value: null, file: mediaOf(upload) };
}
