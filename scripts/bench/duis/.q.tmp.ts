import { readFileSync, readdirSync } from 'node:fs';
import { readRequest } from '../../../headend/market/duis/request.ts';
import { serviceRequestFrom } from '../../../headend/market/duis/service-request-from.ts';
import { inTurn } from './parser.ts';
const D='/work/shared/data/duis/requests/';
const all=readdirSync(D).map(f=>readFileSync(D+f,'utf8'));
const tariff=readdirSync(D).filter(f=>f.startsWith('ECS01a_1.1.1')).map(f=>readFileSync(D+f,'utf8'));
const run=(name:string, fn:()=>unknown)=>{ for(let i=0;i<2000;i++)fn(); const s=process.cpuUsage(); let n=0; const e=Date.now()+2500; while(Date.now()<e){for(let k=0;k<50;k++)fn();n+=50} const u=process.cpuUsage(s); console.log(name,((u.user+u.system)/n).toFixed(1),'us', Math.round(1e6*n/(u.user+u.system))); };
const sel=process.argv[2];
if(sel!=='all'){run('tariff read',inTurn(tariff,(x)=>readRequest(x)));
run('tariff take',inTurn(tariff,(x)=>serviceRequestFrom(readRequest(x),'send')));}
if(sel!=='tariff'){run('all read',inTurn(all,(x)=>readRequest(x)));
run('all take',inTurn(all,(x)=>serviceRequestFrom(readRequest(x),'send')));}
process.exit(0)
