/** A meter that is not known yet says who it is until a command comes, whatever power does meanwhile. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readAnnouncement } from '../../../protocol/announcement/announcement.ts';
import { openSigned } from '../../../protocol/envelope/open.ts';
import { readFirmwareVersion } from '../../../protocol/services/read-firmware-version.ts';
import { EmulatedBoard } from '../../board/emulated-board.ts';
import { EmulatedFlash } from '../../board/emulated-flash.ts';
import { seededRandom } from '../../board/seeded-random.ts';
import { ConstantLoad } from '../../board/simulated-load-curve.ts';
import { anchors, crypto, HEAD_END, identity, START, TestHeadEnd } from '../bench.testing.ts';
import { METER_FLASH, meterLayout } from '../layout.ts';
import { Meter } from '../meter.ts';
import { DEFAULT_SETTINGS, provision } from '../provision.ts';
import type { Identity } from '../state.ts';
import { STEADY_SECONDS } from '../supply/outage.ts';
import { ANNOUNCE_AGAIN_SECONDS } from './announce.ts';

const certificates = {
  signingCertificate: Uint8Array.of(1),
  agreementCertificate: Uint8Array.of(2),
  prepaymentCertificate: Uint8Array.of(3),
};

/** `sent`: the announcements, in their order. */
function bench(who: Identity = { ...identity, ...certificates }) {
  const sent: Uint8Array[] = [];
  const board = new EmulatedBoard({
    flash: new EmulatedFlash(METER_FLASH, meterLayout.blocks),
    crypto,
    sensor: new ConstantLoad(100),
    random: seededRandom(crypto, 'announcer'),
    network: {
      send: (kind, message) => {
        if (kind === 'alert' && readAnnouncement(message)) sent.push(message);
      },
    },
  });
  provision(board, START, who, anchors, DEFAULT_SETTINGS);
  return { sent, boot: (at: number) => new Meter(board, at) };
}
const counters = (sent: readonly Uint8Array[]) =>
  sent.map((message) => Number(readAnnouncement(message)?.counter));
const isRising = (numbers: readonly number[]) =>
  numbers.every((number, at) => at === 0 || number > (numbers[at - 1] as number));

const test = suite('a meter that is not known yet');

test('says who it is once power is steady, signed by itself, for its head-end', () => {
  const { sent, boot } = bench();
  const meter = boot(START);
  meter.run(START + STEADY_SECONDS - 1);
  assert.is(sent.length, 0);
  meter.run(START + STEADY_SECONDS);
  const read = readAnnouncement(sent[0] as Uint8Array);
  assert.equal(read?.said.signingCertificate, certificates.signingCertificate);
  assert.is(read?.said.model, identity.model);
  const { signingPublic } = identity;
  assert.ok(read && openSigned(crypto, signingPublic, 'alert', HEAD_END, read.received));
});

test('says it again with another counter, until a command has come', () => {
  const { sent, boot } = bench();
  const meter = boot(START);
  meter.run(START + 3 * ANNOUNCE_AGAIN_SECONDS + STEADY_SECONDS);
  assert.is(sent.length, 4);
  assert.ok(isRising(counters(sent)));
  meter.receive('command', new TestHeadEnd().command(readFirmwareVersion, {}));
  meter.run(START + 86_400);
  assert.is(sent.length, 4);
});

test('after every power cut says it anew, and never with a counter that it used', () => {
  const { sent, boot } = bench();
  for (let cut = 0; cut < 50; cut++) boot(START + cut * 60).run(START + cut * 60 + 30);
  assert.is(sent.length, 50);
  assert.ok(isRising(counters(sent)));
});

test('that lacks a certificate, or has had a command before power was cut, says nothing', () => {
  const { signingCertificate, agreementCertificate } = certificates;
  for (const held of [{}, { signingCertificate, agreementCertificate }]) {
    const { sent, boot } = bench({ ...identity, ...held });
    boot(START).run(START + 7200);
    assert.is(sent.length, 0);
  }
  const known = bench();
  known.boot(START).receive('command', new TestHeadEnd().command(readFirmwareVersion, {}));
  known.boot(START + 60).run(START + 7200);
  assert.is(known.sent.length, 0);
});

test.run();
