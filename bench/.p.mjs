import { openEmitter } from '@sutra/events';
import { seededChance, silentLogger, systemClock } from '@sutra/kit';
import { draftAt } from './workload.mjs';
import { mkdtempSync, rmSync } from 'node:fs';
const folder = mkdtempSync('/tmp/w/p-');
const emitter = await openEmitter({ emitter: 'bench', folder, store: null, clock: systemClock(), chance: seededChance(1), logger: silentLogger });
const n = 50000, chance = seededChance(5), costs = new Float64Array(n), pos = new Uint8Array(n), types=[];
let at = 0;
await new Promise(res => { const t = setInterval(() => {
  for (let i = 0; i < 20 && at < n; i++, at++) { const d = draftAt(at, chance); types.push(d.type); const s = performance.now(); emitter.emit(d); costs[at] = (performance.now() - s) * 1000; pos[at] = i; }
  if (at >= n) { clearInterval(t); res(); } }, 2) });
const q = (a, p) => { const s = Float64Array.from(a).sort(); return s[Math.min(s.length-1, Math.floor(s.length*p))].toFixed(1); };
console.log('all p50', q(costs,.5), 'p99', q(costs,.99), 'p99.9', q(costs,.999), 'max', q(costs,1), 'mean', (costs.reduce((a,b)=>a+b)/n).toFixed(2));
if (process.argv[2]) { for (const p of [0,1,2,5,10,19]) { const c = costs.filter((_, i) => pos[i] === p); console.log('pos', p, q(c,.5), q(c,.9), q(c,.99)); }
for (const t of new Set(types)) { const c = costs.filter((_, i) => types[i] === t && pos[i]>3); console.log(t, q(c,.5), q(c,.99)); } 
const big=[...costs.entries()].filter(([,c])=>c>30); console.log('over30', big.length, 'at pos0', big.filter(([i])=>pos[i]===0).length, 'first5000', big.filter(([i])=>i<5000).length); 
const d = []; for (let i=0;i<n;i++){}; 
const c2=[]; for (let i=0;i<n;i++){const s=performance.now(); c2.push((performance.now()-s)*1000)}; console.log('timer alone', q(c2,.5), q(c2,.99), q(c2,.999)); }
await emitter.close(); rmSync(folder, { recursive: true });
