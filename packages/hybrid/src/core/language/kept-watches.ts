import type { RefusePlan } from '../plan.ts';
import { spell } from './asides.ts';
import type { Sentence } from './sentence.ts';

/** Not what is on record of them. */
const WATCHES = '(?:watch|watches|alert|alerts|alarm|alarms|notification|notifications)(?! (?:fired|added|removed|recovered)\\b)';
const OURS = '(?:all |any |every |each |both |my |our |the |that |this |those |these |me |of |existing |active |current )*';
const LEAD = '(?:please |pls |can you |could you |would you |i want to |i want you to |just |now |then |and |ok |, )*';

/** Ending, silencing or counting what was set up to be told: not setting up another. */
const ABOUT_WATCHES = new RegExp(
  [
    `^${LEAD}(?:stop|cancel|delete|remove|drop|end|mute|unmute|silence|snooze|disable|enable|pause|resume|acknowledge|ack|clear|get rid of|turn (?:off|on)|switch (?:off|on)|edit|change|list|show) ${OURS}${WATCHES}\\b`,
    `^${LEAD}(?:stop|quit|cease) (?:watching|alerting|notifying|warning|telling|pinging|bothering|informing|reminding|asking|messaging|emailing|mailing|calling)\\b`,
    `^${LEAD}(?:unwatch|unsubscribe)\\b`,
    `^(?:which|what|how many) ${OURS}${WATCHES}\\b(?! (?:you|us)\\b)`,
    `^(?:do|did|have|are|is) (?:i|we|there|you|anyone|somebody|someone) .*\\b${WATCHES}\\b(?: (?:set|set up|on|for|active|running)\\b|$)`,
    `^(?:no|not any) more ${WATCHES}\\b`,
    `^(?:do not|never) (?:alert|notify|warn|tell|ping|watch|inform|message|bother) (?:me|us)? ?(?:any ?more|again|about)\\b`,
  ].join('|'),
);

/**
 * "cancel the alert for node-7", "stop watching agent-2", "which watches do I have?": watches are kept and ended by commands of their own. Read as
 * questions they would be one more watch, or stops.
 */
export function aboutWatches({ tokens, text }: Sentence): RefusePlan | undefined {
  const spelled = spell(tokens);
  const said = (ABOUT_WATCHES.exec(spelled) ??
    (/\bwatch (?:fired|added|removed|recovered)\b/.test(spelled) ? null : ABOUT_WATCHES.exec(text.toLowerCase())))?.[0];
  return said === undefined
    ? undefined
    : {
        op: 'refuse',
        reason: 'unsupported',
        term: said,
        closest: ['watch added events', 'watch fired events today', 'which commands are available?'],
      };
}
