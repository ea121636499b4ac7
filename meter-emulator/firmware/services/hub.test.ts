import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { encodeCbor, fromCborValue } from '../../../protocol/definition/cbor.ts';
import type { Service } from '../../../protocol/definition/service.ts';
import type { AnyType, ValueOf } from '../../../protocol/definition/words.ts';
import { refusalCode } from '../../../protocol/services/index.ts';
import { readChfSubGhzChannel } from '../../../protocol/services/read-chf-sub-ghz-channel.ts';
import { readChfSubGhzChannelLog } from '../../../protocol/services/read-chf-sub-ghz-channel-log.ts';
import { readChfSubGhzConfiguration } from '../../../protocol/services/read-chf-sub-ghz-configuration.ts';
import { readDeviceLog } from '../../../protocol/services/read-device-log.ts';
import { readInstantaneousImportRegisters } from '../../../protocol/services/read-instantaneous-import-registers.ts';
import { requestChfSubGhzChannelScan } from '../../../protocol/services/request-chf-sub-ghz-channel-scan.ts';
import { restoreGpfDeviceLog } from '../../../protocol/services/restore-gpf-device-log.ts';
import { restoreHanDeviceLog } from '../../../protocol/services/restore-han-device-log.ts';
import { setChfSubGhzConfiguration } from '../../../protocol/services/set-chf-sub-ghz-configuration.ts';
import { updateHanDeviceLog } from '../../../protocol/services/update-han-device-log.ts';
import { Bench, START } from '../bench.testing.ts';
import { simulatedNoiseDbm } from '../home-network/channels.ts';
import { joinDigest } from '../home-network/device-log.ts';
import { encodeHomeMessage } from '../home-network/messages.ts';
import { hub as hubType } from '../home-network/stored.ts';
import { DEFAULT_SETTINGS } from '../provision.ts';
import { joinedDevices } from '../security/stored.ts';
import type { Kind } from '../variant.ts';

const PPMID = '00-DB-12-34-56-78-90-A4';
const OLD = '00-DB-12-34-56-78-90-02';
const CODE = Uint8Array.of(9, 8, 7, 6, 5, 4, 3, 2);
const ALWAYS = { startDateTime: 0, endDateTime: START + 86_400 };

function of(kind: Kind): Bench {
  const variant = { ...DEFAULT_SETTINGS.variant, kind };
  return new Bench({ settings: { ...DEFAULT_SETTINGS, variant } });
}

type ResultOf<S extends Service> = ValueOf<Extract<S['response'], AnyType>>;
function result<S extends Service>(bench: Bench, service: S, request: ValueOf<S['request']>) {
  const answer = bench.ask(service, request);
  assert.is(answer?.status, undefined);
  return fromCborValue(service.response as AnyType, answer?.content) as ResultOf<S>;
}

const add = (bench: Bench, joinTimePeriod = 600) =>
  bench.ask(updateHanDeviceLog, {
    deviceId: PPMID,
    requestType: 'Add',
    whitelisting: { joinTimePeriod, installCode: CODE },
  });
function knock(bench: Bench): void {
  const digest = joinDigest(bench.board.crypto, PPMID, CODE);
  bench.meter.hear(PPMID, encodeHomeMessage({ join: { digest } }));
}
/** A log that was kept elsewhere. */
function withCopy(bench: Bench, bytes: Uint8Array | undefined): Bench {
  const { homeNetwork } = bench.board;
  assert.ok(homeNetwork);
  bench.board.homeNetwork = {
    ...homeNetwork,
    logOf: (eui64) => (eui64 === OLD ? bytes : undefined),
  };
  return bench;
}

const log = suite('the log of a communications hub');

log('is told of as it changes, and survives a power cut', () => {
  const bench = of('communicationsHub');
  add(bench);
  knock(bench);
  assert.equal(bench.alerts(), [0x8f12, 0x8183, 0x8f12]);
  bench.reboot();
  assert.equal(result(bench, readDeviceLog, {}).read?.hub?.entries, [
    { deviceId: PPMID, lastCommunicationsDateTime: START },
  ]);
});

log('holds an install code neither on flash, nor in an answer, nor in its own log', () => {
  const bench = of('communicationsHub');
  add(bench);
  const written = Buffer.concat(bench.flash.pages.map((page) => page ?? new Uint8Array()));
  assert.is(written.indexOf(CODE), -1);
  assert.not.ok(bench.log.some((line) => line.includes('0908070605040302')));
  for (const { message } of bench.sent) assert.is(Buffer.from(message).indexOf(CODE), -1);
});

log('lets nobody in once the time is over', () => {
  const bench = of('communicationsHub');
  add(bench, 60);
  bench.meter.run(START + 61);
  knock(bench);
  assert.equal(result(bench, readDeviceLog, { readSecurityDetails: {} }).read?.connected, {
    current: [],
    historic: [],
  });
});

log('refuses to take out who is not in it', () => {
  const remove = { deviceId: PPMID, requestType: 'Remove' } as const;
  const status = of('communicationsHub').ask(updateHanDeviceLog, remove)?.status;
  assert.is(status, refusalCode(updateHanDeviceLog, 'notThere'));
});

log('is taken over from a hub that was exchanged, if there is a copy', () => {
  const old = { devices: [{ eui64: PPMID }], former: [], channel: 7, channelChanges: 3 };
  const bench = withCopy(of('communicationsHub'), encodeCbor(hubType, old));
  result(bench, restoreHanDeviceLog, { oldHubId: OLD });
  assert.equal(bench.meter.state.hub?.devices, old.devices);
  assert.is(bench.meter.state.hub?.channel, 0, 'its radio is its own');
  const notThere = refusalCode(restoreHanDeviceLog, 'notThere');
  assert.is(bench.ask(restoreHanDeviceLog, { oldHubId: PPMID })?.status, notThere);
  const broken = withCopy(of('communicationsHub'), Uint8Array.of(1));
  assert.is(broken.ask(restoreHanDeviceLog, { oldHubId: OLD })?.status, notThere);
});

log('of a proxy too, device by device', () => {
  const old = [{ eui64: PPMID, deviceType: 'PPMID' as const, utcSeconds: START }];
  const bench = withCopy(of('gasProxy'), encodeCbor(joinedDevices, old));
  const { outcomes } = result(bench, restoreGpfDeviceLog, { oldGasProxyId: OLD });
  assert.equal(
    outcomes.map(({ deviceLogEntry, joinResponseCode }) => [
      deviceLogEntry?.deviceId,
      joinResponseCode?.asn1Status,
    ]),
    [[PPMID, 'success']],
  );
  assert.equal(bench.meter.state.joinedDevices, old);
});
log.run();

const radio = suite('the sub-GHz radio of a hub');
const SETTINGS = {
  lower0To26: { channel3: {}, channel5: {} },
  lower27To34: {},
  lower35To61: {},
  upper0To26: { channel1: {} },
  normalLimited: 10,
  limitedCritical: 20,
  changes: 7,
  curfew: 60,
  quieter: 1,
  noisier: 1,
  poorComms: 500,
  poorCommsPeriods: 60,
  noisePeriod: 61,
  failures: 500,
  retries: 500,
} as const;

radio('goes to the quietest channel that may be used, and says when and why', () => {
  const bench = of('communicationsHub');
  result(bench, setChfSubGhzConfiguration, SETTINGS as never);
  const quietest = [3, 5, 65].sort(
    (a, b) => simulatedNoiseDbm(a, START) - simulatedNoiseDbm(b, START),
  )[0];
  assert.is(bench.meter.state.hub?.channel, quietest);
  const { operatingChannel } = result(bench, readChfSubGhzChannel, {});
  assert.equal(result(bench, readChfSubGhzChannelLog, { readLogPeriod: ALWAYS }).entries, [
    { timestamp: START, operatingChannel, scanTrigger: 'RemotePartyCommand' },
  ]);
});

radio('keeps its settings and its log through a power cut', () => {
  const bench = of('communicationsHub');
  const unset = bench.ask(readChfSubGhzConfiguration, {})?.status;
  assert.is(unset, refusalCode(readChfSubGhzConfiguration, 'notThere'));
  result(bench, setChfSubGhzConfiguration, SETTINGS as never);
  const before = result(bench, readChfSubGhzChannelLog, { readLogPeriod: ALWAYS });
  bench.reboot();
  assert.equal(result(bench, readChfSubGhzConfiguration, {}).settings, {
    ...SETTINGS,
    normalLimited: 1000,
    limitedCritical: 2000,
    poorComms: 5000,
    failures: 5000,
    retries: 5000,
  });
  assert.equal(result(bench, readChfSubGhzChannelLog, { readLogPeriod: ALWAYS }), before);
});

radio('stays where it is when no other channel is so much quieter', () => {
  const bench = of('communicationsHub');
  result(bench, setChfSubGhzConfiguration, { ...SETTINGS, quieter: 255 } as never);
  const { hub } = bench.meter.state;
  bench.meter.run(START + 40 * 3600);
  result(bench, requestChfSubGhzChannelScan, {});
  assert.is(bench.meter.state.hub?.channel, hub?.channel);
});

radio('gives of its log the period asked for', () => {
  const bench = of('communicationsHub');
  result(bench, setChfSubGhzConfiguration, SETTINGS as never);
  const count = (startDateTime: number, endDateTime: number) =>
    result(bench, readChfSubGhzChannelLog, { readLogPeriod: { startDateTime, endDateTime } })
      .entries?.length;
  assert.equal([count(START, START), count(START + 1, START + 9), count(0, START - 1)], [1, 0, 0]);
});
radio.run();

const kinds = suite('what a device is not');
kinds('is answered notSupported', () => {
  const notSupported = refusalCode(readDeviceLog, 'notSupported');
  assert.is(
    of('communicationsHub').ask(readInstantaneousImportRegisters, {})?.status,
    notSupported,
  );
  assert.is(of('prepaymentInterface').ask(readChfSubGhzChannel, {})?.status, notSupported);
  assert.is(of('singleElement').ask(readChfSubGhzChannel, {})?.status, notSupported);
  assert.is(of('gasProxy').ask(restoreHanDeviceLog, { oldHubId: OLD })?.status, notSupported);
});
kinds('takes no money, and keeps no history', () => {
  const bench = of('communicationsHub');
  bench.meter.run(START + 10 * 86_400);
  const { prepayment, metrology } = bench.meter.state;
  assert.is(prepayment.balanceMillipence, 0);
  assert.equal([metrology.lastHalfHour, metrology.importWattSeconds], [0, 0]);
});
kinds.run();
