import type { Fact } from './fact.ts';
import { type Fields, objectIn, textIn } from './fields.ts';
import { type KubernetesEvent, objectName, readKubernetesEvent } from './kubernetes-event.ts';
import { planOf } from './kubernetes-reasons.ts';
import { type Mapper, NotOfThisSource } from './mapper.ts';
import { Recent, type Remembered } from './recent.ts';

/** How long before an effect its cause may lie, µs: a kubelet reports both within minutes. */
const CAUSE_WITHIN_US = 600_000_000;

/** Events of `kubectl get events -o json`, of a watch of them, and of the API's own watch stream. */
export class KubernetesMapper implements Mapper {
  readonly #recent = new Recent();

  facts(document: Fields): readonly Fact[] {
    const event = this.#event(document);
    return event === undefined ? [] : [this.#fact(event)];
  }

  timeUs(item: Fields): number | undefined {
    try {
      return readKubernetesEvent(item).timeUs;
    } catch (reason) {
      if (!(reason instanceof NotOfThisSource)) throw reason;
      return undefined;
    }
  }

  /** Unwraps what a watch wraps; undefined for what says nothing: bookmarks, and events that ran out of their time to live. */
  #event(document: Fields): KubernetesEvent | undefined {
    const wrapped = objectIn(document, 'object');
    if (wrapped === undefined || textIn(document, 'type') === undefined || 'metadata' in document) return readKubernetesEvent(document);
    if (document['type'] === 'BOOKMARK' || document['type'] === 'DELETED') return undefined;
    if (document['type'] === 'ERROR')
      throw new NotOfThisSource(`the watch ended with an error: ${textIn(wrapped, 'message') ?? 'unknown'}`);
    return readKubernetesEvent(wrapped);
  }

  #fact(event: KubernetesEvent): Fact {
    const key = `${event.kind} ${event.objectUid ?? objectName(event)}`;
    const plan = planOf(event);
    const cause = plan.after === undefined ? undefined : this.#recent.last(key, plan.after, event.timeUs, CAUSE_WITHIN_US);
    const { type, body } = plan.map(event, cause);
    const id = `kubernetes:${event.uid}:${event.resourceVersion}`;
    this.#recent.add(key, { id, timeUs: event.timeUs, reason: plan.as ?? event.reason, type });
    const custom = body === undefined;
    return {
      id,
      timeUs: event.timeUs,
      type,
      body: body ?? plainBody(event),
      entities: [...(custom ? [objectName(event)] : []), ...relatedEntities(event)],
      ...(cause === undefined ? {} : { causes: [cause.id] }),
      because: becauseOf(event, custom, cause),
      ...(event.warning ? { severity: 'warning' as const } : {}),
      ...(custom ? {} : { origin: originOf(event) }),
    };
  }
}

/** The message says why, where it does not stand in the body anyway; and what it follows from, where that is known. */
function becauseOf({ message, kind }: KubernetesEvent, custom: boolean, cause: Remembered | undefined): string | undefined {
  if (cause !== undefined) return `${message} (after ${cause.reason} of the same ${kind})`;
  return custom || message === '' ? undefined : message;
}

function relatedEntities({ kind, namespace, host }: KubernetesEvent): string[] {
  return [
    ...(host === undefined ? [] : [host, `host:${host}`]),
    ...(namespace === '' || kind === 'Node' ? [] : [`namespace:${namespace}`]),
  ];
}

function originOf(event: KubernetesEvent): Record<string, string | number | undefined> {
  const { reason, kind, namespace, count, component, host, fieldPath, objectUid, action, related } = event;
  return {
    ...{ reason, kind, namespace, count, component, host, field_path: fieldPath, object_uid: objectUid, action, related },
    first_us: count > 1 ? event.firstUs : undefined,
  };
}

function plainBody({ message, name, warning, ...rest }: KubernetesEvent): Record<string, unknown> {
  const { reason, kind, namespace, count, component, host, fieldPath, objectUid, action, related, firstUs } = rest;
  return {
    ...{ reason, message, kind, namespace, name, count, component, host, field_path: fieldPath, object_uid: objectUid, action, related },
    first_us: count > 1 ? firstUs : undefined,
    type: warning ? 'Warning' : 'Normal',
  };
}
