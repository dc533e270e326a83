import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { Nothing } from './parts/nothing.tsx';
import { Waiting } from './parts/panel.tsx';
import { formatSearch, parseSearch } from './shell/url.ts';
import { Frame } from './views/frame/frame.tsx';
import { OverviewPage } from './views/overview/overview-page.tsx';

const root = createRootRoute({
  component: Frame,
  notFoundComponent: () => (
    <Nothing kind="unmatched" title="There is no such page">
      The address may be from a newer version. The navigation shows what there is.
    </Nothing>
  ),
});
const at = { getParentRoute: () => root };

const routes = [
  createRoute({ ...at, path: '/', component: OverviewPage }),
  createRoute({ ...at, path: '/agents', component: lazyRouteComponent(() => import('./views/agents/agents-page.tsx'), 'AgentsPage') }),
  createRoute({ ...at, path: '/agents/$id', component: lazyRouteComponent(() => import('./views/agents/agent-page.tsx'), 'AgentPage') }),
  createRoute({ ...at, path: '/nodes', component: lazyRouteComponent(() => import('./views/nodes/nodes-page.tsx'), 'NodesPage') }),
  createRoute({ ...at, path: '/nodes/$id', component: lazyRouteComponent(() => import('./views/nodes/node-page.tsx'), 'NodePage') }),
  createRoute({ ...at, path: '/events', component: lazyRouteComponent(() => import('./views/events/events-page.tsx'), 'EventsPage') }),
  createRoute({ ...at, path: '/ask', component: lazyRouteComponent(() => import('./views/ask/ask-page.tsx'), 'AskPage') }),
  createRoute({ ...at, path: '/watches', component: lazyRouteComponent(() => import('./views/watches/watches-page.tsx'), 'WatchesPage') }),
  createRoute({ ...at, path: '/audit', component: lazyRouteComponent(() => import('./views/audit/audit-page.tsx'), 'AuditPage') }),
];

export const router = createRouter({
  routeTree: root.addChildren(routes),
  parseSearch,
  stringifySearch: formatSearch,
  defaultPreload: 'intent',
  defaultPendingComponent: () => <Waiting lines={4} />,
  defaultPendingMs: 150,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
