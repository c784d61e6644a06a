/** The first name that an object in this JSON has twice; null when there is none. The text is known to be JSON. */
export function repeatedName(text: string): string | null {
  const objects: (Set<string> | null)[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charCodeAt(at);
    if (letter === 123) objects.push(new Set());
    else if (letter === 91) objects.push(null);
    else if (letter === 125 || letter === 93) objects.pop();
    else if (letter === 34) {
      const end = endOfText(text, at);
      const names = objects[objects.length - 1];
      if (names != null && isName(text, end)) {
        const raw = text.slice(at, end);
        const name = raw.includes('\\') ? String(JSON.parse(raw)) : raw.slice(1, -1);
        if (names.has(name)) return name;
        names.add(name);
      }
      at = end - 1;
    }
  }
  return null;
}

/** Behind the closing quote of the text that begins here. */
function endOfText(text: string, from: number): number {
  let at = from + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    let slashes = 0;
    while (text.charCodeAt(quote - 1 - slashes) === 92) slashes += 1;
    if (slashes % 2 === 0) return quote + 1;
    at = quote + 1;
  }
}

/** Only the names of an object have a colon behind them. */
function isName(text: string, end: number): boolean {
  let at = end;
  while (text.charCodeAt(at) <= 32) at += 1;
  return text.charCodeAt(at) === 58;
}
