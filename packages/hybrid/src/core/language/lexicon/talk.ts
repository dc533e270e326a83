import { type Row, say } from './row.ts';

const words = (text: string): string => text.trim().split(/\s+/).join(', ');

/** Talk about asking itself, wishes that name no happening, and words that carry nothing. */
export const TALK: readonly Row[] = [
  ...say(
    { topic: 'questions' },
    'what can i ask, what can i ask you, what i can ask, what can you do, what can you answer, what can you tell me, what questions, what kind of questions, what kinds of questions, which questions, how do i ask, what do you know, example questions, examples, give me examples, how do i use this, how do i use you, how does this work, help, help me, usage, what are you able to do, what are you capable of, your capabilities, what do you understand, how to use, how to ask, what sort of things can i ask, what sort of questions, what things can i ask, what should i ask, what could i ask, sample questions, show help, get started with this, tutorial, manual',
  ),
  ...say(
    { topic: 'events' },
    'what events are there, what events exist, which events exist, what event types, list event types, which event types, what events do you know, what events do you know about, what types of events, what kinds of events, what kind of events, which events do you know, list the event types, what events do you track, what events do you record, which events are recorded, event types exist, all event types, what events can i ask about, event vocabulary, which events do you record, event catalogue, event catalog',
  ),
  ...say(
    { topic: 'fields' },
    'things i can filter by, things i can filter on, fields i can filter by, list of things i can filter by, the list of things i can filter by, fields can i filter by, fields can i filter on, what fields, which fields, what can i filter on, what can i filter by, list fields, list the fields, available fields, which filters, what filters, what attributes, which attributes, what properties, list of fields, what columns, which columns',
  ),
  ...say(
    { topic: 'actions' },
    'what actions, which actions, what actions can i take, what can you change, which commands, what commands, available commands, available actions, list actions, list commands, what operations can i, which operations can i, what can i tell you to do, what can i do here, what can i do, what can you do to the grid, list of commands, list of actions',
  ),
  ...say(
    { about: 'evidence' },
    'how do you know, how do you know that, how did you know, what evidence, show the evidence, show me the evidence, evidence, the evidence, how can you tell, says who, prove it, proof, show me proof, show proof, what is that based on, on what is that based, on what data is that based, on which data is that based, on which events is that based, what data did you use, which data did you use, what is your source, what is the source of that, based on what, based on which events, what is this based on, are you sure, how sure are you, how certain are you, where does that come from, where does this come from, where did you get that, source, sources, what are your sources, show your sources, which events support that, which events support this, supporting events, can you prove that, can you back that up, why do you say that, why do you think that, why do you think so, why should i believe that, how confident are you, what makes you say that, what makes you think so, what makes you so sure, on what basis, what is the basis for that, what is it based on, where is that from, back that up, what data is that based on, show me the events behind that, what supports that, how come you know that',
  ),
  ...say(
    { about: 'calculation' },
    'how did you calculate, how did you calculate that, how was that calculated, how is that calculated, how was this calculated, how is this calculated, how did you compute, how did you compute that, how is it computed, how was that computed, how is that computed, how is that number worked out, how did you work that out, how did you arrive at that, how did you get that number, how did you get that, how did you get this number, show the calculation, show your work, show the math, show me the math, how was that number calculated, what is the formula, how do you calculate, how do you calculate that, how did you count, how did you count that, how did you count those, explain the calculation, how did you come up with that, how was it calculated, how is it calculated, how did you derive that, what formula, how was that figure calculated, how is that figure calculated, how did you figure that out, how was that worked out, how is it worked out',
  ),
  ...say(
    { about: 'reading' },
    'how did you read that, how did you read, how did you read this, how did you read my question, how did you understand, how did you understand that, how did you understand my question, what did you understand, what did you think i meant, how did you interpret, how did you interpret that, how did you interpret my question, what did you take that to mean, explain your reading, how do you read that, what query did you run, what did you search for, what plan, show the plan, show me the plan, what did you look for, how was my question read, how was my question understood, how did you parse that, what question did you answer, what did you interpret, what exactly did you look up, how did you take that, what filters did you use',
  ),
  ...say(
    { act: 'scale', form: 'base' },
    'scale, resize, grow, shrink, scale up, scale down, scale out, scale in, upscale, downscale, expand',
  ),
  ...say(
    { act: 'spawn', form: 'base' },
    'spawn, start, launch, create, spin up, bring up, start up, fire up, add, provision, boot, deploy another, boot up, stand up',
  ),
  ...say(
    { act: 'stop', form: 'base' },
    'stop, kill, terminate, shut down, shutdown, halt, take down, bring down, turn off, switch off, stop running, power off, tear down, spin down',
  ),
  ...say(
    { act: 'restart', form: 'base' },
    'restart, reboot, bounce, cycle, recycle, power cycle, kick, relaunch, respawn, perform a restart of, do a restart of, initiate a restart of',
  ),
  ...say({ act: 'stop', form: 'past' }, 'killed off, terminated, halted, shut off, turned off, switched off'),
  ...say({ act: 'stop', form: 'past' }, 'killed'),
  ...say({ act: 'restart', form: 'past' }, 'restarted, rebooted, bounced, kicked, recycled'),
  ...say({ act: 'update', form: 'base' }, 'update, upgrade, deploy, roll out, patch, bump'),
  ...say({ act: 'update', form: 'past' }, 'updated, upgraded, deployed, rolled out, patched, bumped'),
  ...say({ act: 'rollback', form: 'base' }, 'rollback, roll back, revert, downgrade, do a rollback of, perform a rollback of'),
  ...say({ act: 'rollback', form: 'past' }, 'rolled back, reverted, downgraded'),
  ...say({ act: 'move', form: 'base' }, 'move, migrate, relocate, shift, reschedule, transfer, rehome'),
  ...say({ act: 'move', form: 'past' }, 'moved, migrated, relocated, rescheduled, transferred, shifted'),
  ...say(
    { act: 'backup', form: 'base' },
    'backup, back up, take a backup, take a backup of, make a backup, make a backup of, run a backup, create a backup, start a backup, run a backup of, create a backup of, do a backup, do a backup of, initiate a backup, perform a backup, kick off a backup, initiate a backup of, perform a backup of',
  ),
  ...say({ act: 'backup', form: 'past' }, 'backed up'),
  ...say({ act: 'restore', form: 'base' }, 'restore, restore from backup'),
  ...say({ act: 'restore', form: 'past' }, 'restored'),
  ...say(
    { act: 'cancel', form: 'base' },
    'cancel, abort, never mind, nevermind, forget it, call it off, scrap that, cancel that, cancel it, abort that, abort it, do not do it, do not do that',
  ),
  ...say({ act: 'cancel', form: 'past' }, 'cancelled, canceled, aborted'),
  ...say(
    { act: 'confirm', form: 'base' },
    'confirm, yes do it, go ahead, do it, proceed, confirmed, approve it, yes go ahead, yes please do, confirm that, confirm it, yes confirm',
  ),
  ...say({ act: 'scale', form: 'past' }, 'scaled, scaled up, scaled down, scaled out, scaled in, resized'),
  ...say({ act: 'spawn', form: 'past' }, 'spawned, started, launched, created, spun up, brought up'),
  ...say({ act: 'stop', form: 'past' }, 'stopped, shut down'),
  ...say({ act: 'drain', form: 'past' }, 'drained'),
  ...say({ act: 'undrain', form: 'past' }, 'undrained'),
  ...say(
    { filler: true },
    words(`
    doing about also am an and any are as be because been being can could do does done each ever exactly find for from get gets getting gimme give
    go goes got had happening happen has have having hello hey hi how i in into is it kindly let list lot many me mine much my now of off ok on one ones
    our out please pls plz quick quickly really right said see seem show shown so some such take tell thanks that the their there here thing this
    through to too us use used using via want was we were what which while whose will with within would yes yeah yet you your display fetch return
    print need pull look overall full complete whole entire amount actual actually experienced experiencing had encountered encounter uses occur occurs occurred
    occurring took taken place sent send sends sending reported reporting report known know knows between among did should might must shall perhaps maybe
    may like good morning evening everyone team folks guys buddy friend mate dear sir madam thank cheers kind quickly briefly detail details
    check verify whether wondering wonder curious interested question answer asking ask again anyone somebody someone anybody something
    somehow bit little ever far long only just even still then well um uh hmm erm oh ah yo okay alright anyway basically literally honestly
    information belong belongs belonging owned hosted hosts hosting lives live living sits sitting placed located residing resides deployed
    runs run ran having contain contained hold holds held store stores inside under at on-call oncall please? appear appears existing exist exists available present
    set list lists listing shows showing displayed give gives giving obtain retrieve query search searching looking seek outs made make makes making
    a the these those were very quite rather pretty much damn hell heck earth exactly specifically particular particularly especially
    mind possible possibly possibly-could would'd could'd id i'd im ive lets gonna wanna gotta thx ty pray fyi asap urgent urgently
    number values value figure figures data record records recorded log entry row rows item items result results output all every
    whatever exactly sure happened occurring experience experiences came come comes coming keep keeps keeping kept end
    by if when where who or not part same different another other others both either total
    new old thing matter everything anything nothing idea ideas clue any-idea explain reason
    today's now? currently present situation status per up concerned regarding concerning respect regards wrt re spent spend spends
    ended ends began begin begins start's had've hearing hear heard seems feel feels think thought believe guess suppose
    roughly approximately approx involving describe summarise summarize outline recount say own owns side sides rest else toward towards against overnight? name named called call calls calling names
    going preview exited handled over past caused due because owing resulting generate produce prepare provide compile stay stays stayed staying remain remains remained sorted spontaneously
    point points course case cases way ways period timeframe range window interval span duration? cover covering covers
    user-facing brief short easy simple simply friendly hopefully kindly-please glad happy love appreciate appreciated able
    does'nt happens work works whom trying try tried wants wanted needs needed allowed possible
    understand understanding learn discover determine identify investigate investigating troubleshoot troubleshooting debug debugging assist appreciate grateful
    telling hoping together stupid silly dumb simultaneously
    sat reside struck strike nightly scheduled stored privileged finally
    behave behaves behaving behaved notice noticed noticing observe observed observing witness witnessed detect detected spotted logged captured tracked collected
    constantly continuously suddenly immediately regularly frequently always properly  colleague colleagues teammate handover briefing presentation
    shift oncall relevant interesting interest handy useful helpful nicely nice great awesome perfect cool sweet fast meanwhile
    happening unfortunately apparently supposedly obviously clearly evidently honestly frankly
  `),
  ),
  ...say(
    { filler: true },
    'based on pattern, based on patterns, based on the pattern, based on history, based on the history, based on past events, based on trends, based on current growth, based on recent history, based on the past',
  ),
  // Said as one: its words alone would be a condition and a problem.
  ...say(
    { filler: true, form: 'noun' },
    'i am after, we are after, pull up, look up, pertaining to, relating to, if it is not too much trouble, if that is not too much trouble, if it is no trouble, if you do not mind, if you can, if you could, when you have a moment, when you get a chance, whenever you can, if that is ok, if i may ask, right away, when you can, for the standup, for my report, for the report, for my boss, for the review, for the meeting, in advance, if it helps, to be clear, by any chance, just to be sure, as soon as you can, as soon as possible',
  ),
  ...say({ days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'] }, 'on weekdays, during weekdays, on workdays, on working days'),
  ...say({ days: ['saturday', 'sunday'] }, 'on weekends, during weekends, at weekends'),
  ...['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'].flatMap((day) => say({ days: [day] }, `on ${day}s`)),
  ...say(
    { filler: true },
    'sit on, sit in, in percent, as a percentage, in percentages, in numbers, as a number, as a list, as a table, in a table, in a list, one by one, in detail, in short, in brief, for a while, safely, without risk, at all, stuck in, sat in, sitting in, left in',
  ),
];
