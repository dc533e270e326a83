import { Button } from '@mantine/core';
import type { SutraError } from '@sutra/kit';
import { Glyph } from './glyph.tsx';
import './parts.css';

/** A failure as a person needs it: what happened, how to mend it, and the code to look it up by. */
export function Failure({ error, onRetry }: { readonly error: SutraError; readonly onRetry?: () => void }) {
  return (
    <div className="failure" role="alert" data-tone={error.retry ? 'warn' : 'bad'} data-testid="failure">
      <Glyph glyph="✕" />
      <div className="grow">
        <p className="failure-what">{error.message}</p>
        <p className="muted small">{error.mend}</p>
        <p className="faint small mono">{error.code}</p>
      </div>
      {onRetry !== undefined && (
        <Button variant="default" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}
