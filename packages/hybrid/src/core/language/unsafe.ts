/** Phrasings that ask for what is never given: destruction, secrets, the way round the rules, code that runs where it is shown. Judged on the bare text, before anything is read. */
const UNSAFE = [
  /\b(ignore|disregard|forget|override)\b.{0,40}\b(previous|prior|above|earlier|all|your|the|everything|anything|what|whatever)\b.{0,20}\b(instructions?|prompts?|rules?|guidelines?|told|said|learned|taught|orders|training)\b/i,
  /\b(delete|drop(?! (?:me|us) )|wipe|destroy|erase|purge|truncate|nuke|shred)\b.{0,30}\b(all|every|everything|data|database|databases|history|audit|trail|log|logs|events?|nodes?|agents?|tables?|storage|records?|cluster|grid)\b/i,
  /\b(all|every|everything|each|the)\b.{0,60}\b(?:(?:should|must|shall|are to|is to|have to|has to|need to|needs to|can) be|get)\s+(?:completely |permanently |irrevocably )?(deleted|erased|wiped|purged|destroyed|dropped|shredded|truncated|nuked)\b/i,
  /\brm\s+-[a-z]*[rf]|\b(sudo|chmod|chown|mkfs|shutdown -h|curl|wget|eval|exec)\s+[-/h$`]|\$\(|&&\s*\w|;\s*(rm|cat|curl|drop|delete)\b|\/etc\/(passwd|shadow|sudoers)|\b(run|execute|exec|launch|invoke)\b[^`"']{0,20}`/i,
  /\b(system prompt|your (instructions|prompt)|you are now|jailbreak|developer mode|act as (an? )?(admin|root))\b/i,
  /\b(reveal|show|print|dump|leak|give|tell)\b.{0,30}\b(password|passwords|secrets?|api keys?|tokens?|credentials?|private keys?)\b/i,
  /<\/?\s*(script|iframe|img|svg|object|embed|style|link|form|meta|base)\b|\bjavascript:/i,
  /\b(remove|clear|hide|cover up|delete|erase|scrub)\b.{0,20}\b(traces?|evidence|tracks)\b/i,
  /\b(disable|turn off|bypass|switch off|skip|circumvent|evade|suppress|deactivate|override|overrule|ignore|disregard)\b.{0,30}\b(audit|auditing|audits|auth|authentication|authorization|security|logging|access control|confirmations?|approvals?|safety checks?|permission checks?)\b/i,
  /\b(?:pretend|imagine|assume|suppose|act as if|as if)\b.{0,30}\b(?:no|without|not need(?:ed)?) (?:\w+ )?(?:confirmations?|approvals?|permissions?|checks?)\b|\bas root\b|\b(?:user|i am|i'm|you are|you're) (?:now )?(?:the )?(?:root|superuser)\b|^\W*(?:system|root|admin|developer)\s*:/i,
  /\bwithout (?:(?:any|asking|the|my|a|further|your|their|needing|requiring|waiting for) )*(?:confirmations?|approvals?|permission|asking|a trace|leaving a trace|logging|being logged|anyone (?:noticing|knowing))\b|\b(?:do not|never) (?:log|record|audit) (?:it|this|that|anything)\b/i,
];
const QUERY_LANGUAGE =
  /^\s*(?:\$\s*)?(?:kubectl|systemctl|journalctl|helm|terraform|nomad (?:job|node|alloc|status)|docker (?:ps|exec|inspect|compose|images|pull|run))\s+-*\w|^\s*(select\s.+\sfrom\s|insert\s+into\s|update\s+\w+\s+set\s|delete\s+from\s|drop\s+(table|database)\s|match\s*\(|merge\s*\(|with\s+\w+\s+as\s*\(|(query|mutation|subscription)\b[^{]*\{|\{\s*\w+\s*[({])/is;

/** Query languages that begin with anything: `db.events.find(…)`, `events | where …`, `rate(x[5m])`, `{app="x"} |= "y"`. */
const QUERY_PARTS =
  /\bdb\.\w+\.(find|findone|aggregate|count|insert\w*|update\w*|delete\w*)\s*\(|\|\s*(where|stats|summarize|project|extend|sort by|head|tail|grep|awk|sed|jq|json|logfmt)\b|\w\[\d+[smhdw]\]|\w\s*\(\s*\w+\s*\{|\b(?:sum|avg|min|max|count|topk|rate|increase)\s*(?:by|without)?\s*\([^)]*\)\s*\(|\}\s*\|[=~]/i;

/** Why a text is turned away unread, or undefined. */
export function unsafe(text: string): 'unsafe' | 'unsupported' | undefined {
  if (QUERY_LANGUAGE.test(text) || QUERY_PARTS.test(text)) return 'unsupported';
  return UNSAFE.some((pattern) => pattern.test(text)) ? 'unsafe' : undefined;
}
