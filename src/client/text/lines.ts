/**
 * Breaks a paragraph at blanks into lines of at most `width` characters; later lines are indented, the first one as the text is. A word that is longer keeps
 * its line to itself.
 */
export function wrap(text: string, width: number, indent = ''): string[] {
  const lines: string[] = [];
  const first = /^ */.exec(text)?.[0] ?? '';
  let line = '';
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    if (line !== '' && lengthOf(line) + 1 + lengthOf(word) > width) {
      lines.push(line);
      line = indent + word;
    } else line = line === '' ? first + word : `${line} ${word}`;
  }
  if (line !== '') lines.push(line);
  return lines;
}

/** A text beside its label: later lines stand below the text. */
export function hanging(label: string, text: string, width: number): string[] {
  const [first = '', ...more] = wrap(text, Math.max(20, width - lengthOf(label)));
  return [label + first, ...more.map((line) => ' '.repeat(lengthOf(label)) + line)];
}

/** Characters as people count them: an emoji with its joiners is one. Wide ones are counted as one too. */
export const lengthOf = (text: string): number => [...segmenter.segment(text)].length;

const segmenter = new Intl.Segmenter();

/** Cuts a text that is too long and says so with an ellipsis. */
export function cut(text: string, width: number): string {
  if (lengthOf(text) <= width) return text;
  return `${[...segmenter.segment(text)]
    .slice(0, Math.max(0, width - 1))
    .map(({ segment }) => segment)
    .join('')}…`;
}
