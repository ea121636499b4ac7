import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { alertCodes } from '../../../protocol/alerts/device-alerts.ts';
import type { CborMap } from '../../../protocol/cbor/canonical.ts';
import { serviceNumber } from '../../../protocol/definition/service.ts';
import type { Body } from '../../../protocol/envelope/body.ts';
import { Pair } from '../../../protocol/envelope/pair.ts';
import { sealEncrypted, sealMac, sealSigned } from '../../../protocol/envelope/seal.ts';
import { disableSupply } from '../../../protocol/services/disable-supply.ts';
import { enableSupply } from '../../../protocol/services/enable-supply.ts';
import { services } from '../../../protocol/services/index.ts';
import { readSupplyStatus } from '../../../protocol/services/read-supply-status.ts';
import { sharedRefusals } from '../../../protocol/services/refusals.ts';
import { updatePaymentMode } from '../../../protocol/services/update-payment-mode.ts';
import {
  Bench,
  crypto,
  HEAD_END,
  headEndSecret,
  METER,
  START,
  SUPPLIER,
  strangerSecret,
  supplierSecret,
} from '../bench.testing.ts';
import { saidBy } from '../events/alerts.testing.ts';
import { executors } from '../services/index.ts';
import { signersOf } from './authority.ts';

const NO_CONTENT: CborMap = new Map();
const STRANGER = '90-B3-D5-1F-30-09-00-00';

/** The message gets no answer, is counted under the code, and leaves no trace in the state. */
function refuses(
  bench: Bench,
  code: string,
  message: Uint8Array,
  kind: 'command' | 'response' = 'command',
) {
  const before = bench.meter.state;
  const { operations } = bench.flash;
  const sent = bench.sent.length;
  const counted = bench.meter.refused.get(code as never) ?? 0;
  bench.meter.receive(kind, message);
  assert.is(bench.sent.length, sent, 'no answer');
  assert.is(bench.meter.state, before, 'nothing changed');
  assert.is(bench.flash.operations, operations, 'nothing written');
  assert.is(bench.meter.refused.get(code as never), counted + 1, code);
}

const body = (service: string, parts: Partial<Body> = {}): Body => ({
  originator: HEAD_END,
  recipient: METER,
  counter: 2000n,
  service: serviceNumber(service),
  content: NO_CONTENT,
  ...parts,
});

const criticality = suite('who must protect what');

for (const { service } of executors)
  criticality(
    `${service.reference} ${signersOf(service).length > 0 ? 'needs' : 'may not have'} a signature`,
    () => {
      const bench = new Bench();
      const { headEnd } = bench;
      const number = serviceNumber(service.reference);
      const plain = headEnd.mac({ service: number, content: NO_CONTENT });
      const [by] = signersOf(service);
      const signature = headEnd.signed(number, NO_CONTENT, {}, by);
      const signed = headEnd.inside(signature, { service: number });
      refuses(bench, 'ENVELOPE_PROTECTION', by ? plain : signed);
      refuses(bench, 'ENVELOPE_PROTECTION', headEnd.signed(number, NO_CONTENT));
      const sealed = { originator: HEAD_END, recipient: METER, counter: 9000n, service: number };
      refuses(bench, 'ENVELOPE_PROTECTION', sealEncrypted(headEnd.pair, 'command', sealed));
      const answer = bench.deliver(by ? signed : plain);
      assert.is(answer?.responseTo, by ? 1001n : 1000n);
      const expected = service.critical ? 'signed' : service.personal ? 'encrypted' : 'mac';
      assert.is(answer?.protection, expected);
    },
  );

criticality(
  'every service this meter does not have is refused as not supported, if well protected',
  () => {
    const has = new Set(executors.map(({ service }) => service.reference));
    let tried = 0;
    for (const service of services.filter(({ reference }) => !has.has(reference))) {
      const bench = new Bench();
      const number = serviceNumber(service.reference);
      const { headEnd } = bench;
      const answer = bench.deliver(
        signersOf(service).length > 0
          ? headEnd.inside(headEnd.signed(number, NO_CONTENT), { service: number })
          : headEnd.mac({ service: number, content: NO_CONTENT }),
      );
      assert.is(answer?.status, sharedRefusals.notSupported.code, service.reference);
      tried++;
    }
    assert.ok(tried >= 3);
  },
);

criticality('a number that is no service is refused as not supported', () => {
  const bench = new Bench();
  const answer = bench.deliver(bench.headEnd.mac({ service: 65_535, content: NO_CONTENT }));
  assert.is(answer?.status, sharedRefusals.notSupported.code);
  assert.is(answer?.protection, 'mac');
});

criticality('a signature for one service does not pass as another', () => {
  const bench = new Bench();
  const disable = serviceNumber('7.2');
  const signed = bench.headEnd.signed(disable, NO_CONTENT);
  refuses(
    bench,
    'ENVELOPE_PROTECTION',
    bench.headEnd.inside(signed, { service: serviceNumber('7.1') }),
  );
});

criticality('a signature around another signature is none', () => {
  const bench = new Bench();
  const number = serviceNumber('7.2');
  const signedCommand = bench.headEnd.signed(number, NO_CONTENT);
  const inner = body('7.2', { originator: SUPPLIER, counter: 9000n, signedCommand });
  const { content: _, ...twice } = inner;
  const outer = sealSigned(crypto, supplierSecret, 'command', twice);
  refuses(bench, 'ENVELOPE_PROTECTION', bench.headEnd.inside(outer, { service: number }));
});

criticality('arguments of another shape are answered, and change nothing', () => {
  const bench = new Bench();
  const answer = bench.deliver(
    bench.headEnd.mac({ service: serviceNumber('2.2'), content: NO_CONTENT }),
  );
  assert.is(answer?.status, sharedRefusals.argumentsRefused.code);
});
criticality.run();

const authenticity = suite('who is believed');

authenticity('nobody without the key of the head-end', () => {
  const bench = new Bench();
  const { agreementPublic } = bench.meter.record;
  const peer = { eui64: METER, agreementPublic };
  const impostor = new Pair(crypto, { eui64: HEAD_END, agreementSecret: strangerSecret }, peer);
  refuses(bench, 'ENVELOPE_AUTHENTICATION', sealMac(impostor, 'command', body('7.4')));
  const stranger = new Pair(crypto, { eui64: STRANGER, agreementSecret: strangerSecret }, peer);
  const said = body('7.4', { originator: STRANGER });
  refuses(bench, 'ENVELOPE_ORIGINATOR', sealMac(stranger, 'command', said));
});

authenticity('no signature but the one of the supplier of record', () => {
  const bench = new Bench();
  const service = serviceNumber('7.2');
  const inner = body('7.2', { originator: SUPPLIER });
  const forged = sealSigned(crypto, strangerSecret, 'command', inner);
  refuses(bench, 'ENVELOPE_AUTHENTICATION', bench.headEnd.inside(forged, { service }));
  const other = body('7.2', { originator: STRANGER });
  const foreign = sealSigned(crypto, strangerSecret, 'command', other);
  refuses(bench, 'ENVELOPE_ORIGINATOR', bench.headEnd.inside(foreign, { service }));
  const byHeadEnd = sealSigned(crypto, headEndSecret, 'command', body('7.2'));
  refuses(bench, 'ENVELOPE_ORIGINATOR', bench.headEnd.inside(byHeadEnd, { service }));
});

authenticity('nothing meant for another meter', () => {
  const bench = new Bench();
  const elsewhere = body('7.2', { originator: SUPPLIER, recipient: STRANGER });
  const signed = sealSigned(crypto, supplierSecret, 'command', elsewhere);
  const message = bench.headEnd.inside(signed, { service: serviceNumber('7.2') });
  // The recipient is bound into what is signed, so it does not even verify.
  refuses(bench, 'ENVELOPE_AUTHENTICATION', message);
  const { agreementPublic } = bench.meter.record;
  const other = new Pair(
    crypto,
    { eui64: HEAD_END, agreementSecret: headEndSecret },
    { eui64: STRANGER, agreementPublic },
  );
  const misdirected = sealMac(other, 'command', body('7.4', { recipient: STRANGER }));
  refuses(bench, 'ENVELOPE_AUTHENTICATION', misdirected);
});

authenticity('no answer thrown back as a command, no answer at all', () => {
  const bench = new Bench();
  bench.ask(readSupplyStatus, {});
  const own = bench.sent.at(-1)?.message ?? new Uint8Array();
  refuses(bench, 'ENVELOPE_ORIGINATOR', own);
  const response = sealMac(bench.headEnd.pair, 'response', body('7.4'));
  refuses(bench, 'ENVELOPE_AUTHENTICATION', response);
  refuses(bench, 'ENVELOPE_FORM', bench.headEnd.command(readSupplyStatus, {}), 'response');
});

authenticity('nothing longer than a command may be, however well protected', () => {
  const bench = new Bench();
  const content = new Map([[1, new Uint8Array(17_000)]]);
  refuses(bench, 'ENVELOPE_FORM', bench.headEnd.mac({ service: serviceNumber('7.4'), content }));
  refuses(bench, 'ENVELOPE_FORM', new Uint8Array());
});
authenticity.run();

const replay = suite('replay');

replay('a counter that is not greater is refused, before and after a power cut', () => {
  const bench = new Bench();
  const { headEnd } = bench;
  const old = headEnd.command(readSupplyStatus, {});
  const newer = headEnd.command(readSupplyStatus, {});
  assert.ok(bench.deliver(newer));
  refuses(bench, 'ENVELOPE_REPLAY', old);
  bench.reboot();
  refuses(bench, 'ENVELOPE_REPLAY', old);
  assert.ok(bench.deliver(newer), 'the last one again is a repetition, no replay');
  const twin = headEnd.mac({ service: serviceNumber('11.2'), content: NO_CONTENT, counter: 1001n });
  refuses(bench, 'ENVELOPE_REPLAY', twin);
});

replay(
  'a signature the supplier gave once is executed once, whatever the head-end wraps it in',
  () => {
    const bench = new Bench();
    const { headEnd } = bench;
    const service = serviceNumber('7.2');
    const signed = headEnd.signed(service, NO_CONTENT);
    assert.ok(bench.deliver(headEnd.inside(signed, { service })));
    assert.ok(bench.ask(enableSupply, {}));
    refuses(bench, 'ENVELOPE_REPLAY', headEnd.inside(signed, { service }));
    assert.is(bench.board.switchPosition, 'closed');
  },
);

replay('own counters are stored ahead of answers to repetitions too', () => {
  const bench = new Bench();
  const command = bench.headEnd.command(readSupplyStatus, {});
  let last = 0n;
  for (let n = 0; n < 2100; n++) last = bench.deliver(command)?.counter ?? 0n;
  bench.reboot();
  assert.ok((bench.deliver(command)?.counter ?? 0n) > last);
});

replay('no one command, of whoever holds the keys, uses up the counters', () => {
  const bench = new Bench();
  const { headEnd } = bench;
  const last = 2n ** 64n - 1n;
  const service = serviceNumber('7.4');
  refuses(bench, 'ENVELOPE_REPLAY', headEnd.mac({ service, content: NO_CONTENT, counter: last }));
  const disable = serviceNumber('7.2');
  const signed = headEnd.signed(disable, NO_CONTENT, { counter: last });
  refuses(bench, 'ENVELOPE_REPLAY', headEnd.inside(signed, { service: disable }));
  assert.ok(bench.ask(disableSupply, {}));
});

replay('own counters are never used twice, however often the power fails', () => {
  const bench = new Bench();
  const seen = new Set<bigint>();
  for (let boot = 0; boot < 20; boot++) {
    for (let n = 0; n < 3; n++) {
      const counter = bench.ask(readSupplyStatus, {})?.counter ?? 0n;
      assert.not.ok(seen.has(counter));
      seen.add(counter);
    }
    bench.reboot();
  }
  assert.is(seen.size, 60);
});
replay.run();

const throttle = suite('the security log');

throttle(
  '100,000 bad messages cost one entry and one alert a kind and half-hour, and no flash till then',
  () => {
    const bench = new Bench();
    const bad = bench.headEnd.command(disableSupply, {});
    bad[bad.length - 1] = (bad.at(-1) as number) ^ 1;
    const { operations } = bench.flash;
    for (let n = 0; n < 100_000; n++) bench.meter.receive('command', bad);
    assert.is(bench.flash.operations, operations);
    bench.meter.run(START + 1800);
    assert.equal(bench.alerts(), [alertCodes.trustedSourceAuthenticationFailed]);
    assert.is(bench.meter.state.logs.security, 1);
    const [alert] = bench.meter.state.alerts.pending;
    assert.equal(saidBy(alert), { counted: { count: 100_000 } });
  },
);

throttle('keyed-in nonsense is counted like it', () => {
  const bench = new Bench();
  bench.ask(updatePaymentMode, {
    mode: {
      prepayment: {
        suspendDebtDisabled: false,
        suspendDebtEmergency: false,
        disablementThreshold: 0,
      },
    },
  });
  const { operations } = bench.flash;
  for (let n = 0; n < 3; n++)
    assert.is(bench.meter.enterUtrn('12345678901234567890'), 'notAuthentic');
  assert.is(bench.flash.operations, operations);
  bench.meter.run(START + 1800);
  assert.ok(bench.alerts().includes(alertCodes.topUpNotAuthentic));
  assert.equal(saidBy(bench.meter.state.alerts.pending.at(-1)), { counted: { count: 3 } });
});
throttle.run();
