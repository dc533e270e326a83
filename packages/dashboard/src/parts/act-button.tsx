import { Button, type ButtonProps, Tooltip } from '@mantine/core';
import type { ComponentPropsWithoutRef } from 'react';
import { useLive } from '../shell/live-context.tsx';
import { useMoment } from '../shell/moment.ts';
import { LOGIN_COMMAND, useSession } from '../shell/session.ts';

type ActButtonProps = ButtonProps & Omit<ComponentPropsWithoutRef<'button'>, keyof ButtonProps>;

/** A button that changes the grid. When it may not, it stays where it is, disabled, and says why and what to do. */
export function ActButton(props: ActButtonProps) {
  const because = useActRefusal();
  if (because === undefined) return <Button variant="default" {...props} />;
  return (
    <Tooltip label={because}>
      <Button variant="default" {...props} data-disabled aria-disabled title={because} onClick={(event) => event.preventDefault()} />
    </Tooltip>
  );
}

/** Why changes are not possible now; undefined when they are. */
export function useActRefusal(): string | undefined {
  const session = useSession();
  const phase = useLive((live) => live.phase);
  const master = useLive((live) => live.master);
  const past = useMoment() !== undefined;
  if (past) return 'You are looking at the past: read-only. Return to live (L) to act.';
  if (!session.mayAct)
    return `${session.because} Run \`${LOGIN_COMMAND}\` in a terminal on this machine: it prints a link that logs this browser in.`;
  if (phase === 'disconnected') return 'Control does not answer: nothing can be changed until it is back.';
  if (master === 'down') return 'The master does not answer: nothing can be changed until it is back. Nodes keep running.';
  return undefined;
}
