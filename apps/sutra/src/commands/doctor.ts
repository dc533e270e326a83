import { statfsSync } from 'node:fs';
import type { VersionAnswer } from '@sutra/api';
import { inert, SutraError, usFromIso } from '@sutra/kit';
import { ControlClient } from '../client/control.ts';
import { type Invocation, limitOf } from '../client/invocation.ts';
import { openMaster } from '../client/master.ts';
import { openStore } from '../client/store.ts';
import { portHolder } from '../up/ports.ts';

interface Finding {
  readonly what: string;
  readonly ok: boolean;
  readonly says: string;
  readonly mend?: string;
}

/** Wait for each part, ms. */
const LOOK_LIMIT_MS = 3_000;
const CLOCK_SKEW_MS_MAX = 2_000;
const FREE_BYTES_MIN = 512 * 1024 * 1024;

/** `sutra doctor`: looks at everything a grid stands on and says what to mend. Exit 3 when something is wrong. */
export async function doctor(invocation: Invocation): Promise<number> {
  const findings = [
    node(),
    disk(invocation),
    await storage(invocation),
    await master(invocation),
    await control(invocation),
    token(invocation),
    ...(await model(invocation)),
  ];
  const { terminal } = invocation;
  if (invocation.output === 'json' || invocation.output === 'jsonl')
    terminal.out(JSON.stringify(findings, null, invocation.output === 'json' ? 2 : undefined));
  else {
    for (const finding of findings) {
      terminal.out(`${finding.ok ? terminal.paint.green('●') : terminal.paint.red('✕')} ${finding.what.padEnd(10)} ${inert(finding.says)}`);
      if (finding.mend !== undefined && !finding.ok) terminal.out(`             → ${inert(finding.mend)}`);
    }
  }
  return findings.every((finding) => finding.ok) ? 0 : 3;
}

function node(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const ok = major > 20 || (major === 20 && minor >= 19);
  return {
    what: 'node',
    ok,
    says: `Node ${process.versions.node}, ${process.platform} ${process.arch}`,
    mend: 'Install Node 20.19 or newer.',
  };
}

function disk(invocation: Invocation): Finding {
  const { data } = invocation.config.grid;
  try {
    const stat = statfsSync(data);
    const free = stat.bavail * stat.bsize;
    return {
      what: 'disk',
      ok: free >= FREE_BYTES_MIN,
      says: `${(free / 1024 ** 3).toFixed(1)} GiB free under ${data}`,
      mend: 'Free space: below 512 MiB events may soon have nowhere to go.',
    };
  } catch (reason) {
    return {
      what: 'disk',
      ok: false,
      says: `Cannot look at ${data}: ${(reason as Error).message}`,
      mend: 'Start a grid with `sutra up`, or name its folder with --data.',
    };
  }
}

async function storage(invocation: Invocation): Promise<Finding> {
  const store = openStore(invocation);
  try {
    const stats = await store.stats({ limitMs: limitOf(invocation, LOOK_LIMIT_MS) });
    const torn = stats.recovered.tornBytes > 0 ? `; ${stats.recovered.tornBytes} torn bytes were cut at the last start` : '';
    return {
      what: 'storage',
      ok: true,
      says: `${invocation.at.storage}: ${stats.events} events, ${stats.segments} segments, ${stats.bytesPerEvent.toFixed(0)} B each, flush p99 ${stats.flushP99Ms.toFixed(1)} ms${torn}`,
    };
  } catch (reason) {
    return failed('storage', invocation.at.storage, reason);
  } finally {
    await store.close();
  }
}

async function master(invocation: Invocation): Promise<Finding> {
  const client = openMaster(invocation);
  try {
    const status = await client.getClusterStatus({}, { limitMs: limitOf(invocation, LOOK_LIMIT_MS) });
    return {
      what: 'master',
      ok: true,
      says: `${invocation.at.master}: ${status.status}, ${status.healthyAgents}/${status.totalAgents} agents, ${status.runningStorageNodes}/${status.totalStorageNodes} nodes`,
    };
  } catch (reason) {
    return failed('master', invocation.at.master, reason);
  } finally {
    await client.close();
  }
}

async function control(invocation: Invocation): Promise<Finding> {
  try {
    const before = invocation.clock.wallUs();
    const status = await new ControlClient({ ...invocation, givenLimitMs: invocation.givenLimitMs ?? LOOK_LIMIT_MS }).get<{
      timestamp: string;
    }>('/api/grid/status');
    const after = invocation.clock.wallUs();
    const theirs = usFromIso(status.timestamp) ?? before;
    const skewMs = Math.max(0, before - theirs, theirs - after) / 1000;
    return {
      what: 'control',
      ok: skewMs <= CLOCK_SKEW_MS_MAX,
      says: `http://${invocation.at.control}: answers in ${((after - before) / 1000).toFixed(0)} ms, clocks ${skewMs < 1 ? 'agree' : `differ by ${skewMs.toFixed(0)} ms`}`,
      mend: 'Set the clocks of both machines by NTP; times in answers are off by this much.',
    };
  } catch (reason) {
    return failed('control', invocation.at.control, reason);
  }
}

/** The model that may help reading questions, where one is set up: nothing is sent to it to find out. */
async function model(invocation: Invocation): Promise<readonly Finding[]> {
  const client = new ControlClient({ ...invocation, givenLimitMs: invocation.givenLimitMs ?? LOOK_LIMIT_MS });
  const version = await client.get<VersionAnswer>('/api/version').catch(() => undefined); // that control is away is its own finding
  if (version?.model === undefined) return [];
  const { name, endpoint, mode, last } = version.model;
  const said = last === undefined ? 'not asked yet' : `the last question: ${last.outcome}${last.why === undefined ? '' : ` (${last.why})`}`;
  return [
    {
      what: 'model',
      ok: last?.outcome !== 'failed',
      says: `${name} at ${endpoint}, ${mode}; ${said}`,
      mend: 'Check base_url, model and key in [llm]; until then the grammar reads every question alone.',
    },
  ];
}

function token(invocation: Invocation): Finding {
  return {
    what: 'token',
    ok: invocation.token !== undefined,
    says:
      invocation.token === undefined ? `no token in ${invocation.tokenFile}` : `found in ${invocation.tokenFile}, readable by you alone`,
    mend: 'Without it nothing can be changed from here. Name the grid’s folder with --data DIR.',
  };
}

function failed(what: string, address: string, reason: unknown): Finding {
  const error = SutraError.from(reason);
  const port = Number(address.split(':').at(-1));
  const holder = portHolder(port);
  const seen = holder === undefined ? `nothing listens on port ${port} here` : `port ${port} here is held by ${holder}`;
  return { what, ok: false, says: `${error.message} (${seen})`, mend: error.mend };
}
