/** What is no answer of a device, formatted and back: alerts of the DCC, local commands, dated ones, notices. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { dccAlertBody } from '../../protocol/alerts/dcc-alert-bodies.ts';
import { commandFailureAlert, dccAlert } from '../../protocol/alerts/dcc-alerts.ts';
import { arbitrary } from '../../protocol/definition/arbitrary.testing.ts';
import type { MarketMessage, ServiceRequest } from '../service-request.ts';
import { marketData } from './bridge/format.ts';
import { encodeData, eventOf } from './bridge/messages.ts';
import { replyFrom } from './client/duis-messages.ts';
import type { OutgoingRequest } from './client/transport.ts';
import { readResponse } from './duis/response.ts';
import { DEVICE, SUPPLIER, serviceNamed } from './market.testing.ts';
import { bridgeMeaning, duis, duisText, plain, throughAll } from './through.testing.ts';

const test = suite('market formats, beside answers');
const SEED = 20_261_124;
const requestId = `${SUPPLIER}:${DEVICE}:1000`;
const service = serviceNamed('UpdateImportTariffPrimaryElement');
const command = Uint8Array.of(0xd1, 0x84, 0x43);

test('carry every alert of the DCC', () => {
  const kinds = new Set<string>();
  const property = fc.property(arbitrary(dccAlert), (alert) => {
    const message = { kind: 'dccAlert', ...alert } as const;
    for (const kind of Object.keys(alert.alert)) kinds.add(kind);
    for (const came of throughAll(message)) assert.equal(plain(came), plain(message));
  });
  fc.assert(property, { seed: SEED, numRuns: 400 });
  assert.is(kinds.size, Object.keys(dccAlertBody.branches).length);
});

test('carry what a device did, or did not, with what it held for its date', () => {
  for (const alertCode of [0x8f66, 0x8f67] as const) {
    const message: MarketMessage = {
      kind: 'futureDatedAlert',
      requestId,
      service,
      device: DEVICE,
      alertCode,
      message: command,
      instructionNumber: 2,
      totalCommandInstructions: 6,
    };
    for (const came of throughAll(message)) assert.equal(plain(came), plain(message));
    const { header } = readResponse(duisText(message));
    assert.is(header.responseId, `${DEVICE}:${SUPPLIER}:1000`);
  }
});

test('carry a command to be brought to the device', () => {
  const message = { kind: 'localCommand', requestId, service, command } as const;
  for (const came of throughAll(message)) assert.equal(plain(came), plain(message));
  const asked: OutgoingRequest = { requestId, service, commandVariant: 2, body: {} };
  const reply = { kind: 'localCommand', command } as const;
  assert.equal(plain(replyFrom(asked, 200, duisText(message))), plain(reply));
  const meaning = bridgeMeaning(message);
  assert.ok(meaning.kind === 'either');
  assert.equal(plain(meaning.reply), plain(reply));
});

test('carry the schedule that an answer was read for', () => {
  const read = serviceNamed('ReadActiveImportProfileData');
  const [result] = fc.sample(arbitrary(read.response as NonNullable<typeof read.response>), {
    seed: SEED,
    numRuns: 1,
  });
  const message: MarketMessage = {
    kind: 'response',
    requestId,
    service: read,
    code: 'I0',
    answer: { device: DEVICE, counter: 1000n, result },
    scheduleId: 1_000_000_000_000,
  };
  for (const came of throughAll(message)) assert.equal(plain(came), plain(message));
  assert.match(duisText(message), '<sr:DSPScheduleID>1000000000000</sr:DSPScheduleID>');
});

const request = {
  requestId,
  originator: SUPPLIER,
  service: serviceNamed('UpdateFirmware'),
} as ServiceRequest;
const asked: OutgoingRequest = { ...request, commandVariant: 8, body: {} };

test('say beside an acknowledgement what it does not mean', () => {
  const notice = 'Images are stored, and not distributed yet.';
  const xml = duis.submission(request, { kind: 'acknowledged', notice });
  assert.ok(xml.startsWith(`<?xml version="1.0" encoding="UTF-8"?><!-- ${notice} --><sr:Response`));
  assert.equal(replyFrom(asked, 200, xml), { kind: 'acknowledged', notice });
  const bare = duis.submission(request, { kind: 'acknowledged' });
  assert.equal(replyFrom(asked, 200, bare), { kind: 'acknowledged' });
});

test('say that an image is not for every device with the warning code of the service', () => {
  for (const [name, code] of [
    ['UpdateFirmware', 'W110101'],
    ['UpdatePPMIDFirmware', 'W110401'],
    ['CreateSchedule', 'I0'],
  ] as const) {
    const service = serviceNamed(name);
    const result = name === 'CreateSchedule' ? { scheduleId: 1 } : { invalidDevices: [DEVICE] };
    const message = { kind: 'dccResponse', requestId, service, result } as const;
    assert.is(readResponse(duisText(message)).header.responseCode, code);
    const value = marketData(message, 'json');
    assert.is(JSON.parse(new TextDecoder().decode(value)).responseCode, code);
  }
});

test('let no notice end its comment, or hold what XML does not allow', () => {
  const alarming = [
    '--><sr:Response/><!--',
    '-',
    'a---',
    '--',
    '\u0000\u0008\ufffe\n\ud800',
    '- -->',
  ];
  for (const notice of alarming) {
    const xml = duis.submission(request, { kind: 'acknowledged', notice });
    const { header, body } = readResponse(xml);
    assert.is(header.responseCode, 'I99', notice);
    assert.is(body.kind, 'acknowledgement');
    assert.is(xml.indexOf('-->'), xml.indexOf(' --><sr:Response xmlns') + 1);
  }
});

test('say what an alert of the DCC is, in words of the schema', () => {
  const alert = commandFailureAlert('N13', requestId, DEVICE, 42);
  assert.match(
    duisText({ kind: 'dccAlert', ...alert }),
    '<sr:Body><sr:DCCAlertMessage><sr:DCCAlertCode>N13</sr:DCCAlertCode><sr:DCCAlert>' +
      `<sr:CommandFailure><sr:CommandRequestID>${requestId}</sr:CommandRequestID>` +
      `<sr:DSPScheduleID>42</sr:DSPScheduleID><sr:DeviceID>${DEVICE}</sr:DeviceID>`,
  );
  const value = encodeData('dccAlert', alert);
  const event = eventOf('dccAlert', { id: 'a', source: 'urn:x', value });
  assert.is(event.type, 'meterwright.dcc-alert.v1');
  assert.is(event.data.typeUrl, 'meterwright/DccAlert');
});

test.run();
