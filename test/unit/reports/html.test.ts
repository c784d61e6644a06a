import { createHash } from 'node:crypto';
import { buildScope, type Document, documentJson, groupedCode, renderHtml } from '../../../src/reports/index.js';
import { everyDocument, scopeInput } from './fixtures.js';

const hostile = `<script>alert(1)</script>"' onmouseover="alert(2)" <%= process.env.PATH %> &lt; <img src=x onerror=alert(3)> \`code\``;

/** Every text of a document made hostile, apart from the words that say of what kind a part is. */
function poisoned<Value>(value: Value): Value {
  if (typeof value === 'string') return `${value} ${hostile}` as Value;
  if (Array.isArray(value)) return value.map(poisoned) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      ['kind', 'severity', 'tone', 'gate', 'align'].includes(key) ? inner : poisoned(inner),
    ]),
  ) as Value;
}

const tags = (html: string) => [...html.matchAll(/<([a-z0-9]+)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*>/gi)];
const tagNames = (html: string) => [...new Set(tags(html).map(([, name]) => name))].sort();
const attributes = (html: string) =>
  [...new Set(tags(html).flatMap(([, , list = '']) => [...list.matchAll(/([a-z-]+)(?:="[^"]*")?/gi)].map(([, name]) => name)))].sort();

describe('the page of a document', () => {
  it('lets no value become markup, script or template', async () => {
    for (const document of await everyDocument()) {
      const [clean, attacked] = [renderHtml(document), renderHtml(poisoned(document))];
      expect(attacked).not.toContain('<script');
      expect(attacked).not.toContain('<img');
      expect(attacked).toContain('&lt;%= process.env.PATH %&gt;');
      // Text between backticks is set as code, which a clean page may not have had.
      expect(tagNames(attacked)).toEqual([...new Set([...tagNames(clean), 'code'])].sort());
      expect(attributes(attacked)).toEqual(attributes(clean));
    }
  });

  it('needs no network and allows no script, only its own style sheet', async () => {
    for (const document of await everyDocument()) {
      const html = renderHtml(document);
      const style = /<style>([\s\S]*?)<\/style>/.exec(html)?.[1] ?? '';
      expect(html).toContain(`style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`);
      expect(html).toContain("default-src 'none'");
      expect(html).not.toMatch(/\s(src|srcset|style|on[a-z]+)=/);
      expect([...html.matchAll(/href="([^"]*)"/g)].every(([, target = '']) => target.startsWith('#'))).toBe(true);
      expect(style).not.toMatch(/url\(|@import/);
    }
  });

  it('can be read by a screen reader: language, one heading of the first rank, headed tables, anchors that lead somewhere', async () => {
    for (const document of await everyDocument()) {
      const html = renderHtml(document);
      expect(html).toContain('<html lang="en">');
      expect(html.match(/<h1>/g)).toHaveLength(1);
      expect(html.match(/<main/g)).toHaveLength(1);
      expect(html.match(/<table>/g)?.length ?? 0).toBe(html.match(/<thead><tr><th scope="col"/g)?.length ?? 0);
      expect(html).not.toMatch(/<th[^>]*><\/th>/);
      const ids = new Set([...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id));
      for (const [, id] of html.matchAll(/(?:href="#|aria-labelledby=")([^"]*)"/g)) expect(ids).toContain(id);
      expect(html).not.toMatch(/undefined|\[object/);
    }
  });

  it('shows on page one what every answer causes, the code in groups, and the commands', () => {
    const document = buildScope(scopeInput);
    const { code } = documentJson(document);
    const html = renderHtml(document, { program: 'npx a2d' });
    const pageOne = html.slice(0, html.indexOf('<section'));
    for (const text of [document.decision?.yes, document.decision?.no, document.decision?.unanswered, document.decision?.undo])
      expect(pageOne).toContain(text);
    expect(pageOne).toContain(groupedCode(code));
    expect(pageOne).toContain(`npx a2d approve scope --code ${code}`);
    expect(pageOne).toContain('npx a2d reject scope --comment');
  });

  it('offers no command to approve what a finding blocks', () => {
    const html = renderHtml(buildScope({ ...scopeInput, warnings: [{ severity: 'blocks', text: 'No key.' }] }));
    expect(html).toContain('Not possible yet');
    expect(html).not.toContain('approve scope --code');
  });

  it('names characters that cannot be seen, so that unequal values do not look equal', async () => {
    const sample = (await everyDocument()).find(({ kind }) => kind === 'sample') as Document;
    expect(renderHtml(sample)).toContain('Ole⟨U+00A0⟩Bo');
    const turned = {
      ...sample,
      sections: [{ kind: 'facts' as const, title: 'x', facts: [{ label: 'x', value: { text: 'a\u202Eb\u200D👨', code: true } }] }],
    };
    expect(renderHtml(turned)).toContain('a⟨U+202E⟩b\u200D👨');
  });

  it('shows times, and until when the undo is possible, without their being part of the code', async () => {
    const summary = (await everyDocument()).find(({ kind }) => kind === 'summary') as Document;
    const html = renderHtml(summary);
    expect(html.slice(0, html.indexOf('<section'))).toContain('That is until 2026-10-05 14:03:07 UTC.');
    expect(html).toContain('2026-10-02 08:00:00 UTC');
    expect(html).toContain('Times are not part of the approval code.');
  });

  it('warns whoever holds a page with personal data', async () => {
    for (const document of await everyDocument()) expect(renderHtml(document).includes('holds personal data')).toBe(document.personalData);
  });
});
