import { judgeReading, judgeWriting } from '/work/main/scripts/judges/judge-schema.ts';
const which = process.argv[2];
const runs = Number(process.argv[3] ?? 100);
const rows = which === 'read' ? judgeReading('/work/shared/data', runs) : judgeWriting('/work/shared/data', runs);
let bad = 0;
for (const row of rows) if (row.failed.length || !row.checked) { bad++; console.log(row.name, row.checked, row.failed.length, row.failed.slice(0,3).join('\n   ').slice(0,1500)); }
console.log(rows.length, 'rows', bad, 'bad', rows.reduce((n,r)=>n+r.checked,0));
