import { Random, streams } from './random.js';

/**
 * The people who are not like the others (docs/facts/actimo.md C.4). They come once in every block of 300 people, at seeded places, so that each case
 * grows with the client. A smaller client has the first of them, as many as leave the share of people whom a careful migration must ask about near 4 %.
 */
export const cases = [
  { name: 'noEmail', people: 1, asks: 1 },
  { name: 'employedTwice', people: 2, asks: 0 }, // same employee number, same name, two e-mail addresses
  { name: 'managerLoop', people: 2, asks: 0 },
  { name: 'managerMissing', people: 1, asks: 0 },
  { name: 'leadingZeros', people: 1, asks: 0 },
  { name: 'inactive', people: 1, asks: 0 },
  { name: 'noEmailEither', people: 1, asks: 1 },
  { name: 'longTitle', people: 1, asks: 1 },
  { name: 'sharedMailbox', people: 2, asks: 2 }, // one address, two names
  { name: 'plusOrNot', people: 2, asks: 0 }, // one person, one number with and without '+'
  { name: 'sharedPhone', people: 2, asks: 0 }, // two people, one number with and without '+'
  { name: 'badPhone', people: 1, asks: 1 },
  { name: 'badEmail', people: 1, asks: 1 },
  { name: 'emoji', people: 1, asks: 0 },
  { name: 'rightToLeft', people: 1, asks: 0 },
  { name: 'sameMail', people: 2, asks: 0 }, // one person, one address in two spellings, second record without a number
  { name: 'tagWithComma', people: 1, asks: 0 },
  { name: 'ownManager', people: 1, asks: 0 },
  { name: 'longFirstName', people: 1, asks: 1 },
  { name: 'longDepartment', people: 1, asks: 1 },
  { name: 'optedOut', people: 1, asks: 0 },
  { name: 'noWorkspace', people: 1, asks: 0 },
  { name: 'onlyEnded', people: 1, asks: 0 },
  { name: 'twoPrimaries', people: 1, asks: 0 },
  { name: 'movedWorkspace', people: 1, asks: 0 },
] as const;

export type CaseName = (typeof cases)[number]['name'];

/** Somebody's case: which one, which part of it, and the indexes of all who are in it, part 0 first. */
export interface Cast {
  readonly name: CaseName;
  readonly part: number;
  readonly people: readonly number[];
}

const blockSize = 300;
/** A client of fewer people than this has room for few cases, so those that the facts name come first. */
const tiny = 30;
const firstOfTiny: readonly CaseName[] = ['noEmail', 'plusOrNot', 'managerLoop', 'managerMissing', 'leadingZeros'];
const casesOfTiny = [...cases].sort((a, b) => rankInTiny(a.name) - rankInTiny(b.name));

function rankInTiny(name: CaseName): number {
  const at = firstOfTiny.indexOf(name);
  return at < 0 ? firstOfTiny.length : at;
}

const askShare = 0.04;
const caseShare = 0.4;

/** Answers for any index who is which case. Keeps the cast of the block that was asked for last. */
export function createCasting(seed: number, users: number): (index: number) => Cast | undefined {
  let lastBlock = -1;
  let cast = new Map<number, Cast>();
  return (index) => {
    if (index >= users) return undefined;
    const block = Math.floor(index / blockSize);
    if (block !== lastBlock) {
      cast = castBlock(seed, block, Math.min(blockSize, users - block * blockSize));
      lastBlock = block;
    }
    return cast.get(index);
  };
}

function castBlock(seed: number, block: number, size: number): Map<number, Cast> {
  const cast = new Map<number, Cast>();
  if (block > 0 && size < blockSize) return cast;
  // The first tenth of the first block are the managers at the top: many people hang on them, so none of them is a case.
  const spared = block === 0 ? Math.ceil(size / 10) : 0;
  const places = new Random(seed, streams.cases, block).permutation(size - spared).map((place) => block * blockSize + spared + place);
  let asksLeft = Math.max(1, Math.round(size * askShare));
  let peopleLeft = Math.floor(size * caseShare);
  for (const { name, people: count, asks } of size < tiny ? casesOfTiny : cases) {
    if (asks > asksLeft || count > peopleLeft) continue;
    asksLeft -= asks;
    peopleLeft -= count;
    const people = places.splice(0, count);
    people.forEach((index, part) => {
      cast.set(index, { name, part, people });
    });
  }
  return cast;
}
