import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Refused } from '../../../protocol/refused.ts';
import { fileOf, isOf, nameOf, readFile, TEST_FLAG, writeFile } from './file.ts';
import { d0010 } from './flows/d0010.ts';
import { onjob } from './flows/gas.ts';
import { FLOWS } from './flows/index.ts';
import { d0057, d0217 } from './flows/registration.ts';
import { anyFileOf } from './legacy.testing.ts';

const test = suite('legacy files');

const READINGS = `ZHV|0000000001|D0010002|D|UDMS|X|MRCY|20160302153151||||OPER|
026|1200023305967|V|
028|F75A 00802|D|
030|S|20160222000000|56311.0|||T|N|
ZPT|0000000001|3||1|20160302154650|
`;

/** The message it is refused with; empty when it is not. */
function refusal(content: string): string {
  try {
    readFile(content, FLOWS);
    return '';
  } catch (error) {
    if (error instanceof Refused) return error.message;
    throw error;
  }
}
const changed = (from: string, to: string) => refusal(READINGS.replace(from, to));

test('a D0010 is read to its values and written again to the byte', () => {
  const file = readFile(READINGS, FLOWS);
  if (!isOf(file, d0010)) throw new Error('another flow');
  assert.equal(file.value.points[0]?.meters[0], {
    serial: 'F75A 00802',
    type: 'deemed',
    failures: [],
    registers: [
      {
        ...{ registerId: 'S', readAt: Date.UTC(2016, 1, 22) / 1000, reading: 563_110 },
        ...{ isRead: 'T', method: 'notViewed', registerStatus: [], readingStatus: [] },
      },
    ],
  });
  assert.is(writeFile(file), READINGS);
});

test('lines may end as Windows ends them, all of them', () => {
  const content = READINGS.replaceAll('\n', '\r\n');
  assert.is(writeFile(readFile(content, FLOWS)), content);
  assert.match(changed('V|\n', 'V|\r\n'), /end.*line/);
});

test('what is wrong is told with its line and item', () => {
  assert.match(changed('|V|', '|Y|'), /status: .*V, F, U.*line 2/);
  assert.match(changed('1200023305967', '1200023305968'), /mpan: .*check digit.*line 2/);
  assert.match(changed('20160222000000', '20160231000000'), /readAt: .*line 4/);
  assert.match(changed('56311.0', '056311.0'), /reading: .*is written "56311.0".*line 4/);
  assert.match(changed('028|F75A 00802|D|', '028||D|'), /serial: is missing.*line 3/);
  assert.match(changed('|T|N|', '|T|'), /expected 7 items, found 6.*line 4/);
});

test('every line ends with a pipe, and a control character is none of them', () => {
  assert.match(changed('|T|N|', '|T|N'), /no pipe.*line 4/);
  assert.match(changed('F75A', 'F7\u0007A'), /control character.*line 3/);
});

test('groups come in their order, and no other does', () => {
  assert.match(changed('028|F75A 00802|D|\n', ''), /group "030" may not come here.*line 3/);
  assert.match(changed('026|1200023305967|V|\n', ''), /group 026 is missing.*line 2/);
  assert.match(changed('028|', '099|'), /group "099" may not come here.*line 3/);
  const twice = READINGS.replace('028|', '027|01||\n027|01||\n028|');
  assert.match(refusal(twice), /more than 1 of group 027.*line 4/);
});

test('the trailer counts what is there, and is there', () => {
  assert.match(changed('ZPT|0000000001|3|', 'ZPT|0000000001|4|'), /groupCount: expected 3.*line 5/);
  assert.match(changed('|3||1|', '|3||2|'), /flowCount: expected 1.*line 5/);
  assert.match(changed('ZPT|0000000001', 'ZPT|0000000002'), /fileId.*line 5/);
  assert.match(changed('|3||1|', '|3|7|1|'), /checksum.*line 5/);
  assert.match(refusal(READINGS.slice(0, READINGS.indexOf('ZPT'))), /ZPT.*line 4/);
  assert.match(refusal(READINGS.slice(0, -1)), /last line does not end/);
  assert.match(refusal(''), /does not end|ZHV/);
  assert.match(refusal('ZHV|\n'), /ZPT/);
});

test('a flow that is emulated cannot be passed for a real one, nor the other way round', () => {
  assert.match(changed('OPER', 'TR01'), /testFlag: D0010 is exact here.*line 1/);
  const entries = [{ mpan: '1200023305967', supplier: 'MRCY', supplyStart: 86_400 }];
  const content = writeFile(fileOf(d0217, header('P', 'X'), { entries }));
  assert.match(content, /^ZHV\|.*\|TR01\|\nE01\|/);
  assert.match(refusal(content.replace(TEST_FLAG, 'OPER')), /testFlag: D0217 is emulated/);
});

test('gas writes commas, and quotes what holds one', () => {
  const entry = {
    mprn: '3938424403',
    doneOn: 86_400,
    job: 'installed',
    isServedByDcc: 'T',
  } as const;
  const value = { entries: [{ ...entry, specification: 'GSMETS "2", draft' }] };
  const content = writeFile(fileOf(onjob, header(), value));
  assert.match(content, /^A00,0000000007,ONJOB,/);
  assert.match(content, /\nE01,3938424403,19700102,INST,,,"GSMETS ""2"", draft",T\nZ99,1\n$/);
  assert.equal(readFile(content, FLOWS).value, value);
  assert.match(refusal(content.replace('draft"', 'draft')), /quote/);
});

test('a pipe cannot be smuggled into an item', () => {
  const entries = [{ mpan: '1200023305967', flow: 'D0055', code: 'NEW_PROCESS', reason: 'a|b' }];
  assert.throws(() => writeFile(fileOf(d0057, header('P', 'X'), { entries })), /pipe/);
});

for (const flow of FLOWS)
  test(`whatever ${flow.name} can say is written and read again the same`, () => {
    fc.assert(
      fc.property(anyFileOf(flow), (file) => {
        const content = writeFile(file);
        const read = readFile(content, FLOWS);
        assert.is(nameOf(read.flow), nameOf(flow));
        assert.equal(read.value, file.value);
        assert.is(writeFile(read), content);
      }),
      { numRuns: 25 },
    );
  });

test('no file makes the reader fail in another way than by refusing it', () => {
  const words = ['ZHV', '026', '|', '\n', '1200023305967', 'V', 'A00', ',', '"', 'ZPT', 'E01', '0'];
  const noise = fc.array(fc.constantFrom(...words), { maxLength: 60 }).map((all) => all.join(''));
  fc.assert(
    fc.property(noise, (text) => assert.is.not(refusal(text), '')),
    { numRuns: 500 },
  );
});

function header(fromRole?: string, toRole?: string) {
  const roles = fromRole && toRole ? { fromRole, toRole } : {};
  return { fileId: '0000000007', fromId: 'MWRG', toId: 'MRCY', createdAt: 1_456_900_000, ...roles };
}

test.run();
