import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { carried, type Search } from '../shell/url.ts';
import { Icon } from './icon.tsx';

/** The head of a page: where one is, what it is called, and what can be done. */
export function PageHead({
  title,
  up,
  children,
}: {
  readonly title: ReactNode;
  readonly up?: { readonly to: '/agents' | '/nodes'; readonly name: string };
  readonly children?: ReactNode;
}) {
  return (
    <header className="page-head">
      {up !== undefined && (
        <span className="trail">
          <Link to={up.to} search={((before: Search) => carried(before)) as never} className="link">
            {up.name}
          </Link>
          <Icon name="right" size={14} />
        </span>
      )}
      <h1>{title}</h1>
      {children}
    </header>
  );
}
