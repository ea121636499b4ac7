import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { realClock } from '../../../platform/time.ts';
import { readMeteringPoint } from '../../../protocol/registration/read-metering-point.ts';
import { topUpDevice } from '../../../protocol/services/top-up-device.ts';
import { registrationEvent } from '../client/event-messages.ts';
import { DuisFormat } from '../duis/format.ts';
import { DuisServer, type DuisServerOptions } from '../duis/server.ts';
import {
  DEVICE,
  HEAD_END,
  OTHER_SUPPLIER,
  RecordingIntake,
  SUPPLIER,
  testSigner,
  UTRN,
} from '../market.testing.ts';
import { EVENT_CONTENT_TYPE } from './json-event.ts';
import { EVENT_BYTES_MAX, REGISTRATION_PATH } from './web-service.ts';

const test = suite('the register over HTTPS');

const asking = (body: object = { of: { mpxn: '2012345678385' } }) =>
  new TextDecoder().decode(
    registrationEvent(
      {
        requestId: `${SUPPLIER}:${HEAD_END}:7`,
        service: readMeteringPoint,
        commandVariant: 8,
        body,
      },
      SUPPLIER,
    ),
  );

type Told = { readonly type: string; readonly data: Readonly<Record<string, unknown>> };

/** Posts to a server of its own; gives the status, the event, and what the intake has seen. */
async function post(
  body: string,
  {
    contentType = EVENT_CONTENT_TYPE,
    ...options
  }: Partial<DuisServerOptions> & { contentType?: string } = {},
) {
  const intake = new RecordingIntake();
  const format = new DuisFormat(realClock, testSigner());
  const server = new DuisServer({ intake, format, ...options });
  const port = await server.listen(0, '127.0.0.1');
  try {
    const response = await fetch(`http://127.0.0.1:${port}${REGISTRATION_PATH}`, {
      method: 'POST',
      headers: { 'content-type': contentType },
      body,
    });
    const told = (await response.json()) as Told;
    return { status: response.status, told, intake };
  } finally {
    await server.close();
  }
}

test('a request reaches the flow as the originator’s, addressed to the head-end', async () => {
  const { status, told, intake } = await post(asking());
  assert.equal([status, told.type], [200, 'meterwright.acknowledgement.v1']);
  const [request] = intake.submitted;
  assert.equal(
    [request?.service, request?.originator, request?.channel, request?.endpoint],
    [readMeteringPoint, SUPPLIER, 'duis', 'nonDevice'],
  );
});

test('who has another’s certificate, or none where there are some, asks nothing in its name', async () => {
  for (const sender of [OTHER_SUPPLIER, undefined]) {
    const { status, told, intake } = await post(asking(), { senderOf: () => sender });
    assert.equal([status, told.data['code']], [403, 'PARTY_NOT_SENDER']);
    assert.equal(intake.submitted, []);
    assert.is(intake.reports.at(-1)?.code, 'PARTY_NOT_SENDER');
  }
});

test('a service of DUIS is not asked for here', async () => {
  const event = registrationEvent(
    {
      requestId: `${SUPPLIER}:${DEVICE}:7`,
      service: topUpDevice,
      commandVariant: 1,
      body: { utrn: UTRN },
    },
    SUPPLIER,
  );
  const { status, told, intake } = await post(new TextDecoder().decode(event));
  assert.equal([status, told.data['code']], [400, 'WRONG_ENDPOINT']);
  assert.equal(intake.submitted, []);
});

test('what is no event, or not of its shape, is refused with the place, and noted', async () => {
  const bad: readonly [string, string][] = [
    ['', 'JSON_REFUSED'],
    ['[]', 'JSON_REFUSED'],
    [`[${asking()},${asking()}]`, 'JSON_REFUSED'],
    [asking().replace('"mpxn"', '"mpan"'), 'JSON_REFUSED'],
    [asking().replace('2012345678385', '20123456783851'), 'JSON_REFUSED'],
    [asking().replace('service-request', 'confirmation'), 'JSON_REFUSED'],
  ];
  for (const [body, code] of bad) {
    const { status, told, intake } = await post(body);
    assert.equal([status, told.type, told.data['code']], [400, REFUSAL, code], body);
    assert.is(intake.submitted.length, 0);
    assert.is(intake.reports.length, 1);
  }
});
const REFUSAL = 'meterwright.refusal.v1';

test('XML is refused by its media type, and what is too large as soon as it is seen', async () => {
  const xml = await post('<a/>', { contentType: 'application/xml' });
  assert.equal([xml.status, (xml.told as never)['code']], [415, 'MEDIA_TYPE']);
  const large = await post(`"${'x'.repeat(EVENT_BYTES_MAX)}"`);
  assert.equal([large.status, (large.told as never)['code']], [413, 'MESSAGE_TOO_LARGE']);
});

test.run();
