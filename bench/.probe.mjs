import { mkdtempSync } from 'node:fs';
import { systemClock, seededChance, silentLogger } from '@sutra/kit';
import { openEmitter } from '@sutra/events';
const mk = { hb: (n) => ({ type: 'agent_heartbeat', body: { agent_id: `agent-${n % 100}`, storage_node_count: n % 50 } }),
 sp: (n) => ({ type: 'spawn_succeeded', body: { node_id: `node-${n}`, agent_id: `agent-${n % 100}`, pid: 1000 + (n % 1000), port: 50000 } }) };
for (const [name, draft, perTick, tick] of [['hb only', mk.hb, 20, 2], ['lifecycle only', mk.sp, 20, 2], ['lifecycle 10/1ms', mk.sp, 10, 1], ['hb 100/10ms', mk.hb, 100, 10], ['lifecycle 100/10ms', mk.sp, 100, 10]]) {
  const e = await openEmitter({ emitter: 'b', folder: mkdtempSync('/tmp/sutra-b-'), store: null, clock: systemClock(), chance: seededChance(1), logger: silentLogger });
  const all = [], first = [];
  let n = 0;
  await new Promise((done) => { const t = setInterval(() => {
    for (let i = 0; i < perTick; i++, n++) { const d = draft(n); const a = performance.now(); e.emit(d); const c = (performance.now() - a) * 1000; if (n > 8000) { all.push(c); if (i === 0) first.push(c); } }
    if (n >= 40000) { clearInterval(t); done(); } }, tick); });
  const p = (l, q) => l.sort((x, y) => x - y)[Math.floor(l.length * q)].toFixed(1);
  console.log(name.padEnd(20), 'p50', p(all, .5), 'p99', p(all, .99), '| first p50', p(first, .5), 'p99', p(first, .99));
  await e.close();
}
