import { openFiles, rowsOf } from '/work/main/headend/registration/migration/files.ts';
import {
  pointReader,
  readReference,
} from '/work/main/headend/registration/migration/read-files.ts';

const dir = '/tmp/f6data50000';
const files = await openFiles(
  ['participants', 'addresses', 'gas', 'electricity'].map((n) => `${dir}/${n}.csv`),
);
const reference = await readReference(files.filter((f) => f.kind === 'reference'));
for (const f of files)
  if (f.kind === 'points') {
    let n = 0;
    let t = performance.now();
    let c = process.cpuUsage();
    for await (const { rows } of rowsOf(f, f.body)) n += rows.length;
    let u = process.cpuUsage(c);
    console.log(
      f.path.split('/').pop(),
      n,
      'parse µs/row',
      (((performance.now() - t) * 1000) / n).toFixed(1),
      'cpu',
      ((u.user + u.system) / n).toFixed(1),
    );
    n = 0;
    t = performance.now();
    c = process.cpuUsage();
    const read = pointReader(f, {
      fuel: f.fuel,
      reference,
      nowUtcSeconds: (Date.now() / 1000) | 0,
    });
    for await (const { rows } of rowsOf(f, f.body)) n += rows.map(read).length;
    u = process.cpuUsage(c);
    console.log(
      '  + judge µs/row',
      (((performance.now() - t) * 1000) / n).toFixed(1),
      'cpu',
      ((u.user + u.system) / n).toFixed(1),
    );
  }
