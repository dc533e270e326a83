import { SutraError } from '@sutra/kit';
import { Component, type ReactNode, useId } from 'react';
import { Failure } from './failure.tsx';
import './parts.css';

interface PanelProps {
  readonly title: ReactNode;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
  /** True when the content brings its own padding: tables and lists. */
  readonly flush?: boolean;
  readonly testId?: string;
}

/** A titled part of a page that fails alone: what goes wrong inside is shown inside. */
export function Panel({ title, aside, children, flush = false, testId }: PanelProps) {
  const id = useId();
  return (
    <section className="panel" aria-labelledby={id} data-testid={testId}>
      <header className="panel-head">
        <h2 id={id}>{title}</h2>
        {aside}
      </header>
      <div className={flush ? 'panel-body flush' : 'panel-body'}>
        <Guard>{children}</Guard>
      </div>
    </section>
  );
}

/** Catches what a part throws while painting and shows it in its place. */
export class Guard extends Component<{ readonly children: ReactNode }, { readonly error: unknown }> {
  override state: { readonly error: unknown } = { error: undefined };

  static getDerivedStateFromError(error: unknown): { readonly error: unknown } {
    return { error };
  }

  override render(): ReactNode {
    if (this.state.error === undefined) return this.props.children;
    return <Failure error={SutraError.from(this.state.error)} onRetry={() => this.setState({ error: undefined })} />;
  }
}

/** Grey lines where content will be; seen only when it takes longer than 150 ms. */
export function Waiting({ lines = 3, label = 'Loading' }: { readonly lines?: number; readonly label?: string }) {
  return (
    <div className="waiting" role="status">
      <span className="sr-only">{label}</span>
      {Array.from({ length: lines }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike and never move
        <span key={i} className="waiting-line" style={{ width: `${92 - ((i * 17) % 40)}%` }} />
      ))}
    </div>
  );
}
