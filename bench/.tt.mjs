import { openEmitter } from '@sutra/events';
import { compose } from '../packages/events/dist/core/compose.js';
import { seededChance, silentLogger, systemClock } from '@sutra/kit';
import { draftAt } from './workload.mjs';
import { mkdtempSync, rmSync } from 'node:fs';
const folder = mkdtempSync('/tmp/w/p-'); const clock=systemClock();
const emitter = await openEmitter({ emitter: 'bench', folder, store: null, clock, chance: seededChance(1), logger: silentLogger });
const chance=seededChance(5), n=30000; let at=0; const by={};
const put=(k,v)=>(by[k]??=[]).push(v*1000);
const sp={emitter:'bench',epoch:1760000000000,secrets:[],eventBytesMax:1e6};
const q=(a,p)=>{const s=a.slice().sort((x,y)=>x-y);return s[Math.floor(s.length*p)].toFixed(1)};
await new Promise(res=>{const t=setInterval(()=>{ for(let i=0;i<20&&at<n;i++,at++){ 
 const a=performance.now(); const d=draftAt(at,chance); const b=performance.now(); const w=clock.wallUs(); const c=performance.now(); 
 if (process.argv[2]) compose(d,sp,at,w); const e=performance.now(); emitter.emit(d); const f=performance.now();
 const p=i===0?'pos0':i===1?'pos1':i>5?'later':'mid'; put(p+' draftAt',b-a); put(p+' wallUs',c-b); put(p+' compose',e-c); put(p+' emit',f-e);} if(at>=n){clearInterval(t);res();}},2)});
for(const k of Object.keys(by).sort())console.log(k.padEnd(16),q(by[k],.5),q(by[k],.9),q(by[k],.99));
await emitter.close(); rmSync(folder,{recursive:true});
