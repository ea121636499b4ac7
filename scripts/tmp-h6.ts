import pg from 'pg';
const times = new Map<string, [number, number]>();
const original = pg.Client.prototype.query as any;
(pg.Client.prototype as any).query = function (q: any, ...rest: any[]) {
  const t = performance.now();
  const r = original.call(this, q, ...rest);
  if (r?.then) r.then(() => { const n = q.name ?? q; const e = times.get(n) ?? [0, 0]; e[0]++; e[1] += performance.now() - t; times.set(n, e); }, () => 0);
  return r;
};
process.on('exit', () => console.table([...times].filter(([, [n]]) => n > 20).map(([n, [c, ms]]) => ({ n: String(n).slice(0, 30), c, ms: Math.round(ms), avg: (ms / c).toFixed(2) }))));
await import('./bench/store.ts');
