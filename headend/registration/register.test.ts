import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { registerInMemory, StorageInMemory } from './register.testing.ts';
import { Register } from './register.ts';
import type { MeteringPoint } from './registration.ts';

const SUPPLIER = '90-B3-D5-1F-30-01-00-00';
const NEXT = '90-B3-D5-1F-30-02-00-00';
const MPRN = '3938424401';
const pointOf = (mpxn: string, more: Partial<MeteringPoint> = {}): MeteringPoint => ({
  mpxn,
  fuel: 'gas',
  networkOperator: '90-B3-D5-1F-30-00-00-02',
  registrations: [{ supplier: SUPPLIER, effectiveFromUtcSeconds: 0 }],
  ...more,
});
const ended = {
  kind: 'registrationEnds',
  mpxn: MPRN,
  effectiveFromUtcSeconds: 0,
  effectiveToUtcSeconds: 9,
} as const;

/** Counts what is read, and lets a read wait with what it has found. */
class SlowStorage extends StorageInMemory {
  reads = 0;
  #waiting: (() => void)[] | undefined;

  hold(): () => void {
    const waiting: (() => void)[] = [];
    this.#waiting = waiting;
    return () => {
      this.#waiting = undefined;
      for (const go of waiting) go();
    };
  }

  override async findPoints(mpxns: readonly string[]): Promise<readonly MeteringPoint[]> {
    this.reads++;
    const found = await super.findPoints(mpxns);
    const waiting = this.#waiting;
    if (waiting) await new Promise<void>((go) => waiting.push(go));
    return found;
  }
}

const test = suite('the register');

test('a metering point that is neither held nor found is not said to be none', () => {
  assert.throws(() => registerInMemory().get(MPRN), /neither held nor found/);
});

test('one that was looked for in vain is none, until it is added', async () => {
  const register = registerInMemory();
  assert.is(await register.find(MPRN), undefined);
  assert.is(register.get(MPRN), undefined);
  await register.put(pointOf(MPRN));
  assert.is(register.get(MPRN)?.mpxn, MPRN);
});

test('what is found is read once, and the least recently used is forgotten first', async () => {
  const storage = new SlowStorage();
  const register = new Register(storage, 2);
  for (const mpxn of ['1', '2', '3']) storage.points.set(mpxn, pointOf(mpxn));
  for (const mpxn of ['1', '2', '1', '3', '1']) await register.find(mpxn);
  assert.is(storage.reads, 3);
  await register.find('2');
  assert.is(storage.reads, 4);
  assert.equal(register.counts, { resident: 0, cached: 2 });
});

test('what is held stays, however many others are found', async () => {
  const storage = new SlowStorage();
  storage.fitted = [MPRN, '7'];
  storage.points.set(MPRN, pointOf(MPRN));
  const register = new Register(storage, 1);
  await register.load();
  for (let number = 0; number < 5; number++) await register.find(String(100 + number));
  assert.is(register.get(MPRN)?.mpxn, MPRN);
  assert.is(register.get('7'), undefined);
  register.release(MPRN);
  await register.find('100');
  assert.throws(() => register.get(MPRN), /neither held nor found/);
});

test('a read that was under way when it changed is neither kept nor believed', async () => {
  const storage = new SlowStorage();
  storage.points.set(MPRN, pointOf(MPRN));
  const register = new Register(storage);
  const go = storage.hold();
  const reading = register.find(MPRN);
  await Promise.resolve();
  await storage.writeChanges([ended]);
  register.take(ended);
  go();
  assert.is((await reading)?.registrations[0]?.effectiveToUtcSeconds, 9);
  assert.is(register.get(MPRN)?.registrations[0]?.effectiveToUtcSeconds, 9);
  assert.is(storage.reads, 2);
});

test('a change that a read has seen already changes nothing more', async () => {
  const storage = new SlowStorage();
  storage.points.set(MPRN, pointOf(MPRN));
  const register = new Register(storage);
  const grant = { grantId: 4, party: NEXT, role: 'RSA' as const, effectiveFromUtcSeconds: 1 };
  const given = { kind: 'grantGiven', mpxn: MPRN, grant } as const;
  await storage.writeChanges([given]);
  await register.find(MPRN);
  register.take(given);
  assert.equal(register.get(MPRN)?.grants, [grant]);
});

test('a later statement of the operator ends, voids and begins without an overlap on the way', async () => {
  const register = registerInMemory();
  const first = { supplier: SUPPLIER, effectiveFromUtcSeconds: 0 };
  await register.put(pointOf(MPRN, { uprn: 7, registrations: [first] }));
  const registrations = [
    { ...first, effectiveToUtcSeconds: 100 },
    { supplier: NEXT, effectiveFromUtcSeconds: 100 },
  ];
  await register.put(pointOf(MPRN, { registrations }));
  assert.equal(register.get(MPRN), pointOf(MPRN, { registrations }));
  await register.put(pointOf(MPRN));
  assert.equal(register.get(MPRN), pointOf(MPRN));
});

test('grants that users gave outlive a statement of the operator; its own are those it states', async () => {
  const register = registerInMemory();
  const own = { party: NEXT, role: 'OU' as const, effectiveFromUtcSeconds: 1 };
  await register.put(pointOf(MPRN, { grants: [own, { ...own, grantId: 3 }] }));
  await register.put(pointOf(MPRN, { grants: [{ ...own, effectiveFromUtcSeconds: 2 }] }));
  assert.equal(register.get(MPRN)?.grants, [
    { ...own, grantId: 3 },
    { ...own, effectiveFromUtcSeconds: 2 },
  ]);
});

test.run();
