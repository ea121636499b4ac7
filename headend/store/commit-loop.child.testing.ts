/**
 * A process for tests to kill: commits without end and says what was acknowledged, a line each:
 * `accepted NUMBER`, `reserved FIRST`. Arguments: a directory, and the address of a server or nothing.
 */
import { writeSync } from 'node:fs';
import { openStore } from './open.ts';
import { newRequest, template } from './store.testing.ts';

const [directory = '', url] = process.argv.slice(2);
const place = url === undefined ? { template: await template() } : { url };
const store = await openStore({ ...place, directory, nowMillis: Date.now });
const WRITERS = 20;
/** Numbers of requests no earlier process has used. */
let next = Number(await store.reserveCounter('requests', 1_000_000));

async function accept(): Promise<void> {
  for (;;) {
    const number = next++;
    const { requestId } = newRequest(number);
    const audit = [{ atMillis: Date.now(), step: 'accepted', requestId }] as const;
    await store.commit({ kind: 'accept', request: newRequest(number), audit });
    writeSync(1, `accepted ${number}\n`);
  }
}

async function reserve(): Promise<void> {
  for (;;) writeSync(1, `reserved ${await store.reserveCounter('commands', 10)}\n`);
}

await Promise.all([reserve(), ...Array.from({ length: WRITERS }, accept)]);
