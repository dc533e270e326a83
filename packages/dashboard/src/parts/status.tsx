import type { Severity } from '@sutra/model';
import { type Look, SEVERITY_LOOKS } from '../core/status.ts';
import { Glyph } from './glyph.tsx';
import './parts.css';

/** A status: shape, colour and word. `quiet` leaves out the tinted ground. */
export function Status({ look, quiet = false }: { readonly look: Look; readonly quiet?: boolean }) {
  return (
    <span className={quiet ? 'status' : 'status status-pill'} data-tone={look.tone} data-testid="status" data-status={look.word}>
      <Glyph glyph={look.glyph} />
      {look.word}
    </span>
  );
}

export function SeverityMark({ severity }: { readonly severity: Severity }) {
  return <Status look={SEVERITY_LOOKS[severity]} quiet />;
}
