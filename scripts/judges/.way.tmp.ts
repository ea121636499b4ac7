import { judgeWay } from './judge-way.ts';
for (const row of await judgeWay('/work/shared/data')) console.log(row.name, row.checked, row.failed.length, row.failed.slice(0, 30));
process.exit(0);
