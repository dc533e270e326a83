/** What the thing that is asked about does in a relation: "what causes X" has it as the object, "what does X cause" as the subject. */
export type Role = 'subject' | 'object' | 'either';

/** A relation in the asker's words; which types of association it means is known only beside the thing itself. */
export interface Relation {
  readonly phrase: string;
  readonly role: Role;
}

/** What a question about a user's own knowledge asks for. Things are phrases: whoever executes the plan finds out what they name. */
export type GraphPlan =
  | { readonly op: 'find'; readonly about: string }
  | { readonly op: 'describe'; readonly thing: string }
  | { readonly op: 'neighbours'; readonly thing: string; readonly relation?: Relation }
  | {
      readonly op: 'paths';
      readonly from: string;
      readonly to: string;
      readonly mode: 'shortest' | 'best' | 'all';
      readonly limit?: number;
      readonly timeRespecting: boolean;
    }
  | { readonly op: 'count'; readonly of: 'concepts' | 'associations' | 'events' }
  | { readonly op: 'countAbout'; readonly about: string }
  | { readonly op: 'countNeighbours'; readonly thing: string; readonly relation?: Relation };

const HOW_MANY = {
  concepts: 'how many concepts are known',
  associations: 'how many associations are known',
  events: 'how many events are kept',
};

/** The plan in words. */
export function graphReading(plan: GraphPlan): string {
  switch (plan.op) {
    case 'find':
      return `concepts about “${plan.about}”`;
    case 'describe':
      return `what is known of “${plan.thing}”`;
    case 'neighbours':
      return `what ${related(plan.thing, plan.relation)}`;
    case 'paths': {
      const which = { shortest: 'the shortest path', best: 'the surest paths', all: 'every path' }[plan.mode];
      const order = plan.timeRespecting ? ', no hop earlier than the one before' : '';
      return `${which} between “${plan.from}” and “${plan.to}”${plan.limit === undefined ? '' : `, at most ${plan.limit}`}${order}`;
    }
    case 'count':
      return HOW_MANY[plan.of];
    case 'countAbout':
      return `how many concepts mention “${plan.about}”`;
    case 'countNeighbours':
      return `how many things ${related(plan.thing, plan.relation, true)}`;
  }
}

function related(thing: string, relation: Relation | undefined, many = false): string {
  if (relation === undefined) return `${many ? 'are' : 'is'} connected to “${thing}”`;
  if (relation.role === 'object') return `${relation.phrase} “${thing}”`;
  if (relation.role === 'subject') return `“${thing}” ${relation.phrase}`;
  return `${many ? 'are' : 'is'} ${relation.phrase} of “${thing}”`;
}
