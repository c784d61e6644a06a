import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { type ContentHash, contentHash, type RowId, rowId } from '../src/domain/index.js';
import {
  beginChunk,
  createLedger,
  epoch,
  finishReadPass,
  type Ledger,
  planRows,
  settleChunk,
  startReadPass,
  storePage,
} from '../src/ledger/index.js';
import type { Figures } from './bench.js';
import { compare, type Way } from './compare.js';
import { personBody, personKey } from './people.js';
import { withPostgres } from './with-postgres.js';

export const name = 'ledger';
export const describe = "the ledger's pages and chunks against one statement per record, on the same Postgres, one connection each";

const records = 10_000;
const recordsOfPage = 1_000;
const rowsOfChunk = 500;

export async function run(): Promise<Figures> {
  return withPostgres(async (url) => {
    const ledger = await createLedger({ url, migration: 'bench', client: 'client-1', poolSize: 1 });
    const plain = new pg.Client({ connectionString: url });
    await plain.connect();
    try {
      await plain.query('create table plain_record (object text, key text, body jsonb, primary key (object, key))');
      await plain.query(
        'create table plain_journal (id uuid, pass text, desired bytea, outcome text, version text, sent_at timestamptz default now(), primary key (id, pass))',
      );
      const journal = await planned(ledger);
      const hashes = journal.map(({ desired }) => Buffer.from(desired, 'hex'));
      return {
        comparisons: [
          await compare('source records', { ours: pages(ledger), instead: insertEach(plain) }),
          await compare('source records', { ours: pages(ledger, 1_000_000), instead: insertEachByPage(plain) }),
          await compare('rows in the journal', { ours: chunks(ledger, journal), instead: journalEach(plain, journal, hashes) }),
        ],
      };
    } finally {
      await plain.end();
      await ledger.close();
    }
  });
}

/** New people in every round, as in a first read. */
const numbersOf = (round: number, from = 0): number[] => Array.from({ length: records }, (_, n) => from + round * records + n + 1);

function pages(ledger: Ledger, from = 0): Way {
  return {
    what: `pages of ${recordsOfPage}, hashed, compared with what was there`,
    async round(round) {
      const numbers = numbersOf(round, from);
      const pass = await startReadPass(ledger, 'user');
      for (let at = 0; at < records; at += recordsOfPage) {
        const rows = numbers.slice(at, at + recordsOfPage).map((number) => ({ key: personKey(number), body: personBody(number) }));
        await storePage(ledger, { object: 'user', pass, rows });
      }
      await finishReadPass(ledger, { object: 'user', pass, complete: true, undisturbed: true, secondCount: null });
      return records;
    },
  };
}

const insertRecord = `insert into plain_record (object, key, body) values ('user', $1, $2)
  on conflict (object, key) do update set body = excluded.body where plain_record.body is distinct from excluded.body`;

function insertEach(plain: pg.Client): Way {
  return {
    what: 'an insert each, each committed',
    async round(round) {
      for (const number of numbersOf(round)) await plain.query(insertRecord, [personKey(number), JSON.stringify(personBody(number))]);
      return records;
    },
  };
}

function insertEachByPage(plain: pg.Client): Way {
  return {
    what: `an insert each, ${recordsOfPage} to a transaction`,
    async round(round) {
      const numbers = numbersOf(round, 1_000_000);
      for (let at = 0; at < records; at += recordsOfPage) {
        await plain.query('begin');
        for (const number of numbers.slice(at, at + recordsOfPage))
          await plain.query(insertRecord, [personKey(number), JSON.stringify(personBody(number))]);
        await plain.query('commit');
      }
      return records;
    },
  };
}

interface JournalRow {
  readonly id: RowId;
  readonly desired: ContentHash;
}

/** Rows that a plan wants, so that there are facets for the journal to settle. */
async function planned(ledger: Ledger): Promise<JournalRow[]> {
  const rows = Array.from({ length: records }, (_, n) => ({
    key: personKey(n + 1),
    id: rowId(randomUUID()),
    desired: contentHash(ledger.hash(`{"n":${n}}`)),
  }));
  await planRows(ledger, {
    pass: 'full',
    rows: rows.map(({ key, id, desired }) => ({
      table: 'contact',
      id,
      object: 'user' as const,
      sourceKey: key,
      part: 'main',
      origin: 'created' as const,
      sample: false,
      facets: [{ facet: 'core' as const, desired, state: 'pending' as const }],
      contributions: [{ source: { object: 'user' as const, key }, columns: ['firstname', 'lastname'] }],
    })),
  });
  return rows.sort((a, b) => (a.id < b.id ? -1 : 1));
}

function chunks(ledger: Ledger, rows: readonly JournalRow[]): Way {
  return {
    what: `chunks of ${rowsOfChunk}, begun and settled, each row's state with them`,
    async round(round) {
      const current = await epoch(ledger);
      for (let at = 0; at < rows.length; at += rowsOfChunk) {
        const slice = rows.slice(at, at + rowsOfChunk);
        const chunk = await beginChunk(ledger, {
          epoch: current,
          pass: `round-${round}`,
          table: 'contact',
          facet: 'core',
          operation: 'update',
          rows: slice.map(({ id, desired }) => ({ id, desired, earlier: null })),
        });
        await settleChunk(
          ledger,
          chunk,
          slice.map(({ id }) => ({ id, outcome: 'verified' as const, version: `W/"${round}"` })),
        );
      }
      return rows.length;
    },
  };
}

function journalEach(plain: pg.Client, rows: readonly JournalRow[], hashes: readonly Buffer[]): Way {
  return {
    what: 'an insert before and an update after each row, each committed',
    async round(round) {
      for (const [at, { id }] of rows.entries()) {
        await plain.query('insert into plain_journal (id, pass, desired) values ($1, $2, $3)', [id, `round-${round}`, hashes[at]]);
        await plain.query("update plain_journal set outcome = 'verified', version = $3 where id = $1 and pass = $2", [
          id,
          `round-${round}`,
          `W/"${round}"`,
        ]);
      }
      return rows.length;
    },
  };
}
