/** A fresh machine installs from package-lock.json alone: npm ci refuses one that leaves a package out. */
import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

type Locked = { readonly [group: string]: Readonly<Record<string, string>> | undefined };

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  packages: Readonly<Record<string, Locked>>;
};

const test = suite('package-lock.json');

test('names every package another one needs, also those for other kinds of machine', () => {
  const named = new Set(Object.keys(packages).map((path) => path.split('node_modules/').at(-1)));
  const missing = Object.values(packages)
    .flatMap(({ dependencies, optionalDependencies }) => [dependencies, optionalDependencies])
    .flatMap((needed) => Object.keys(needed ?? {}))
    .filter((name) => !named.has(name));
  assert.equal(missing, []);
  assert.ok(named.size > 100);
});

test.run();
