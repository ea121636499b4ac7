import { readFileSync, readdirSync } from 'node:fs';
import { readRequest } from '../../../headend/market/duis/request.ts';
import { serviceRequestFrom } from '../../../headend/market/duis/service-request-from.ts';
const D='/work/shared/data/duis/requests/';
const all=readdirSync(D).map(f=>readFileSync(D+f,'utf8'));
const tariff=readdirSync(D).filter(f=>f.startsWith('ECS01a_1.1.1')).map(f=>readFileSync(D+f,'utf8'));
const best=(name:string, xs:string[], reps:number, fn:(x:string)=>unknown)=>{ let min=1e9; for(let w=0;w<60;w++){ const s=process.cpuUsage(); for(let r=0;r<reps;r++) for(const x of xs) fn(x); const u=process.cpuUsage(s); min=Math.min(min,(u.user+u.system)/(reps*xs.length)); } console.log(name,min.toFixed(2),'us',Math.round(1e6/min)); };
best('all read',all,3,(x)=>readRequest(x));
best('all take',all,3,(x)=>serviceRequestFrom(readRequest(x),'send'));
best('tariff take',tariff,100,(x)=>serviceRequestFrom(readRequest(x),'send'));
process.exit(0)
