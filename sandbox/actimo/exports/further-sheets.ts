import { automationsOf, integrationsOf, oneOnOneCount, oneOnOnes, pointRules } from '../content/automations.js';
import { firstSeededMessageId, kindOf, makeMessage, messageCount, publishedAt } from '../content/messages.js';
import type { Participation } from '../content/participation.js';
import { sendsOf } from '../content/sends.js';
import { seedEnd } from '../seed/times.js';
import type { ActimoStore } from '../store.js';
import { type Cell, deleted, moment, plain, type Sheet } from './sheet.js';

/** Exports of what the facts add to the twelve objects (docs/facts/actimo.md C.5): workspaces and who is in them, rules, connections, talks, sends and answers. */
export function furtherSheetNames({ world }: ActimoStore): string[] {
  const of = (end: string, fits: (index: number) => boolean): string[] =>
    Array.from({ length: messageCount(world) }, (_, index) => index)
      .filter(fits)
      .map((index) => `message_${firstSeededMessageId(world) + index}_${end}`);
  const isOut = (index: number): boolean => (publishedAt(world, index) ?? Number.POSITIVE_INFINITY) <= seedEnd;
  return [...Object.keys(sheets), ...of('sends', isOut), ...of('answers', (index) => /survey/i.test(kindOf(index)))];
}

/** The sheet of one of these names, which must be one. */
export function furtherSheet(store: ActimoStore, participation: Participation, name: string): Sheet {
  const index = Number(/^message_(\d+)_/.exec(name)?.[1]) - firstSeededMessageId(store.world);
  if (name.endsWith('_sends')) return sends(store, participation, index, name);
  if (name.endsWith('_answers')) return answers(store, participation, index, name);
  return { name, ...(sheets[name] as (store: ActimoStore) => Omit<Sheet, 'name'>)(store) };
}

const yesNo = (value: boolean | null): Cell => (value === null ? null : value ? 'Ja' : 'Nej');
const words = (value: unknown): string => JSON.stringify(value);

const sheets: Readonly<Record<string, (store: ActimoStore) => Omit<Sheet, 'name'>>> = {
  workspaces,
  memberships,
  one_on_ones: talks,
  automations: (store) => ({
    columns: ['Navn', 'Udløser', 'Regler', 'Handlinger', 'Aktiv'],
    rows: automationsOf(store).map(({ name, trigger, rules, actions, enabled }) => [
      name as string,
      words(trigger),
      words(rules),
      words(actions),
      yesNo(enabled as boolean),
    ]),
  }),
  points: () => ({
    columns: ['Art', 'Navn', 'Felt', 'Fra point', 'Værdi'],
    rows: pointRules.flatMap(({ kind, name, field, levels = [{}] }): Cell[][] =>
      (levels as { from_points?: number; value?: string }[]).map(({ from_points, value }) => [
        kind === 'level' ? 'Niveau' : 'Kategori',
        name as string,
        (field as string | undefined) ?? null,
        from_points ?? null,
        value ?? null,
      ]),
    ),
  }),
  integrations: (store) => ({
    columns: ['Navn', 'Art', 'Indstillinger'],
    rows: integrationsOf(store).map(({ name, kind, settings }) => [name as string, kind as string, words(settings)]),
  }),
};

/** A line for each place of a workspace, and one for a workspace without any. */
function workspaces(store: ActimoStore): Omit<Sheet, 'name'> {
  const columns = ['Workspace', 'Domæne', 'Beskrivelse', 'Tags', 'Sprog', 'Oprettet', 'Kontakter'];
  const places = ['Lokation', 'Adresse', 'Adresse 2', 'Postnr.', 'By', 'Land', 'Hovedlokation'];
  const rows = store.workspaceIds().flatMap((id) => {
    const workspace = store.workspace(id);
    if (!workspace) return [];
    const { name, domain, description, tags, language, created_at, contact_count, locations } = workspace;
    const head = [name, domain, description, tags.join(', '), language, moment(created_at), contact_count];
    if (locations.length === 0) return [[...head, ...places.map(() => null)]];
    return locations.map(({ name: place, address, primary }) => [
      ...head,
      ...[place, address.line_1, address.line_2, address.zip, address.city, address.country, yesNo(primary)],
    ]);
  });
  return { columns: [...columns, ...places], rows };
}

function memberships(store: ActimoStore): Omit<Sheet, 'name'> {
  const rows = store.workspaceIds().flatMap((place) =>
    store.memberships.idsIn(place).flatMap((id) => {
      const row = store.memberships.at(place, id);
      const person = store.contact(id);
      if (!row) return [];
      const who = [person?.name ?? deleted, plain(person?.email), row.role, yesNo(row.primary)];
      return [[store.workspace(place)?.name ?? null, ...who, moment(row.added_at), moment(row.removed_at)]];
    }),
  );
  return { columns: ['Workspace', 'Navn', 'E-mail', 'Rolle', 'Primær', 'Tilføjet', 'Fjernet'], rows };
}

function talks(store: ActimoStore): Omit<Sheet, 'name'> {
  const rows = Array.from({ length: oneOnOneCount(store) }, (_, index) => {
    const talk = oneOnOnes(store, index);
    const [manager, person] = [talk.manager_id, talk.contact_id].map((id) => store.contact(id));
    return [
      ...[manager?.name ?? deleted, plain(manager?.email), person?.name ?? deleted, plain(person?.email)],
      ...[moment(talk.starts_at), moment(talk.ends_at), talk.title, talk.notes, talk.status],
    ];
  });
  return { columns: ['Leder', 'Leder (e-mail)', 'Medarbejder', 'E-mail', 'Start', 'Slut', 'Emne', 'Noter', 'Status'], rows };
}

function sends(store: ActimoStore, participation: Participation, index: number, name: string): Sheet {
  const rows = sendsOf(store, participation, index).map(({ contact_id, channel, sent_at, subject, text, status }) => {
    const person = store.contact(contact_id);
    const who = [person?.name ?? deleted, plain(person?.email), plain(person?.msisdn)];
    return [...who, channel, moment(sent_at), subject, text, status];
  });
  return { name, columns: ['Navn', 'E-mail', 'Mobil', 'Kanal', 'Sendt', 'Emne', 'Tekst', 'Status'], rows };
}

/** Whose answer it is stays empty where statistics are anonymous. A file is told by its name. */
function answers(store: ActimoStore, participation: Participation, index: number, name: string): Sheet {
  const questions = new Map(makeMessage(store.world, index).modules.map((module) => [module.id, module.question as string]));
  const rows = participation.answers(index).map(({ module_id, type, contact_id, value, file, answered_at }) => {
    const person = contact_id === null ? undefined : store.contact(contact_id as number);
    const who = contact_id === null ? [null, null] : [person?.name ?? deleted, plain(person?.email)];
    const file_name = (file as { file_name?: string } | undefined)?.file_name ?? null;
    return [...who, questions.get(module_id as number) ?? null, type as string, value as Cell, file_name, moment(answered_at as string)];
  });
  return { name, columns: ['Navn', 'E-mail', 'Spørgsmål', 'Art', 'Svar', 'Fil', 'Besvaret'], rows };
}
