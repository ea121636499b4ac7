import { readFileSync, readdirSync } from 'node:fs';
const ticks = () => { let t = 0; for (const p of readdirSync('/proc')) if (/^\d+$/.test(p)) try { const s = readFileSync(`/proc/${p}/stat`, 'latin1'); const cmd = readFileSync(`/proc/${p}/cmdline`, 'latin1'); if (/^postgres: /.test(cmd) && process.argv[2] !== 'x') { const f = s.slice(s.lastIndexOf(')') + 2).split(' '); const e = `${cmd.slice(0, 40)}`; m.set(p, [e, Number(f[11]), Number(f[12])]); } } catch {} return t; };
const m = new Map<string, [string, number, number]>();
setInterval(ticks, 500).unref();
process.on('exit', () => console.table([...m.values()].filter((x) => x[1] + x[2] > 20)));
await import('./bench/store.ts');
