import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readRequest, writeRequest } from '/work/main/headend/market/duis/request.ts';
import { signedDocument } from '/work/main/headend/market/duis/signature/sign.ts';
import { verifyRequest } from '/work/main/headend/market/duis/signature/verify.ts';
import { serviceRequestFrom } from '/work/main/headend/market/duis/service-request-from.ts';
const { privateKey: key, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const D='/work/shared/data/duis/requests/';
for (const f of ['CS01a_2.2_SUCCESS_REQUEST_DUIS.XML','ECS01c_1.1.2_IMMEDIATE_SUCCESS_REQUEST_DUIS.XML','ECS01a_1.1.1_IMMEDIATE_TOU_SUCCESS_REQUEST_DUIS.XML']) {
  const orig=readFileSync(D+f,'utf8');
  const r = readRequest(orig);
  const signed = signedDocument({key, issuerName:'CN=U1,OU=07', serialNumber:1234567890n}, writeRequest(r));
  // same whitespace as published
  const certs = { find:()=>({eui64: r.header.requestId.slice(0,23), publicKey}), problemOf:()=>undefined, has:()=>true };
  const run=(name:string, fn:()=>unknown)=>{ fn(); for(let i=0;i<3000;i++)fn(); const s=process.cpuUsage(); let n=0; const e=Date.now()+1500; while(Date.now()<e){fn();n++} const u=process.cpuUsage(s); console.log(f.slice(0,14),signed.length,name,Math.round(n/((u.user+u.system)/1e6)),'/s'); };
  run('parse orig',()=>serviceRequestFrom(readRequest(orig),'send'));
  run('parse',()=>serviceRequestFrom(readRequest(signed),'send'));
  run('parse+verify',()=>{const q=readRequest(signed); serviceRequestFrom(q,'send'); verifyRequest(q,signed,certs,0)});
  run('sign',()=>signedDocument({key, issuerName:'CN=U1,OU=07', serialNumber:1234567890n}, writeRequest(r)));
}
