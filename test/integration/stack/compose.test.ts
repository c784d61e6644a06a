import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { packageRoot } from '../../../src/domain/package-root.js';
import { searchAttributeNames } from '../../../src/stack/index.js';
import { awaitingApproval, migrationPhase } from '../../../src/workflows/search-attributes.js';

interface Service {
  readonly image: string;
  readonly environment?: Record<string, string>;
  readonly command?: string[];
  readonly ports?: string[];
}

const text = readFileSync(join(packageRoot(), 'docker-compose.yml'), 'utf8');
const { services } = parse(text, { merge: true }) as { services: Record<string, Service> };

test('the search attributes that workflows set are the ones that the embedded stack and the compose file register', () => {
  const set = [migrationPhase.name, awaitingApproval.name];
  expect([...searchAttributeNames]).toEqual(set);
  const registered = services['temporal-namespace']?.command?.join('\n').matchAll(/--name (\w+) --type Keyword/g) ?? [];
  expect([...registered].map(([, name]) => name)).toEqual(set);
});

test('every image is pinned, and the tools that shape Temporal’s databases have the server’s version', () => {
  for (const { image } of Object.values(services)) expect(image).toMatch(/^actimo-to-dynamics$|:\d/);
  const version = (name: string): string | undefined => services[name]?.image.split(':')[1];
  expect(version('temporal-schema')).toBe(version('temporal'));
  expect(version('temporal-namespace')).toBe(version('temporal'));
});

test('nothing is published beyond this machine, and no password is written down', () => {
  for (const { ports = [] } of Object.values(services)) for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  for (const { environment = {} } of Object.values(services)) {
    for (const [name, value] of Object.entries(environment)) {
      if (/PASSWORD|PWD|SECRET|KEYS/.test(name)) expect(value).toMatch(/^\$\{\w+:/);
    }
  }
});
