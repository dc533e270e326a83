import { compose } from '../packages/events/dist/core/compose.js';
import { validateDraft, eventFromDraft, redactDraft } from '@sutra/model';
import { seededChance } from '@sutra/kit';
import { draftAt } from './workload.mjs';
const chance = seededChance(5); const N=200000; const drafts = Array.from({length:N},(_, i)=>draftAt(i,chance));
const sp={emitter:'bench',epoch:12345678,secrets:[],eventBytesMax:1e6};
const env={id:'x',wallUs:1,emitter:'b',emitterEpoch:1,emitterSeq:1};
for (const [name, f] of Object.entries({validate:d=>validateDraft(d), redact:d=>redactDraft(d,[]), event:d=>eventFromDraft(d,env), spread:d=>({...d.body}), compose:(d)=>compose(d,sp,1,1760000000000000)})) {
  const by={}; 
  for (let r=0;r<2;r++) for (const d of drafts) { const s=process.hrtime.bigint(); f(d); const t=Number(process.hrtime.bigint()-s); if(r) (by[d.type]??=[]).push(t); }
  console.log(name, Object.entries(by).map(([k,a])=>{a.sort((x,y)=>x-y);return k+' '+a[a.length>>1]+'/'+a[Math.floor(a.length*.99)]}).join('  '));
}
