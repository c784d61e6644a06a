import { firstAcademyId, makeAcademy } from '../content/academies.js';
import { firstSeededMessageId, isTraining, makeMessage, messageCount } from '../content/messages.js';
import type { Participation } from '../content/participation.js';
import { pulseCells, pulses, roundsOf } from '../content/pulses.js';
import { fieldDefinitions } from '../seed/custom-fields.js';
import type { ActimoStore } from '../store.js';
import { furtherSheet, furtherSheetNames } from './further-sheets.js';
import { deleted, moment, plain, type Sheet } from './sheet.js';

/** Names of all exports that there are. */
export function sheetNames(store: ActimoStore): string[] {
  const { world } = store;
  const messages = Array.from({ length: messageCount(world) }, (_, index) => `message_${firstSeededMessageId(world) + index}_report`);
  const academies = Array.from({ length: world.workspaces }, (_, index) => `academy_${firstAcademyId(world) + index}_report`);
  return ['contacts', 'groups', ...messages, ...academies, ...pulses.map(({ id }) => `pulse_${id}`), ...furtherSheetNames(store)];
}

/** The export of this name; `undefined` when there is none. */
export function sheetOf(store: ActimoStore, participation: Participation, name: string): Sheet | undefined {
  if (name === 'contacts') return contacts(store);
  if (name === 'groups') return groups(store);
  if (!sheetNames(store).includes(name)) return undefined;
  const [, kind, number] = /^(message|academy|pulse)_(\d{1,15})(?:_report)?$/.exec(name) ?? [];
  const id = Number(number);
  if (kind === 'message') return messageReport(store, participation, id - firstSeededMessageId(store.world), name);
  if (kind === 'academy') return academyReport(store, participation, id - firstAcademyId(store.world), name);
  return kind === 'pulse' ? pulseReport(store, id, name) : furtherSheet(store, participation, name);
}

function contacts(store: ActimoStore): Sheet {
  const columns = [
    ...[
      'Fornavn',
      'Efternavn',
      'E-mail',
      'Landekode',
      'Mobil',
      'Titel',
      'Afdeling',
      'Firma',
      'Adresse',
      'Postnr.',
      'By',
      'Land',
      'Medarbejdernr.',
      'Leder (e-mail)',
      'Oprettet',
    ],
    ...fieldDefinitions.map(({ label }) => label),
  ];
  const rows = [...store.contactIds()].flatMap((id) => {
    const person = store.contact(id);
    if (!person) return [];
    const manager = store.relationshipsOf(id).find(({ type }) => type === 'manager')?.contact_id;
    return [
      [
        person.first_name,
        person.last_name,
        plain(person.email),
        person.country_code,
        person.phone_number,
        person.title,
        person.department,
        person.company,
        plain(person.addr_line_1),
        person.addr_zip,
        person.addr_city,
        person.addr_country,
        person.employee_id,
        plain(manager === undefined ? null : store.contact(manager)?.email),
        moment(person.created_at),
        ...fieldDefinitions.map(({ key }) => person[key as `data${number}`] ?? null),
      ],
    ];
  });
  return { name: 'contacts', columns, rows };
}

function groups(store: ActimoStore): Sheet {
  const rows = store.groupIds().flatMap((groupId) =>
    store.groupMemberships.idsIn(groupId).flatMap((id) => {
      const row = store.groupMemberships.at(groupId, id);
      const person = store.contact(id);
      return row && person
        ? [[store.group(groupId)?.name ?? null, person.name, plain(person.email), moment(row.added_at), moment(row.removed_at)]]
        : [];
    }),
  );
  return { name: 'groups', columns: ['Gruppe', 'Navn', 'E-mail', 'Tilføjet', 'Fjernet'], rows };
}

/** The employee table of message analytics: its seven columns. */
function messageReport(store: ActimoStore, participation: Participation, index: number, name: string): Sheet {
  const rows = participation.audience(index).map((id) => {
    const { channel, opened_at, bounced } = participation.recipient(index, id);
    const person = store.contact(id);
    return [
      person?.name ?? deleted,
      bounced ? 'Bounced' : channel,
      moment(opened_at),
      opened_at === null ? null : (channel ?? 'Feed'),
      plain(person?.email),
      plain(person?.msisdn),
      person?.department ?? null,
    ];
  });
  return { name, columns: ['Name', 'Notification', 'Opened on', 'Traffic sources', 'Email', 'Mobile phone', 'Department'], rows };
}

function academyReport(store: ActimoStore, participation: Participation, index: number, name: string): Sheet {
  const { world } = store;
  const academy = makeAcademy(world, index);
  const rows = academy.sections
    .flatMap((section) =>
      section.trainings.map(({ message_id }) => ({ section: section.name, at: message_id - firstSeededMessageId(world) })),
    )
    .filter(({ at }) => isTraining(at))
    .flatMap(({ section, at }) => {
      const message = makeMessage(world, at);
      return participation.audience(at).flatMap((id) => {
        const last = participation.results(at, id).at(-1);
        const person = store.contact(id);
        return [
          [
            person?.name ?? deleted,
            plain(person?.email),
            section,
            message.name,
            last?.attempt ?? null,
            last?.score_pct ?? null,
            last ? (last.passed ? 'Bestået' : 'Ikke bestået') : 'Ikke begyndt',
            moment(last?.completed_at ?? null),
          ],
        ];
      });
    });
  return { name, columns: ['Navn', 'E-mail', 'Afsnit', 'Træning', 'Forsøg', 'Score %', 'Resultat', 'Gennemført'], rows };
}

function pulseReport(store: ActimoStore, id: number, name: string): Sheet | undefined {
  const pulse = pulses.find((candidate) => candidate.id === id);
  if (!pulse) return undefined;
  const questions = new Map(
    pulse.sections.flatMap((section) => section.questions.map((question) => [question.id, { section: section.name, text: question.text }])),
  );
  const rows = Array.from({ length: roundsOf(pulse) }, (_, nth) => nth + 1).flatMap((round) =>
    pulseCells(store.world, pulse, round).map((cell) => [
      round,
      questions.get(cell.question_id)?.section ?? null,
      questions.get(cell.question_id)?.text ?? null,
      store.contact(cell.manager_id)?.name ?? null,
      cell.suppressed ? 'For få svar' : cell.responses,
      cell.avg,
    ]),
  );
  return { name, columns: ['Runde', 'Sektion', 'Spørgsmål', 'Leder', 'Svar', 'Gennemsnit'], rows };
}
