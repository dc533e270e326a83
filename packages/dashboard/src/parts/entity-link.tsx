import { Link } from '@tanstack/react-router';
import { useLive } from '../shell/live-context.tsx';
import { carried, type Search } from '../shell/url.ts';

/** The name of a thing as a link to its page; what has no page links to its events. */
export function EntityLink({ id }: { readonly id: string }) {
  const kind = useLive((state) =>
    state.grid?.agents.has(id) === true ? 'agents' : state.grid?.nodes.has(id) === true ? 'nodes' : 'events',
  );
  const keep = ((before: Search) => carried(before)) as never;
  if (kind === 'events')
    return (
      <Link to="/events" search={((before: Search) => ({ ...carried(before), entity: id })) as never} className="link mono">
        {id}
      </Link>
    );
  return (
    <Link to={`/${kind}/$id` as '/nodes/$id'} params={{ id }} search={keep} className="link mono">
      {id}
    </Link>
  );
}
