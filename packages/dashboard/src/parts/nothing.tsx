import type { ReactNode } from 'react';
import { CopyText } from './copy-text.tsx';
import { Glyph } from './glyph.tsx';
import './parts.css';

/** The six kinds of nothing. Zero is not "I do not know", and neither is "you may not see it". */
export type NothingKind = 'never' | 'unmatched' | 'hidden' | 'not-recorded' | 'not-permitted' | 'unreachable' | 'fine';

const GLYPHS: Readonly<Record<NothingKind, string>> = {
  never: '◌',
  unmatched: '○',
  hidden: '◐',
  'not-recorded': '?',
  'not-permitted': '■',
  unreachable: '▲',
  fine: '●',
};

interface NothingProps {
  readonly kind: NothingKind;
  readonly title: string;
  readonly children?: ReactNode;
  /** A command that would change it, with a copy button. */
  readonly command?: string;
  /** A button that would change it. */
  readonly action?: ReactNode;
  readonly compact?: boolean;
}

export function Nothing({ kind, title, children, command, action, compact = false }: NothingProps) {
  return (
    <div
      className={compact ? 'nothing compact' : 'nothing'}
      data-testid={`nothing-${kind}`}
      data-tone={kind === 'fine' ? 'good' : kind === 'unreachable' ? 'bad' : 'idle'}
    >
      <Glyph glyph={GLYPHS[kind]} size={compact ? 12 : 18} />
      <div>
        <p className="nothing-title">{title}</p>
        {children !== undefined && <div className="muted small">{children}</div>}
        {command !== undefined && <CopyText text={command} />}
        {action}
      </div>
    </div>
  );
}
