import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ManualTime } from '../../platform/manual-time.testing.ts';
import type { AuditEntry } from '../audit/entry.ts';
import { NOTES_PER_MINUTE, type Refusal, RefusalNotes } from './refusal-notes.ts';

const knock: Refusal = {
  code: 'TLS_REFUSED',
  channel: 'duis',
  reason: 'no certificate was shown',
  who: {},
};
const SUPPLIER = '90-B3-D5-1F-30-01-00-00';

function makeWorld() {
  const time = new ManualTime(1_800_000_000_000);
  const audit: AuditEntry[] = [];
  let counted = 0;
  const notes = new RefusalNotes(
    {
      store: {
        commit: async ({ audit: more }: never) => void audit.push(...(more as [])),
      } as never,
      clock: time,
      count: () => {
        counted += 1;
      },
      report: () => assert.unreachable(),
    },
    time,
  );
  return { time, audit, notes, counted: () => counted };
}

const test = suite('refusals at the door');

test('a flood is counted whole, and written down as a number', () => {
  const { time, audit, notes, counted } = makeWorld();
  for (let knocks = 0; knocks < 10_000; knocks++) notes.note(knock);
  assert.is(counted(), 10_000);
  assert.is(audit.length, NOTES_PER_MINUTE);
  time.advance(60_000);
  assert.is(audit.length, NOTES_PER_MINUTE + 1);
  const { step, detail } = audit.at(-1) as AuditEntry;
  assert.is(step, 'messageRefused');
  assert.is(detail?.['more'], 10_000 - NOTES_PER_MINUTE);
  notes.note(knock);
  assert.is(audit.length, NOTES_PER_MINUTE + 2);
});

test('whose certificate is a true one is written down beside a flood', () => {
  const { audit, notes } = makeWorld();
  for (let knocks = 0; knocks < 100; knocks++) notes.note(knock);
  notes.note({ ...knock, who: { party: SUPPLIER }, reason: 'the certificate is revoked' });
  assert.is(audit.at(-1)?.party, SUPPLIER);
});

test('many holders at once do not fill memory nor audit', () => {
  const { audit, notes } = makeWorld();
  for (let holder = 0; holder < 20_000; holder++)
    notes.note({ ...knock, who: { device: String(holder) } });
  assert.is(audit.length, 500 + NOTES_PER_MINUTE);
});

test('what is over when it stops is written down', () => {
  const { audit, notes } = makeWorld();
  for (let knocks = 0; knocks < 50; knocks++) notes.note(knock);
  notes.stop();
  assert.is(audit.at(-1)?.detail?.['more'], 50 - NOTES_PER_MINUTE);
});

test.run();
