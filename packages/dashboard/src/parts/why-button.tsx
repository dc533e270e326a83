import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { carried, type Search } from '../shell/url.ts';

/** The question to ask about a thing, in the words the language understands. */
export function whyQuestion(entityOrEvent: string): string {
  return `why ${entityOrEvent}`;
}

interface WhyButtonProps {
  readonly question: string;
  readonly label?: string;
  /** A stop for j and k. */
  readonly row?: boolean;
}

/** Opens the answer to "why?" about an entity's present state or about an event. */
export function WhyButton({ question, label = 'Why?', row = false }: WhyButtonProps) {
  return (
    <Button
      variant="light"
      size="compact-xs"
      data-testid="why-button"
      {...(row ? { 'data-row': true } : {})}
      title={question}
      renderRoot={(props) => <Link {...props} to="/ask" search={((before: Search) => ({ ...carried(before), q: question })) as never} />}
    >
      {label}
    </Button>
  );
}
