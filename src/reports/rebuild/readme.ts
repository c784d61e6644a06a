import { type ObjectName, objectLabels, objectNames } from '../../domain/index.js';
import { count, plural } from '../format.js';
import type { MigrationFacts } from '../inputs.js';

/** What the package says about itself, in words for someone who has never seen this program. */
export const readme = (
  migration: MigrationFacts,
  rows: Readonly<Partial<Record<ObjectName, number>>>,
  documents: readonly string[],
  earlier: boolean,
): string => `# Rebuild package of the migration "${migration.name}"

What is needed to understand this migration later, to repeat it, or to build upon it, without the program's own database${migration.client ? `.\nActimo client: ${migration.client.id} (${migration.client.name})` : ''}.

It holds personal data (ids that name people, and values in the documents): keep it where only those who need it can read it.

| file | what it is |
| --- | --- |
| \`mapping.yaml\` | Where every field of Actimo went, and every choice made. As the mapping file of a new migration it repeats this one. |
| \`schema.json\` | The tables, columns, look-ups, keys and connection roles that were added to Dynamics. |
| \`id-map.csv\` | For each row in Dynamics: which record of Actimo it came from. ${
  objectNames
    .filter((name) => rows[name] !== undefined)
    .map((name) => plural(rows[name] ?? 0, `row of ${objectLabels[name]}`, `rows of ${objectLabels[name]}`))
    .join(', ') || 'No rows'
}. |
${earlier ? '| `earlier-values.jsonl` | One line of JSON per row that was there before: what its columns held before the migration wrote them. |\n' : ''}| \`documents/\` | What people read and decided on: ${documents.length > 0 ? documents.join(', ') : 'none'}. Each as a page (\`.html\`) and as the canonical JSON that its approval code is made from (\`.document.json\`). |
| \`sha256sums.txt\` | Checksums of all files here: \`sha256sum -c sha256sums.txt\`. |

## The id map

UTF-8, comma separated, quoted as in RFC 4180, one header line. A cell that a spreadsheet would take for a formula begins with an apostrophe.

| column | what it is |
| --- | --- |
| \`object\` | ${objectNames.map((name) => `\`${name}\``).join(', ')} |
| \`actimo_id\` | Its key in Actimo; of a membership \`<workspace>:<contact>\`. |
| \`part\` | \`main\`, or which further part of the record the row is, e.g. one of several locations. |
| \`table\` | The table in Dataverse, by logical name. |
| \`row_id\` | The row's GUID. |
| \`origin\` | \`created\`: the migration made the row. \`existed\`: it was there before and was matched. |

Several records can share one row (people who were in Actimo twice), and one record can have several rows.

## To repeat the migration

1. \`init\` a new migration, put \`mapping.yaml\` in the place of its mapping file, then \`start\`. The ids of created rows are computed from the client, the table, the part and the record's key, so that a second migration of the same client finds the rows of the first and makes none twice.
2. The schema is found in place and left as it is; parts that are missing are made from the mapping.
3. Rows with origin \`existed\` are matched again by the keys in the mapping. \`id-map.csv\` says which they were.

## To find a person's row by hand

Look up the Actimo id in \`id-map.csv\` and open \`<organisation>/main.aspx?etn=<table>&id=<row_id>&pagetype=entityrecord\`.

Rows in the id map: ${count(Object.values(rows).reduce((sum, number) => sum + number, 0))}.
`;
