import { demand } from '../auth/privileges.js';
import type { Tokens } from '../auth/tokens.js';
import { DataverseFault } from '../core/errors.js';
import type { World } from '../core/world.js';
import { errorAnswer } from '../http/error-answer.js';
import type { ApiAnswer } from '../http/request.js';
import { imageType } from './image-type.js';
import { fullImageOf, thumbnailOf } from './stored.js';

export const downloadPage = '/Image/download.aspx';

/** The address in an image's `_url` column: its thumbnail, with `Full=true` the picture itself if it was kept (docs/facts/dataverse.md §7). */
export function answerDownload(
  world: World,
  tokens: Tokens,
  query: URLSearchParams,
  authorization: string | undefined,
  root: string,
): ApiAnswer {
  try {
    const user = tokens.userOf(authorization, root);
    const table = world.metadata.tables.get(query.get('Entity') ?? '');
    const column = table?.columns.get(query.get('Attribute') ?? '');
    if (table === undefined || column?.type !== 'Image') throw new DataverseFault(404, '0x80040217', 'The image does not exist.');
    demand(world, { user, behalfOf: null }, 'Read', table);
    const id = query.get('Id');
    const bytes = query.get('Full') === 'true' ? (fullImageOf(world, id)?.bytes ?? null) : thumbnailOf(world, id);
    if (bytes === null) return { status: 204, headers: {}, body: null };
    return { status: 200, headers: { 'Content-Type': imageType(bytes)?.mime ?? 'application/octet-stream' }, body: bytes };
  } catch (error) {
    return errorAnswer(error, { headers: {} });
  }
}
