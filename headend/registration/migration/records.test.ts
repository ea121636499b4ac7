import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { csvRows } from './csv-rows.ts';
import { bytesOf, START, splitRecords } from './records.ts';

const test = suite('records of a migration file');
const blockOf = (text: string | Buffer, isLast = true) =>
  splitRecords(Buffer.from(text as string), START, isLast);
const read = (text: string | Buffer) =>
  csvRows(blockOf(text)).map(({ record, fields, unreadable }) => [
    record.line,
    unreadable ?? fields.join('|'),
  ]);

test('each record has the number of its first line, quoted line ends inside it or not', () => {
  assert.equal(read('a,b\r\n"c\r\nd",e\r\n\r\nf,"g ""h"""'), [
    [1, 'a|b'],
    [2, 'c\r\nd|e'],
    [5, 'f|g "h"'],
  ]);
});

test('a place in the file is where the bytes of the row are, in UTF-8', () => {
  const block = blockOf('é,1\nü,2\n');
  const texts = block.records.map((record) => bytesOf(block, record).toString());
  assert.equal(texts, ['é,1', 'ü,2']);
  assert.is(block.records[1]?.byteOffset, 5);
  assert.equal(block.next, { byteOffset: 10, line: 3 });
});

test('what is not whole is left for the next block', () => {
  const block = blockOf('a,b\n"c\n', false);
  assert.is(block.records.length, 1);
  assert.equal(block.next, { byteOffset: 4, line: 2 });
});

test('a quote that nobody closes costs its own line alone', () => {
  const lines = Array.from({ length: 12 }, (_, at) => `row,${at}`);
  const rows = read(`"lost,1\n${lines.join('\n')}\n`);
  assert.equal(rows[0], [1, 'BAD_QUOTES']);
  assert.is(rows.length, 13);
  assert.equal(rows[12], [13, 'row|11']);
});

test('of many rows only the one with a quote inside a field, or bad UTF-8, cannot be read', () => {
  const good = (at: number) => `"r ${at}",x`;
  const lines = Array.from({ length: 300 }, (_, at) => (at === 170 ? 'a"b",x' : good(at)));
  const bytes = Buffer.concat([Buffer.from(`${lines.join('\n')}\n`), Buffer.from([0xff, 0x0a])]);
  const rows = read(bytes);
  assert.is(rows.length, 301);
  assert.equal(rows[170], [171, 'BAD_QUOTES']);
  assert.equal(rows[300], [301, 'BAD_UTF8']);
  assert.is(rows.filter(([, what]) => String(what).startsWith('BAD')).length, 2);
});

test.run();
