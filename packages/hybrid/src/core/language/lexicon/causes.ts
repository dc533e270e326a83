import { noun, type Row, say } from './row.ts';

const crash = { event: ['node_crashed'], kind: 'node' } as const;

/** What there may be too little of, and what it is then called when it is the cause. */
const SCARCE: readonly (readonly [cause: string, what: readonly string[]])[] = [
  ['oom', ['memory', 'ram', 'heap', 'heap memory', 'heap space', 'main memory', 'physical memory', 'system memory']],
  [
    'disk_full',
    [
      'disk space',
      'disk',
      'disk capacity',
      'storage space',
      'space on disk',
      'space on the disk',
      'space on its disk',
      'room on disk',
      'room on the disk',
      'free disk space',
    ],
  ],
  [
    'permission',
    [
      'permission',
      'permissions',
      'rights',
      'privileges',
      'privilege',
      'access rights',
      'file permissions',
      'authorisation',
      'authorization',
      'the right permissions',
      'the required permissions',
      'the necessary rights',
    ],
  ],
];

const tooLittle = (what: string): string[] => [
  ...[
    'lack of',
    'lacking',
    'shortage of',
    'a shortage of',
    'a lack of',
    'want of',
    'insufficient',
    'inadequate',
    'not enough',
    'too little',
    'too few',
    'no',
    'missing',
    'absent',
  ].map((less) => `${less} ${what}`),
  ...['lack', 'shortage', 'exhaustion', 'depletion'].map((less) => `${what} ${less}`),
  `${what} was missing`,
  `${what} were missing`,
  `${what} missing`,
];

/** What was used up: "the node ran out of it" and "it ran out", "there was none left". */
const usedUp = (what: string): string[] => [
  ...['out of', 'short of', 'low on', 'running short of', 'running low on', 'running out of'].map((out) => `${out} ${what}`),
  ...['left', 'available', 'remaining', 'free'].flatMap((left) => [
    `no ${what} ${left}`,
    `no more ${what} ${left}`,
    `no free ${what} ${left}`,
    `no ${what} was ${left}`,
    `no ${what} is ${left}`,
    `no more ${what} was ${left}`,
    `there was no ${what} ${left}`,
  ]),
  ...['used up', 'using up', 'exhausted', 'exhausting', 'consumed', 'ate up', 'filled', 'filled up'].flatMap((used) =>
    ['its', 'all its', 'all the', 'all of its', 'all of the', 'the', 'all'].map((its) => `${used} ${its} ${what}`),
  ),
  ...[
    'ran out',
    'running out',
    'was exhausted',
    'was used up',
    'being exhausted',
    'exhausted',
    'was full',
    'is full',
    'being full',
    'was depleted',
    'full',
  ].map((gone) => `${what} ${gone}`),
  `full ${what}`,
];

const BE = ['is', 'was', 'were', 'are', 'being', 'had been', 'has been', 'got'];
const NOT = ['not', 'never'];

/** "the port was taken", "the port already in use", "a taken port": a thing and how it was. */
function thingWas(things: readonly string[], states: readonly string[]): string[] {
  return things.flatMap((thing) =>
    states.flatMap((state) => [
      `${thing} ${state}`,
      `${thing} already ${state}`,
      `${thing} being already ${state}`,
      ...BE.flatMap((be) => [`${thing} ${be} ${state}`, `${thing} ${be} already ${state}`]),
    ]),
  );
}

/** "the binary could not be found", "the checksum did not match": a thing and what it failed to do or be. */
function thingNot(things: readonly string[], participles: readonly string[], infinitives: readonly string[]): string[] {
  return things.flatMap((thing) => [
    ...participles.flatMap((done) => [
      `${thing} not ${done}`,
      ...['is', 'was', 'were', 'are', 'has', 'had', 'could', 'can'].flatMap((be) =>
        NOT.map(
          (not) =>
            `${thing} ${be} ${not} ${be === 'could' || be === 'can' ? 'be ' : ''}${be === 'has' || be === 'had' ? 'been ' : ''}${done}`,
        ),
      ),
    ]),
    ...infinitives.flatMap((match) => ['did', 'does', 'do', 'would', 'could'].map((did) => `${thing} ${did} not ${match}`)),
  ]);
}

const list = (phrases: Iterable<string>): string => [...new Set(phrases)].join(', ');

/** Causes by the words people have for them: what was missing, full, taken or wrong. */
export const CAUSES: readonly Row[] = [
  ...SCARCE.flatMap(([cause, whats]) => say({ cause }, list(whats.flatMap(tooLittle)))),
  ...SCARCE.filter(([cause]) => cause !== 'permission').flatMap(([cause, whats]) => say({ cause }, list(whats.flatMap(usedUp)))),

  ...noun({ ...crash, cause: 'oom' }, 'oom, oom kill, oom-kill, oom crash, out of memory kill, oom event, out-of-memory kill'),
  ...say(
    { cause: 'oom', ...crash, form: 'past' },
    'oomkilled, oom killed, oom-killed, ran out of ram, run out of ram, ran out of memory, run out of memory, oomed',
  ),
  ...['', 'was ', 'were ', 'been ', 'got '].flatMap((was) => [
    ...say(
      { cause: 'killed_by_operator', ...crash, form: 'past' },
      list(['an operator', 'operators', 'a person', 'somebody', 'someone', 'people', 'hand'].map((whom) => `${was}killed by ${whom}`)),
    ),
    ...say(
      { cause: 'oom', ...crash, form: 'past' },
      list(
        ['killed', 'shot', 'reaped', 'taken out', 'hit', 'terminated', 'taken down'].flatMap((killed) =>
          [
            'the oom killer',
            'the oom-killer',
            'the out of memory killer',
            'the out-of-memory killer',
            'oom killer',
            'the kernel oom killer',
          ].map((killer) => `${was}${killed} by ${killer}`),
        ),
      ),
    ),
  ]),
  ...say({ cause: 'oom', ...crash, form: 'ing' }, 'running out of memory'),
  ...say(
    { cause: 'oom' },
    'out-of-ram, out-of-memory, memory pressure, too much memory, excessive memory use, the oom killer, oom killer, the memory limit, memory limit, memory limit exceeded',
  ),
  ...noun(
    { cause: 'oom' },
    'memory problem, memory issue, memory trouble, ram problem, ram issue, memory error, memory allocation failure',
  ),

  ...noun(
    { ...crash, cause: 'segfault' },
    'segfault, segmentation fault, segv, seg fault, sigsegv, segmentation violation, memory access violation, access violation, invalid memory access, signal 11',
  ),
  ...say({ ...crash, cause: 'segfault', form: 'past' }, 'segfaulted'),
  ...say(
    { cause: 'sigterm' },
    list([
      'sigterm',
      ...['termination signal', 'terminate signal', 'term signal', 'sigterm signal'].flatMap((signal) => [
        signal,
        `a ${signal}`,
        `the ${signal}`,
        ...['got', 'received', 'was sent', 'had been sent', 'getting', 'receiving'].map((got) => `${got} a ${signal}`),
      ]),
    ]),
  ),

  ...noun(
    { cause: 'port_conflict' },
    'port conflict, port clash, port collision, port problem, port issue, address conflict, conflicting port, duplicate port, double port use',
  ),
  ...say(
    { cause: 'port_conflict' },
    list([
      ...thingWas(
        ['port', 'address', 'ports', 'port number', 'listening port'],
        [
          'in use',
          'taken',
          'occupied',
          'busy',
          'used',
          'bound',
          'blocked',
          'unavailable',
          'used by another process',
          'taken by another process',
          'held by another process',
          'in use by another process',
          'not free',
          'not available',
        ],
      ),
      ...['taken', 'occupied', 'busy', 'used', 'blocked', 'unavailable'].flatMap((state) => [
        `${state} port`,
        `${state} ports`,
        `already ${state} port`,
        `already ${state} ports`,
      ]),
      ...['port', 'address', 'ports'].flatMap((port) => [
        ...['taken', 'occupied', 'busy', 'in use', 'used', 'blocked', 'not free'].flatMap((state) => [
          `${port} that was ${state}`,
          `${port} that was already ${state}`,
        ]),
        ...['another process', 'another program', 'something else', 'another node', 'a different process'].flatMap((other) =>
          ['held', 'holds', 'took', 'had', 'used', 'uses', 'was using', 'occupied', 'was holding', 'blocked', 'had taken'].flatMap(
            (held) => [`${other} ${held} the ${port}`, `${other} ${held} its ${port}`],
          ),
        ),
      ]),
      'eaddrinuse',
    ]),
  ),

  ...say(
    { cause: 'missing_binary' },
    list([
      ...thingWas(
        ['binary', 'executable', 'program', 'executable file', 'program file', 'binary file', 'binaries'],
        ['missing', 'absent', 'gone', 'nowhere to be found', 'unavailable', 'lost'],
      ),
      ...thingNot(
        ['binary', 'executable', 'program', 'executable file', 'program file', 'binary file', 'command'],
        ['found', 'there', 'present', 'installed', 'located', 'available'],
        ['exist'],
      ),
      ...['missing', 'absent', 'lost', 'non-existent', 'nonexistent'].flatMap((gone) =>
        ['binary', 'binaries', 'executable', 'executables', 'program', 'program file', 'executable file'].map((file) => `${gone} ${file}`),
      ),
      ...['binary', 'executable', 'program'].flatMap((file) => [
        ...['lack of', 'want of', 'for want of', 'for lack of', 'absence of', 'the absence of'].flatMap((less) => [
          `${less} the ${file}`,
          `${less} a ${file}`,
          `${less} its ${file}`,
        ]),
        ...['could not be found', 'was not found', 'was missing', 'was not there', 'did not exist'].map((gone) => `${file} that ${gone}`),
      ]),
      'no binary',
      'no executable',
      'no such binary',
      'no such executable',
      'without a binary',
      'no binary there',
      'enoent',
    ]),
  ),

  ...say(
    { cause: 'checksum_mismatch' },
    list([
      ...['checksum', 'checksums', 'hash', 'digest', 'sha', 'sha256'].flatMap((sum) => [
        ...[
          'mismatch',
          'mismatches',
          'error',
          'errors',
          'failure',
          'failures',
          'problem',
          'problems',
          'difference',
          'discrepancy',
          'verification failure',
          'mismatched',
          'differed',
          'was wrong',
          'was off',
          'was bad',
          'failed',
          'was different',
          'check failed',
          'did not verify',
        ].map((bad) => `${sum} ${bad}`),
        ...[
          'bad',
          'wrong',
          'mismatched',
          'mismatching',
          'invalid',
          'incorrect',
          'different',
          'differing',
          'broken',
          'faulty',
          'non-matching',
        ].map((bad) => `${bad} ${sum}`),
        ...thingNot(
          [sum],
          ['correct', 'right', 'valid', 'the same', 'as expected', 'equal'],
          ['match', 'agree', 'fit', 'verify', 'check out', 'correspond', 'tally', 'add up'],
        ),
      ]),
    ]),
  ),

  ...say(
    { cause: 'disk_full' },
    list([
      ...thingWas(
        ['disk', 'disks', 'drive', 'hard disk', 'hard drive', 'volume', 'file system', 'filesystem', 'partition'],
        ['full', 'filled up', 'filled', 'completely full', 'packed', 'too full', 'out of space', 'at capacity'],
      ),
      ...['disk', 'drive', 'hard disk', 'volume', 'file system', 'filesystem'].flatMap((disk) => [
        `full ${disk}`,
        `full ${disk}s`,
        `${disk} ran full`,
        `${disk} ran out of space`,
        `${disk} had no space left`,
        `${disk} had run full`,
        `${disk} had no room left`,
      ]),
      ...['device', 'disk', 'the disk', 'the device', 'the drive', 'the volume'].flatMap((disk) => [
        `no space left on ${disk}`,
        `no room left on ${disk}`,
        `no more space on ${disk}`,
        `out of space on ${disk}`,
      ]),
      'enospc',
      'no space left',
      'full disk error',
    ]),
  ),
  ...noun({ cause: 'disk_full' }, 'disk space problem, disk space issue, disk-space problem, disk-space issue'),

  ...noun({ cause: 'timeout' }, 'timeout, time-out, expired deadline, missed deadline, expired time limit'),
  ...say(
    { cause: 'timeout' },
    list([
      'timed out',
      'timing out',
      'taking too long',
      'took too long',
      'had taken too long',
      'being too slow',
      'were too slow',
      'not finishing in time',
      'not done in time',
      'did not finish in time',
      'was not done in time',
      'exceeding the time limit',
      'exceeded the time limit',
      'exceeded its deadline',
      'missing the deadline',
      'missed the deadline',
      'ran into the time limit',
      'running into the time limit',
      'the time limit',
      'a time limit',
      ...['time limit', 'deadline', 'time allowed', 'maximum time', 'time'].flatMap((limit) =>
        ['exceeded', 'expired', 'ran out', 'reached', 'overrun', 'elapsed', 'passed'].flatMap((over) =>
          ['', 'was ', 'had ', 'being ', 'had been '].map((was) => `${limit} ${was}${over}`),
        ),
      ),
    ]),
  ),

  ...say(
    { cause: 'permission' },
    list([
      'permission',
      'permissions',
      'permission denied',
      'permissions denied',
      'denied permission',
      'eacces',
      'not permitted',
      'operation not permitted',
      'not being allowed',
      'was not allowed',
      'were not allowed',
      'were denied permission',
      'was denied permission',
      'wrong permissions',
      'bad permissions',
      'incorrect permissions',
      'wrong file permissions',
      ...thingWas(['permission', 'permissions'], ['denied', 'refused', 'missing', 'wrong', 'insufficient', 'not granted', 'not there']),
      ...thingWas(['access'], ['not permitted', 'not allowed', 'not granted']),
    ]),
  ),
  ...noun(
    { cause: 'permission' },
    'permission problem, permission issue, permission error, permissions issue, permissions problem, permission failure, access problem, access rights problem',
  ),

  ...say(
    { cause: 'network' },
    'network, the network, network failure, connectivity failure, connection failure, network trouble, loss of connectivity, lost connectivity, no connectivity, no network, lack of connectivity, connectivity, connectivity loss, dropped connection, broken connection, loss of connection',
  ),
  ...noun(
    { cause: 'network' },
    list(
      ['network', 'networking', 'connectivity', 'connection'].flatMap((net) =>
        ['problem', 'issue', 'partition', 'error', 'outage', 'interruption', 'fault', 'disturbance', 'glitch', 'hiccup', 'difficulty'].map(
          (bad) => `${net} ${bad}`,
        ),
      ),
    ),
  ),
  ...say(
    { cause: 'network' },
    list(
      ['lost', 'losing', 'had lost', 'has lost', 'was losing', 'dropped'].flatMap((lost) =>
        ['connection', 'connectivity', 'network connection', 'network', 'network link', 'uplink'].flatMap((net) => [
          `${lost} its ${net}`,
          `${lost} the ${net}`,
          `${lost} their ${net}`,
        ]),
      ),
    ),
  ),
  ...say(
    { cause: 'network' },
    list(thingWas(['network', 'the network'], ['down', 'unreachable', 'unavailable', 'broken', 'interrupted', 'partitioned', 'cut'])),
  ),

  ...say(
    { cause: 'config' },
    list([
      'misconfiguration',
      'misconfigurations',
      'misconfigured',
      'being misconfigured',
      'was misconfigured',
      'were misconfigured',
      ...['config', 'configuration', 'settings', 'setting', 'configuration file', 'config file', 'configurations'].flatMap((config) => [
        ...['bad', 'wrong', 'invalid', 'faulty', 'broken', 'incorrect', 'erroneous', 'mistaken', 'false', 'improper'].flatMap((bad) => [
          `${bad} ${config}`,
          ...BE.map((be) => `${config} ${be} ${bad}`),
        ]),
      ]),
    ]),
  ),
  ...noun(
    { cause: 'config' },
    list(
      ['config', 'configuration', 'settings'].flatMap((config) =>
        ['error', 'problem', 'issue', 'mistake', 'fault', 'failure'].map((bad) => `${config} ${bad}`),
      ),
    ),
  ),

  ...noun(
    { cause: 'dependency' },
    'dependency problem, dependency issue, dependency failure, dependency outage, failed dependency, broken dependency',
  ),
  ...say(
    { cause: 'dependency' },
    list([
      'a dependency',
      'dependency down',
      ...['dependency', 'dependencies', 'service it depends on', 'service they depend on', 'service it needs'].flatMap((on) => [
        `missing ${on}`,
        `unavailable ${on}`,
        ...['down', 'unavailable', 'missing', 'unreachable', 'broken', 'not available'].flatMap((state) =>
          BE.map((be) => `${on} ${be} ${state}`),
        ),
      ]),
    ]),
  ),

  ...say(
    { cause: 'unknown' },
    list([
      ...['cause', 'causes', 'reason', 'reasons', 'origin'].flatMap((cause) =>
        ['unknown', 'unclear', 'unidentified', 'undetermined', 'unexplained', 'undiagnosed'].map((un) => `${un} ${cause}`),
      ),
    ]),
  ),
];
