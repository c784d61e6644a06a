import { describe, expect, it } from '@jest/globals';
import { comparable } from '../../../src/actimo/signed-links.js';

describe('what counts of a record', () => {
  it.each([
    ['/media/contacts/7.png?expires=1700000000&signature=abc', '/media/contacts/7.png'],
    ['https://cdn.example/a/b.jpg?X-Amz-Date=20260101T000000Z&X-Amz-Expires=300&X-Amz-Signature=0a1b', 'https://cdn.example/a/b.jpg'],
    ['https://storage.example/x?X-Goog-Signature=0a&w=1', 'https://storage.example/x'],
    ['https://acc.blob.example/c/f.pdf?sv=2024-01-01&se=2026-01-01T00%3A00%3A00Z&sig=a%2Fb%3D', 'https://acc.blob.example/c/f.pdf'],
    ['https://d1.example/v.mp4?Expires=1&Signature=x~y&Key-Pair-Id=K', 'https://d1.example/v.mp4'],
  ])('is of the link %s only what stays the same', (link, stays) => {
    expect(comparable({ id: 7, image_url: link, content: [{ media: { url: link } }, 'text'] })).toEqual({
      id: 7,
      image_url: stays,
      content: [{ media: { url: stays } }, 'text'],
    });
  });

  it('is everything where nothing is signed, the very same record', () => {
    const body = {
      id: 7,
      image_url: '/media/7?size=large',
      text: 'Se https://a.example/x?signature=1 inden fredag',
      design: '/x?design=1',
      none: null,
      tags: ['a?sig=b', '?'],
      nested: { at: 1, ok: true },
    };
    expect(comparable(body)).toBe(body);
  });
});
