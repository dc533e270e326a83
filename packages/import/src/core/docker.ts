import { causeOfExit, digestOf, type Fact, SIGNALS, signalOf } from './fact.ts';
import { type Fields, numberIn, objectIn, textIn } from './fields.ts';
import { type Mapper, NotOfThisSource } from './mapper.ts';
import { Recent, type Remembered } from './recent.ts';

/** From a signal or an out-of-memory kill to the end of the container, µs. */
const END_WITHIN_US = 30_000_000;
/** From the end of a container to its next start, µs: the longest back-off of a restart policy and some. */
const RESTART_WITHIN_US = 120_000_000;

interface DockerEvent {
  readonly id: string;
  readonly timeUs: number;
  readonly kind: string;
  readonly action: string;
  readonly actor: string;
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly scope: string | undefined;
}

/** `docker events --format '{{json .}}'`: one object a line. */
export class DockerMapper implements Mapper {
  readonly #recent = new Recent();
  readonly #host: string;

  /** @param host of the daemon: its events do not say where they happened */
  constructor(host: string) {
    this.#host = host;
  }

  facts(document: Fields, text: string): readonly Fact[] {
    const event = readEvent(document, text);
    const cause = this.#causeOf(event);
    const { type, body } =
      event.kind === 'container' ? this.#mapped(event, cause) : { type: `${event.kind}_${event.action}`, body: undefined };
    this.#recent.add(event.actor, { id: event.id, timeUs: event.timeUs, reason: reasonOf(event), type });
    return [
      {
        id: event.id,
        timeUs: event.timeUs,
        type,
        body: body ?? { ...event.attributes, action: event.action, actor_id: event.actor, scope: event.scope, host: this.#host },
        entities: this.#entities(event, body === undefined),
        ...(cause === undefined ? {} : { causes: [cause.id] }),
        because: cause === undefined ? undefined : `${event.action} of ${event.name} after ${cause.reason}`,
        ...(body === undefined ? {} : { origin: { ...event.attributes, action: event.action, container: event.actor.slice(0, 12) } }),
      },
    ];
  }

  #causeOf({ kind, action, actor, timeUs }: DockerEvent): Remembered | undefined {
    if (kind !== 'container') return undefined;
    if (action === 'die') return this.#recent.last(actor, ['oom', 'kill'], timeUs, END_WITHIN_US);
    if (action === 'stop' || action === 'destroy') return this.#recent.last(actor, ['die'], timeUs, END_WITHIN_US);
    if (action === 'start' || action === 'restart') return this.#recent.last(actor, ['die'], timeUs, RESTART_WITHIN_US);
    return undefined;
  }

  #mapped(event: DockerEvent, cause: Remembered | undefined): { readonly type: string; readonly body?: Fact['body'] } {
    const node = { node_id: event.name, agent_id: this.#host };
    if (event.action === 'kill') return reasonOf(event) === 'kill' ? { type: 'stop_requested', body: node } : { type: 'signal' };
    if (event.action !== 'die') return { type: event.action };
    const exit = Number(event.attributes['exitCode'] ?? Number.NaN);
    // Windows says 3221225786 for what is -1073741510.
    const exit_code = Number.isInteger(exit) ? exit | 0 : undefined;
    const signal = exit_code === undefined ? undefined : signalOf(exit_code);
    if (exit_code === 0 || cause?.reason === 'kill') return { type: 'stop_succeeded', body: { ...node, exit_code, signal } };
    return {
      type: 'node_crashed',
      body: {
        ...node,
        exit_code,
        signal,
        cause: cause?.reason === 'oom' ? 'oom' : causeOfExit(signal),
        oom_kills: cause?.reason === 'oom' ? 1 : undefined,
      },
    };
  }

  #entities({ kind, name, attributes }: DockerEvent, custom: boolean): string[] {
    const image = attributes['image'];
    const labels = ['com.docker.compose.project', 'com.docker.swarm.service.name', 'com.docker.stack.namespace'];
    return [
      ...(custom ? [kind === 'container' ? name : `${kind}:${name}`, this.#host] : []),
      `host:${this.#host}`,
      ...(image === undefined ? [] : [`image:${image}`]),
      ...labels.flatMap((label) => (attributes[label] === undefined ? [] : [`${label.split('.')[3] ?? label}:${attributes[label]}`])),
    ];
  }
}

/** A signal that ends a container is asked for; any other signal is only passed on. */
const reasonOf = ({ action, attributes }: DockerEvent): string => {
  if (action !== 'kill') return action;
  const signal = SIGNALS[Number(attributes['signal'])];
  return signal === 'SIGTERM' || signal === 'SIGKILL' || signal === 'SIGINT' || signal === 'SIGQUIT' ? 'kill' : 'signal';
};

function readEvent(document: Fields, text: string): DockerEvent {
  const actorOf = objectIn(document, 'Actor');
  const said = textIn(document, 'Action') ?? textIn(document, 'status');
  const actor = textIn(actorOf, 'ID') ?? textIn(document, 'id') ?? '';
  if (said === undefined || (actorOf === undefined && actor === ''))
    throw new NotOfThisSource('it is no event of Docker: Action or Actor is missing');
  // Nanoseconds since the epoch are more than a JSON number carries in JavaScript: they are read as they stand.
  const nano = /"timeNano"\s*:\s*(\d{1,19})/.exec(text)?.[1];
  const seconds = numberIn(document, 'time');
  if (nano === undefined && seconds === undefined) throw new NotOfThisSource('it says no time');
  const attributes = Object.fromEntries(
    Object.entries(objectIn(actorOf, 'Attributes') ?? {}).map(([name, value]) => [name, String(value)]),
  );
  const kind = textIn(document, 'Type') ?? 'container';
  // "health_status: healthy" and "exec_start: sh -c …" carry what happened before the colon, and behind it perhaps a command with line ends and secrets in it.
  const colon = said.indexOf(':');
  const [action, detail] = colon < 0 ? [said, undefined] : [said.slice(0, colon), said.slice(colon + 1).trim()];
  const happened = detail === undefined ? action : `${action}:${digestOf(detail)}`;
  return {
    id: `docker:${nano ?? `${seconds}s`}:${kind}:${happened}:${actor}`,
    timeUs: nano === undefined ? Math.floor((seconds as number) * 1e6) : Number(BigInt(nano) / 1000n),
    kind,
    action,
    actor,
    name: attributes['name'] ?? actor.slice(0, 12),
    attributes: { ...attributes, ...(detail === undefined ? {} : { detail }) },
    scope: textIn(document, 'scope'),
  };
}
