import type { Language } from '../seed/names.js';
import { Random, streams } from '../seed/random.js';
import { day, iso, seedEnd } from '../seed/times.js';
import type { World } from '../seed/world.js';
import { mediaId, mediaOf } from './media.js';
import type { Category, Message, Module } from './records.js';
import { texts } from './texts.js';

/**
 * Every workspace has the same twelve kinds of message, so the number of a message says what it is. Trainings are messages with a quiz; three and two of
 * them make up the two sections of the workspace's academy, one stands outside of any.
 */
export const messageKinds = [
  'news',
  'training', // section 1
  'training',
  'training',
  'training', // section 2
  'training',
  'quiz', // a training outside any academy
  'survey',
  'anonymousSurvey',
  'draft',
  'scheduled',
  'sent', // by SMS and e-mail as well
] as const;
export type MessageKind = (typeof messageKinds)[number];
const perWorkspace = messageKinds.length;

export const categories: readonly Category[] = [
  { id: 1, name: 'Nyheder 📣' },
  { id: 2, name: 'Sikkerhed' },
  { id: 3, name: 'Oplæring' },
  { id: 4, name: 'Socialt' },
];

export const messageCount = (world: World): number => world.workspaces * perWorkspace;
/** Seeded messages come before the one id that was seen in the real service; new ones after it. */
export const firstSeededMessageId = (world: World): number => 1_733_754 + world.client * messagesPerClient - messageCount(world);
/** Ids of messages that one of Actimo's customers may use up. */
export const messagesPerClient = 10_000_000;
export const kindOf = (index: number): MessageKind => messageKinds[index % perWorkspace] as MessageKind;
export const workspaceIndexOf = (index: number): number => Math.floor(index / perWorkspace);
export const isTraining = (index: number): boolean => kindOf(index) === 'training' || kindOf(index) === 'quiz';
export const messageIndex = (workspace: number, nth: number): number => workspace * perWorkspace + nth;

/** When it went out; `null` for a draft. A scheduled one goes out after the end of the seeded time. */
export function publishedAt(world: World, index: number): number | null {
  const random = new Random(world.options.seed, streams.message, index);
  const nth = index % perWorkspace;
  const hours = random.int(20 * 24);
  if (kindOf(index) === 'draft') return null;
  if (kindOf(index) === 'scheduled') return seedEnd + (3 * 24 + hours) * 3_600_000;
  return seedEnd - (20 + nth * 40) * day - hours * 3_600_000;
}

export function makeMessage(world: World, index: number): Message {
  const id = firstSeededMessageId(world) + index;
  const random = new Random(world.options.seed, streams.message, index);
  const at = publishedAt(world, index);
  random.int(20 * 24); // drawn for the time
  const workspace = world.workspace(workspaceIndexOf(index));
  const language = workspace.language as Language;
  const topic = random.pick(texts[language].topics);
  const kind = kindOf(index);
  const pages = pagesOf(random, kind, { id, language, opening: index === 0, domain: world.mailDomain });
  return {
    id,
    workspace_id: workspace.id,
    name: random.chance(0.05) ? `New message #${id}` : topic,
    language,
    // The feed shows other words than the message itself.
    headline: random.chance(0.4) ? `${topic} – læs mere` : random.chance(0.8) ? topic : null,
    preview_text: random.chance(0.7) ? `${topic} …` : null,
    feed_image_url: random.chance(0.6) ? mediaOf(mediaId(id, 'feedImage')).url : null,
    categories: categories.filter(({ name }) => (name === 'Oplæring' ? isTraining(index) : random.chance(0.3))),
    pages,
    modules: pages.flatMap(({ modules }) => modules),
    status: at === null ? 'draft' : at > seedEnd ? 'scheduled' : 'published',
    publish_at: at === null ? null : iso(at),
    public_link: random.chance(0.1) ? `https://actimo.example/p/${id.toString(36)}` : null,
    anonymise_statistics: kind === 'anonymousSurvey',
    created_at: iso((at ?? seedEnd - day) - (1 + random.int(5)) * day),
  };
}

/** The questions of a training with their right answers. */
export function quizOf(
  message: Message,
): readonly { readonly id: number; readonly points: number; readonly answers: readonly { id: number; correct: boolean }[] }[] {
  return message.modules.filter(({ type }) => type === 'quiz') as never;
}

function pagesOf(
  random: Random,
  kind: MessageKind,
  { id, language, opening, domain }: { id: number; language: Language; opening: boolean; domain: string },
): Message['pages'] {
  const { html, questions } = texts[language];
  let nth = 0;
  const module = (type: Module['type'], fields: Record<string, unknown>): Module => ({ id: id * 100 + nth++, type, ...fields });
  const first: Module[] = [module('text', { text: random.pick(html).replaceAll('nordlys.example', domain) })];
  if (random.chance(0.5)) first.push(module('image', { media: mediaOf(mediaId(id, 'image')), alt: '' }));
  if (random.chance(0.2)) first.push(module('buttongroup', { buttons: [{ label: 'Læs mere »', url: `https://${domain}/?q=æ&x=1` }] }));
  if (random.chance(0.15)) first.push(module('video', { url: 'https://www.youtube.com/watch?v=dQw4w9WgXcQ' }));
  // The first message of the client carries a long film; owners that are whole hundreds have those.
  const filmed = random.chance(0.1);
  if (opening) first.push(module('video', { media: mediaOf(mediaId(id - (id % 100), 'video')) }));
  else if (filmed) first.push(module('video', { media: mediaOf(mediaId(id, 'video')) }));
  if (random.chance(0.1)) first.push(module('audio', { media: mediaOf(mediaId(id, 'audio')) }));
  if (random.chance(0.2)) first.push(module('grid', { tiles: [{ label: 'Plan', media: mediaOf(mediaId(id, 'document')) }] }));
  const pages = [{ modules: first }];
  if (kind === 'training' || kind === 'quiz') {
    const asked = questions.slice(0, 2 + (id % Math.max(1, questions.length - 1)));
    pages.push({ modules: asked.map(([question, ...answers], at) => quiz(module, random, question, answers, at)) });
  }
  if (kind === 'survey' || kind === 'anonymousSurvey') {
    pages.push({
      modules: [
        module('survey', {
          question: questions[0]?.[0] ?? '',
          answers: ['Ja', 'Nej', 'Ved ikke 🤷'].map((text, at) => ({ id: at + 1, text })),
        }),
        module('nps', { question: 'Ville du anbefale os?' }),
        module('slider', { question: 'Hvordan går det?', min: 1, max: 5 }),
        module('feedback', { question: 'Sig det med egne ord', visibility: kind === 'survey' ? 'private' : 'anonymous' }),
        module('upload', { question: 'Vis os din arbejdsplads' }),
      ],
    });
  }
  if (kind === 'sent') {
    pages.push({
      modules: [
        module('confirm', { text: 'Jeg har læst det' }),
        module('feed', { category_id: 1, count: 5 }),
        module('form', { fields: ['first_name', 'last_name', 'email', 'data3'], button: 'Tilmeld 📝' }),
      ],
    });
  }
  return pages;
}

function quiz(
  module: (type: Module['type'], fields: Record<string, unknown>) => Module,
  random: Random,
  question: string,
  answers: readonly string[],
  at: number,
): Module {
  const right = random.int(answers.length);
  return module('quiz', {
    question,
    answers: answers.map((text, nth) => ({ id: at * 10 + nth + 1, text, correct: nth === right })),
    feedback: random.chance(0.5) ? 'Godt gået! 🎓' : null,
    points: 5 + 5 * random.int(3),
  });
}
