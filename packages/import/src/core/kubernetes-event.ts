import { usFromIso } from '@sutra/kit';
import { type Fields, numberIn, objectIn, textIn } from './fields.ts';
import { NotOfThisSource } from './mapper.ts';

/** One Event of Kubernetes, of either API, under one set of names. */
export interface KubernetesEvent {
  readonly uid: string;
  readonly resourceVersion: string;
  readonly timeUs: number;
  readonly reason: string;
  readonly message: string;
  readonly warning: boolean;
  /** Times it was seen, this time included. */
  readonly count: number;
  readonly firstUs: number | undefined;
  readonly component: string | undefined;
  /** Node that reported it. */
  readonly host: string | undefined;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly objectUid: string | undefined;
  readonly fieldPath: string | undefined;
  readonly related: string | undefined;
  readonly action: string | undefined;
}

/** Both shapes: core/v1, and events.k8s.io/v1 with its other names for the same fields. */
export function readKubernetesEvent(document: Fields): KubernetesEvent {
  if (document['kind'] !== undefined && document['kind'] !== 'Event')
    throw new NotOfThisSource(`its kind is ${String(document['kind'])}, and only Events are taken`);
  const metadata = objectIn(document, 'metadata');
  const object = objectIn(document, 'involvedObject') ?? objectIn(document, 'regarding');
  const reason = textIn(document, 'reason');
  if (metadata === undefined || object === undefined || reason === undefined)
    throw new NotOfThisSource('it is not an Event: metadata, involvedObject (or regarding) or reason is missing');
  const source = objectIn(document, 'source') ?? objectIn(document, 'deprecatedSource');
  const series = objectIn(document, 'series');
  const namespace = textIn(object, 'namespace') ?? textIn(metadata, 'namespace') ?? '';
  const firstUs = timeIn(document, 'firstTimestamp') ?? timeIn(document, 'deprecatedFirstTimestamp') ?? timeIn(document, 'eventTime');
  const timeUs =
    timeIn(series, 'lastObservedTime') ??
    timeIn(document, 'lastTimestamp') ??
    timeIn(document, 'deprecatedLastTimestamp') ??
    timeIn(document, 'eventTime') ??
    firstUs ??
    timeIn(metadata, 'creationTimestamp');
  if (timeUs === undefined) throw new NotOfThisSource('it says no time');
  const related = objectIn(document, 'related');
  return {
    uid: textIn(metadata, 'uid') ?? `${namespace}/${textIn(metadata, 'name') ?? reason}`,
    resourceVersion: textIn(metadata, 'resourceVersion') ?? String(timeUs),
    timeUs,
    reason,
    message: textIn(document, 'message') ?? textIn(document, 'note') ?? '',
    warning: document['type'] === 'Warning',
    count: numberIn(series, 'count') ?? numberIn(document, 'count') ?? numberIn(document, 'deprecatedCount') ?? 1,
    firstUs,
    component: textIn(source, 'component') ?? textIn(document, 'reportingComponent') ?? textIn(document, 'reportingController'),
    host: textIn(source, 'host') ?? hostOf(textIn(document, 'reportingInstance'), object),
    kind: textIn(object, 'kind') ?? 'Object',
    namespace,
    name: textIn(object, 'name') ?? '',
    objectUid: textIn(object, 'uid'),
    fieldPath: textIn(object, 'fieldPath'),
    related: related === undefined ? undefined : `${textIn(related, 'kind') ?? 'Object'} ${textIn(related, 'name') ?? ''}`,
    action: textIn(document, 'action'),
  };
}

/** A kubelet names its node as the reporting instance; other controllers name their own pod, which is no host. */
function hostOf(instance: string | undefined, object: Fields): string | undefined {
  const fromKubelet = textIn(object, 'fieldPath') !== undefined || textIn(object, 'kind') === 'Node';
  return fromKubelet ? instance : undefined;
}

const timeIn = (of: Fields | undefined, name: string): number | undefined => usFromIso(textIn(of, name) ?? '');

/** The id of the object in the graph: pods are nodes and nodes are agents, plain; anything else says its kind. */
export function objectName({ kind, namespace, name }: Pick<KubernetesEvent, 'kind' | 'namespace' | 'name'>): string {
  const full = namespace === '' || namespace === 'default' || kind === 'Node' ? name : `${namespace}/${name}`;
  return kind === 'Pod' || kind === 'Node' ? full : `${kind.toLowerCase()}:${full}`;
}
