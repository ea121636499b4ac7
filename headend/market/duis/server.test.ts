/** The DUIS web services over real HTTP. */
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import type { Submission } from '../../service-request.ts';
import { duisRequest } from '../client/duis-messages.ts';
import {
  DEVICE,
  OTHER_SUPPLIER,
  preCommandOf,
  RecordingIntake,
  type Sample,
  SUPPLIER,
  samples,
  serviceNamed,
  testSigner,
} from '../market.testing.ts';
import { DuisFormat } from './format.ts';
import { writeRequest } from './request.ts';
import { readResponse } from './response.ts';
import { DuisServer, type DuisServerOptions } from './server.ts';

const format = new DuisFormat({ nowMillis: () => 1_795_510_861_000 }, testSigner());
const xmlOf = (sample: Sample) => writeRequest(duisRequest(sample));
const sampleNamed = (name: string): Sample =>
  samples().find(({ service }) => service.name === name) as Sample;

type Reply = { status: number; headers: IncomingHttpHeaders; text: string };
function post(url: string, body: string | Buffer, options: object = {}): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(url, { method: 'POST', ...options }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

async function serving(
  work: (base: string, intake: RecordingIntake) => Promise<void>,
  options: Partial<DuisServerOptions> = {},
): Promise<void> {
  const intake = new RecordingIntake();
  const server = new DuisServer({ intake, format, ...options });
  const port = await server.listen(0, '127.0.0.1');
  try {
    await work(`http://127.0.0.1:${port}`, intake);
  } finally {
    await server.close();
  }
}

const test = suite('DUIS web services');

test('pass a request on with all it says, and acknowledge it', () =>
  serving(async (base, intake) => {
    const sample = sampleNamed('TopUpDevice');
    const { status, text } = await post(`${base}/api/v1/serviceS`, xmlOf(sample));
    assert.is(status, 200);
    const { header, body } = readResponse(text);
    assert.is(header.requestId, sample.requestId);
    assert.is(header.responseCode, 'I99');
    assert.is(body.kind, 'acknowledgement');
    assert.equal(intake.submitted, [
      {
        requestId: sample.requestId,
        originator: SUPPLIER,
        target: DEVICE,
        counter: 1001n,
        service: sample.service,
        commandVariant: 1,
        body: sample.body,
        channel: 'duis',
        endpoint: 'send',
      },
    ]);
  }));

test('say which of them was used', () =>
  serving(async (base, intake) => {
    const xml = xmlOf(sampleNamed('ReadInventory'));
    for (const name of ['serviceS', 'serviceT', 'serviceD'])
      await post(`${base}/api/v1/${name}`, xml);
    assert.equal(
      intake.submitted.map(({ endpoint }) => endpoint),
      ['send', 'transform', 'nonDevice'],
    );
  }));

test('pass on the signed pre-command as it came', () =>
  serving(async (base, intake) => {
    const sample = samples().find(({ commandVariant }) => commandVariant === 5) as Sample;
    await post(`${base}/api/v1/serviceS`, xmlOf(sample));
    const [request] = intake.submitted;
    assert.is(request?.service.reference, '7.2');
    assert.is(request?.body, undefined);
    assert.equal(
      Buffer.from(request?.signedPreCommand ?? []),
      Buffer.from(sample.signedPreCommand ?? []),
    );
  }));

const answers: readonly (readonly [string, Sample, Submission, string])[] = [
  [
    'a refusal',
    sampleNamed('TopUpDevice'),
    { kind: 'refused', fault: 'NOT_RESPONSIBLE', detail: '' },
    'E4',
  ],
  [
    'a pre-command',
    sampleNamed('DisableSupply'),
    {
      kind: 'answered',
      message: {
        kind: 'preCommand',
        requestId: sampleNamed('DisableSupply').requestId,
        service: serviceNamed('DisableSupply'),
        preCommand: preCommandOf(serviceNamed('DisableSupply'), {}, 1003n),
      },
    },
    'I0',
  ],
];
for (const [name, sample, submission, code] of answers)
  test(`answer with ${name} in the same exchange`, () =>
    serving(async (base, intake) => {
      intake.answer = () => submission;
      const { text } = await post(`${base}/api/v1/serviceS`, xmlOf(sample));
      const { header, body } = readResponse(text);
      assert.is(header.responseCode, code);
      if (submission.kind === 'answered' && submission.message.kind === 'preCommand') {
        assert.ok(body.kind === 'preCommand');
        assert.equal(
          Buffer.from(body.value.gbcsPayload),
          Buffer.from(submission.message.preCommand),
        );
      } else assert.is(body.kind, 'acknowledgement');
    }));

test('refuse another party than the one at the other end', () =>
  serving(
    async (base, intake) => {
      const { text } = await post(`${base}/api/v1/serviceS`, xmlOf(sampleNamed('TopUpDevice')));
      assert.is(readResponse(text).header.responseCode, 'E1');
      assert.is(intake.submitted.length, 0);
      assert.equal(
        intake.reports.map(({ code }) => code),
        ['PARTY_NOT_SENDER'],
      );
    },
    { senderOf: (): Eui64 => OTHER_SUPPLIER },
  ));

test('say with a path and a line why a document cannot be read', () =>
  serving(async (base, intake) => {
    const xml = xmlOf(sampleNamed('TopUpDevice')).replace('<sr:UTRN>7', '<sr:UTRN>\nX');
    const { status, headers, text } = await post(`${base}/api/v1/serviceS`, xml);
    assert.is(status, 400);
    assert.is(headers['content-type'], 'application/problem+json');
    const problem = JSON.parse(text);
    assert.is(problem.code, 'XML_REFUSED');
    assert.is(problem.path, '/Request/Body/TopUpDevice/UTRN');
    assert.is(problem.line, 1);
    assert.equal(
      intake.reports.map(({ channel, code }) => [channel, code]),
      [['duis', 'XML_REFUSED']],
    );
  }));

test('ask for the request again when it could not be made durable', () => {
  const faults: string[] = [];
  const report = (about: string) => faults.push(about);
  return serving(
    async (base, intake) => {
      intake.answer = () => Promise.reject(new Error('no database'));
      const { status, headers, text } = await post(
        `${base}/api/v1/serviceS`,
        xmlOf(sampleNamed('TopUpDevice')),
      );
      assert.is(status, 503);
      assert.is(headers['retry-after'], '5');
      assert.not.match(text, 'database');
      assert.equal(faults, ['/api/v1/serviceS']);
    },
    { report },
  );
});

const xml = xmlOf(sampleNamed('TopUpDevice'));
const unusable: readonly (readonly [string, string, string | Buffer, object, number])[] = [
  ['another address', '/api/v1/serviceX', xml, {}, 404],
  ['another method', '/api/v1/serviceS', '', { method: 'GET' }, 405],
  [
    'another media type',
    '/api/v1/serviceS',
    xml,
    { headers: { 'content-type': 'application/json' } },
    415,
  ],
  ['an empty body', '/api/v1/serviceS', '', {}, 400],
  ['bytes that are not UTF-8', '/api/v1/serviceS', Buffer.from([0x3c, 0xff, 0xfe]), {}, 400],
  ['a document too large', '/api/v1/serviceS', `${xml}${' '.repeat(70_000)}`, {}, 413],
  [
    'a document too large, its length not said',
    '/api/v1/serviceS',
    `${xml}${' '.repeat(70_000)}`,
    { headers: { 'transfer-encoding': 'chunked' } },
    413,
  ],
];
for (const [name, path, body, options, expected] of unusable)
  test(`refuse ${name}`, () =>
    serving(
      async (base, intake) => {
        const { status } = await post(`${base}${path}`, body, options);
        assert.is(status, expected);
        assert.is(intake.submitted.length, 0);
      },
      { bodyBytesMax: 65_536 },
    ));

const entities = Array.from(
  { length: 20 },
  (_, at) => `<!ENTITY e${at} "&e${at + 1};&e${at + 1};">`,
).join('');
const open = '<sr:Request xmlns:sr="http://www.dccinterface.co.uk/ServiceUserGateway">';
const hostile: readonly (readonly [string, string])[] = [
  ['a billion laughs', `<!DOCTYPE x [${entities}]>${xml}`],
  ['an external entity', `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${xml}`],
  ['a processing instruction', `${open}<?php echo 1 ?></sr:Request>`],
  ['elements nested without end', open + '<a>'.repeat(1_000_000)],
  [
    'a million attributes',
    `<sr:Request ${Array.from({ length: 1_000_000 }, (_, at) => `a${at}="1"`).join(' ')}/>`,
  ],
  ['an attribute value that never ends', `<sr:Request a="${'x'.repeat(2_000_000)}`],
  ['a comment that never ends', `<!--${'-'.repeat(2_000_000)}`],
  ['blanks without end', ' '.repeat(10_000_000)],
];
for (const [name, document] of hostile)
  test(`refuse ${name}, and go on serving`, () =>
    serving(async (base, intake) => {
      const { status } = await post(`${base}/api/v1/serviceS`, document);
      assert.ok(status === 400 || status === 413, String(status));
      assert.is(intake.submitted.length, 0);
      assert.is(intake.reports.length, 1);
      assert.is((await post(`${base}/api/v1/serviceS`, xml)).status, 200);
    }));

test('refuse an address that is no URL', () =>
  serving(async (base) => {
    const { port } = new URL(base);
    const { status } = await post(base, xml, { host: '127.0.0.1', port, path: '//[' });
    assert.is(status, 404);
  }));

test('go on when a sender leaves inside a message', () => {
  const faults: string[] = [];
  const report = (about: string) => faults.push(about);
  return serving(
    async (base, intake) => {
      const socket = connect(Number(new URL(base).port), '127.0.0.1');
      const head = 'POST /api/v1/serviceS HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n<sr:';
      await new Promise((resolve) => socket.write(head, resolve));
      socket.destroy();
      assert.is((await post(`${base}/api/v1/serviceS`, xml)).status, 200);
      assert.is(intake.submitted.length, 1);
      assert.equal(faults, []);
    },
    { report },
  );
});

test('serve others while many announce much and send nothing', () =>
  serving(async (base) => {
    const head = 'POST /api/v1/serviceS HTTP/1.1\r\nHost: x\r\nContent-Length: 16777216\r\n\r\n<';
    const sockets = Array.from({ length: 30 }, () => connect(Number(new URL(base).port)));
    await Promise.all(sockets.map((one) => new Promise((sent) => one.write(head, sent))));
    try {
      for (let left = 3; left > 0; left -= 1)
        assert.is((await post(`${base}/api/v1/serviceS`, xml)).status, 200);
    } finally {
      for (const socket of sockets) socket.on('error', () => {}).destroy();
    }
  }));

test('close on a sender that trickles', () =>
  serving(
    async (base) => {
      const socket = connect(Number(new URL(base).port), '127.0.0.1');
      socket.write('POST /api/v1/serviceS HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n<sr:');
      let answer = '';
      socket.on('data', (chunk) => {
        answer += chunk;
      });
      await new Promise((resolve) => socket.once('close', resolve));
      assert.match(answer, /^HTTP\/1.1 (408|503)|^$/);
    },
    { timeouts: { headersTimeout: 200, requestTimeout: 200, connectionsCheckingInterval: 50 } },
  ));

test('say that the head-end is there', () =>
  serving(
    async (base) => {
      const { status, text } = await post(`${base}/health`, '', { method: 'GET' });
      assert.is(status, 503);
      assert.equal(JSON.parse(text), { status: 'fail' });
    },
    { isHealthy: () => false },
  ));

test.run();
