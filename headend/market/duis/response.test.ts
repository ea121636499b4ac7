/** What the DCC itself says to a user, written and read: messages about requests, alerts of its own and of devices. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { dccAlertBody } from '../../../protocol/alerts/dcc-alert-bodies.ts';
import { type DccAlertBody, dccAlertHead } from '../../../protocol/alerts/dcc-alerts.ts';
import { arbitrary } from '../../../protocol/definition/arbitrary.testing.ts';
import type { Service } from '../../../protocol/definition/service.ts';
import { Refused } from '../../../protocol/refused.ts';
import { serviceByReference } from '../../../protocol/services/index.ts';
import { type ResponseBody, readResponse, signedPart, writeResponse } from './response.ts';

const responses = suite('sr:Response');
const SIGNATURE =
  '<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo></ds:SignedInfo></ds:Signature>';
const USER = '90-B3-D5-1F-30-01-00-00';
const DEVICE = '00-DB-12-34-56-78-90-A0';
const REQUEST_ID = `${USER}:${DEVICE}:1000`;
const named = (reference: string) => serviceByReference.get(reference) as Service;
const responseHeader = {
  requestId: REQUEST_ID,
  responseId: `${DEVICE}:${USER}:1000`,
  responseCode: 'I0',
  responseDateTime: 1_900_000_000,
};
const code = (act: () => unknown) => {
  try {
    act();
    return 'accepted';
  } catch (error) {
    if (error instanceof Refused) return error.code;
    throw error;
  }
};
const written = (body: ResponseBody | undefined) =>
  writeResponse({ header: responseHeader, body: body as ResponseBody });

const bodies: readonly ResponseBody[] = [
  { kind: 'acknowledgement', service: named('7.1') },
  {
    kind: 'preCommand',
    service: named('7.2'),
    value: { gbcsVersion: '4.3', gbcsPayload: Uint8Array.of(1, 2, 3) },
  },
  { kind: 'dccResponse', service: named('5.1'), value: { scheduleId: 42 } },
  {
    kind: 'dccResponse',
    service: named('8.2'),
    value: {
      devices: [
        {
          deviceId: DEVICE,
          deviceType: 'ESME',
          deviceStatus: 'Commissioned',
          deviceManufacturer: 'A & B "C" <D>',
          deviceModel: '1',
          cspRegion: 'North4G',
        },
      ],
    },
  },
  {
    kind: 'localCommand',
    service: named('2.2'),
    value: { gbcsPayload: Uint8Array.of(0xd2, 0x84) },
  },
  {
    kind: 'futureDatedAlert',
    service: named('1.1.1'),
    value: {
      outcome: 'futureDatedFailed',
      gbcsPayload: Uint8Array.of(0xd2, 0x84),
      instructionNumber: 2,
      totalCommandInstructions: 65_535,
    },
  },
  { kind: 'gbcsPayload', service: named('4.1.1'), value: Uint8Array.of(1) },
  {
    kind: 'scheduledMessage',
    service: named('4.10'),
    value: { gbcsPayload: Uint8Array.of(1), scheduleId: 1_000_000_000_000 },
  },
  {
    kind: 'deviceAlert',
    value: {
      alertCode: Uint8Array.of(0x8f, 0x32),
      throttledAlertSequenceId: 1,
      throttledAlertCount: 250,
      gbcsPayload: Uint8Array.of(1),
    },
  },
  {
    kind: 'dccAlert',
    value: {
      alertCode: 'N13',
      alert: { commandFailure: { commandRequestId: REQUEST_ID, deviceId: DEVICE } },
    },
  },
];

responses('what the DCC itself says is written and read', () => {
  for (const body of bodies) {
    const response = { header: responseHeader, body };
    const { signature, smets1, ...found } = readResponse(
      writeResponse(response, { response: SIGNATURE }),
    );
    assert.equal(found, response);
    assert.ok(signature && smets1 === undefined);
  }
});

responses('every body of a DCC alert is written and read as it was', () => {
  for (const [kind, { type }] of Object.entries(dccAlertBody.branches)) {
    const alerts = fc.property(arbitrary(dccAlertHead), arbitrary(type), (head, said) => {
      const alert = { [kind]: said } as unknown as DccAlertBody;
      const body: ResponseBody = { kind: 'dccAlert', value: { ...head, alert } };
      const smets1 = signedPart(body) === undefined ? {} : { smets1: SIGNATURE };
      const xml = writeResponse({ header: responseHeader, body }, smets1);
      assert.equal(readResponse(xml).body, body);
    });
    fc.assert(alerts, { seed: 3, numRuns: 15 });
  }
});

const providerAlert: ResponseBody = {
  kind: 'dccAlert',
  value: {
    alertCode: 'N55',
    alert: {
      smets1ProviderAlert: { alert: { code: 'S1', utcSeconds: 1_900_000_000 }, scheduleId: 7 },
    },
  },
};

responses('the alert of a provider of SMETS1 is signed by itself, where it stands', () => {
  const response = { header: responseHeader, body: providerAlert };
  const xml = writeResponse(response, { smets1: SIGNATURE });
  const { smets1 } = readResponse(xml);
  assert.is(xml.slice(...(smets1?.signature ?? [0, 0])), SIGNATURE);
  const inside = xml.slice(...(smets1?.signedResponse ?? [0, 0])).replace(SIGNATURE, '');
  const namespace = ' xmlns:sr="http://www.dccinterface.co.uk/ServiceUserGateway"';
  assert.is(signedPart(providerAlert)?.replace(namespace, ''), inside);
  assert.throws(() => writeResponse(response), /must be signed/);
  assert.is(
    code(() => readResponse(xml.replace(SIGNATURE, ''))),
    'XML_REFUSED',
  );
});

responses('a message of the DCC that is not of the schema is refused', () => {
  const alert = written(bodies.at(-1));
  const failure = /<sr:CommandFailure>.*<\/sr:CommandFailure>/.exec(alert)?.[0] ?? '';
  const local = written(bodies[4]);
  const future = written(bodies[5]);
  const inventory = written(bodies[3]);
  const warning = written({
    kind: 'dccResponse',
    service: named('11.1'),
    value: { notCommissioned: [DEVICE] },
  });
  const cases: readonly (readonly [string, string])[] = [
    [alert, alert.replace('>N13<', '>N32<')],
    [alert, alert.replace(failure, failure + failure)],
    [alert, alert.replace(failure, '')],
    [alert, alert.replace(failure, '<sr:PowerCut></sr:PowerCut>')],
    [alert, alert.replace('<sr:DCCAlert>', 'text<sr:DCCAlert>')],
    [local, local.replace('</sr:LocalCommand>', '</sr:LocalCommand><sr:LocalCommand/>')],
    [local, local.replaceAll('LocalCommand', 'DSPOptIn')],
    [inventory, inventory.replaceAll('>8.2<', '>5.1<')],
    [warning, warning.replaceAll('>11.1<', '>11.4<')],
    [inventory, inventory.replace('Variant>8.2<', 'Variant>8.3<')],
    [future, future.replace('>8F67<', '>8F68<')],
    [future, future.replace('>65535<', '>65536<')],
  ];
  for (const [right, spoilt] of cases) {
    assert.is(
      code(() => readResponse(right)),
      'accepted',
    );
    assert.is(
      code(() => readResponse(spoilt)),
      'XML_REFUSED',
      spoilt,
    );
  }
});

responses('the code of a future-dated alert is read in any case', () => {
  const future = written(bodies[5]);
  assert.equal(readResponse(future.replace('>8F67<', '>8f67<')).body, bodies[5]);
});

responses.run();
