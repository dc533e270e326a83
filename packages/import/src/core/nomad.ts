import type { Fact } from './fact.ts';
import { asObject, type Fields, listIn, numberIn, objectIn, textIn, usFromNs } from './fields.ts';
import { type Mapper, NotOfThisSource } from './mapper.ts';
import { allocationFacts } from './nomad-allocation.ts';
import { Recent } from './recent.ts';

/** One event of the stream: of a topic, about a key, with the object as it was then. */
export interface NomadEvent {
  readonly topic: string;
  readonly type: string;
  readonly key: string;
  readonly namespace: string | undefined;
  readonly index: number;
  /** The object under its own name. */
  readonly payload: Fields;
}

/** `/v1/event/stream`: one object a line, `{Index, Events}`, and `{}` now and then so that the line stays open. */
export class NomadMapper implements Mapper {
  readonly #recent = new Recent();
  /** The newest time any event has said: what has none of its own happened about then. */
  #timeUs = 0;

  facts(document: Fields): readonly Fact[] {
    const events = listIn(document, 'Events');
    if (events.length === 0) {
      if (Object.keys(document).length > 0 && !('Events' in document))
        throw new NotOfThisSource('it is no batch of the event stream: Events is missing');
      return [];
    }
    return events.flatMap((one) => this.#facts(readEvent(one, numberIn(document, 'Index') ?? 0)));
  }

  #facts(event: NomadEvent): readonly Fact[] {
    const timeUs = this.#time(event);
    if (event.topic === 'Allocation') return allocationFacts(event, timeUs, this.#recent);
    const { type, body, entities, origin } = mappedOf(event);
    return [
      {
        id: `nomad:${event.index}:${event.topic}:${event.type}:${event.key}`,
        timeUs,
        type,
        body: body ?? { ...event.payload, topic: event.topic, type: event.type, key: event.key, index: event.index },
        entities: [...entities, ...(event.namespace === undefined ? [] : [`namespace:${event.namespace}`])],
        ...(body === undefined ? {} : { origin: { ...origin, topic: event.topic, type: event.type, index: event.index, key: event.key } }),
      },
    ];
  }

  #time({ payload }: NomadEvent): number {
    const own = numberIn(payload, 'ModifyTime') ?? numberIn(payload, 'SubmitTime') ?? numberIn(payload, 'CreateTime');
    const seconds = numberIn(payload, 'StatusUpdatedAt');
    const timeUs = own !== undefined && own > 0 ? usFromNs(own) : seconds !== undefined && seconds > 0 ? seconds * 1e6 : this.#timeUs;
    this.#timeUs = Math.max(this.#timeUs, timeUs);
    return timeUs;
  }
}

function readEvent(value: unknown, index: number): NomadEvent {
  const event = asObject(value);
  const [topic, type] = [textIn(event, 'Topic'), textIn(event, 'Type')];
  if (topic === undefined || type === undefined) throw new NotOfThisSource('it is no event of Nomad: Topic or Type is missing');
  const payload = objectIn(event, 'Payload');
  return {
    topic,
    type,
    key: textIn(event, 'Key') ?? '',
    namespace: textIn(event, 'Namespace'),
    index: numberIn(event, 'Index') ?? index,
    payload: objectIn(payload, topic) ?? payload ?? {},
  };
}

interface Mapped {
  readonly type: string;
  readonly body?: Fact['body'];
  readonly entities: readonly string[];
  readonly origin?: Fact['origin'];
}

const idIn = (of: Fields, name: string): string[] => {
  const value = textIn(of, name);
  return value === undefined ? [] : [value];
};

/** Nodes of Nomad are agents; deployments are updates. Everything else is kept in its own words. */
function mappedOf({ topic, type, key, payload }: NomadEvent): Mapped {
  switch (topic) {
    case 'Node':
      return nodeOf(type, payload, key);
    case 'Deployment':
      return deploymentOf(type, payload, key);
    case 'Evaluation':
      return {
        type,
        entities: [
          `evaluation:${key}`,
          ...idIn(payload, 'JobID').map((id) => `job:${id}`),
          ...idIn(payload, 'NodeID').map((id) => `client:${id}`),
        ],
      };
    case 'Job':
      return { type, entities: [`job:${key}`] };
    default:
      return { type, entities: [`${topic.toLowerCase()}:${key}`] };
  }
}

function nodeOf(type: string, node: Fields, key: string): Mapped {
  const agent_id = textIn(node, 'Name') ?? key;
  const origin = { client: key, status: textIn(node, 'Status'), eligibility: textIn(node, 'SchedulingEligibility') };
  const entities = [`client:${key}`, `host:${agent_id}`];
  const agent = { body: { agent_id }, entities, origin };
  if (type === 'NodeDeregistration') return { type: 'agent_unregistered', ...agent };
  if (type === 'NodeDrain') return { type: node['DrainStrategy'] == null ? 'agent_undrained' : 'agent_draining', ...agent };
  return { type, entities: [agent_id, ...entities] };
}

function deploymentOf(type: string, deployment: Fields, key: string): Mapped {
  const job = textIn(deployment, 'JobID');
  const entities = [...(job === undefined ? [] : [`job:${job}`])];
  const body = { operation: `deployment:${key}`, version: String(numberIn(deployment, 'JobVersion') ?? 'unknown') };
  const error = textIn(deployment, 'StatusDescription') ?? 'unknown';
  const origin = { description: error, job };
  if (type === 'DeploymentStatusUpdate') {
    const status = textIn(deployment, 'Status');
    if (status === 'running') return { type: 'update_started', body, entities, origin };
    if (status === 'successful') return { type: 'update_completed', body, entities, origin };
    if (status === 'failed') return { type: 'update_failed', body: { ...body, error }, entities, origin };
  }
  return { type, entities: [`deployment:${key}`, ...entities] };
}
