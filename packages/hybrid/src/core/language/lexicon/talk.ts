import { type Row, say } from './row.ts';

const words = (text: string): string => text.trim().split(/\s+/).join(', ');

/** Talk about asking itself, wishes that name no happening, and words that carry nothing. */
export const TALK: readonly Row[] = [
  ...say(
    { topic: 'questions' },
    `
      what can i ask, what can i ask you, what may i ask, what sort of stuff may i ask, what sort of stuff can i ask, what kind of stuff can i ask,
      what kind of things can i ask, what sort of things can i ask, what sorts of questions can i ask, what am i allowed to ask, what i can ask, what can you do, what can you answer, what can you tell me, what questions,
      what kind of questions, what kinds of questions, which questions, how do i ask, what do you know, what kind of things do you know,
      what kinds of things do you know, what sort of things do you know, what things do you know, what all do you know, example questions, examples,
      give me examples, how do i use this, how do i use you, how does this work, help, help me, what are you able to do, what are you capable of,
      your capabilities, what do you understand, how to use, how to ask, what sort of things can i ask, what sort of questions,
      what things can i ask, what should i ask, what could i ask, sample questions, examples of what can be asked, examples of what i can ask,
      examples of what one can ask, examples of what i could ask, examples of what you can answer, examples of what you understand, examples of questions,
      examples of possible questions, examples of what to ask, examples of what may be asked, example of what can be asked, what can be asked,
      what may be asked, what could be asked, what can one ask, what may one ask, overview of what can be asked, overview of what i can ask, show help, get started with this, tutorial, manual
    `,
  ),
  ...say(
    { topic: 'events' },
    `
      what events are there, what events exist, which events exist, what event types, list event types, which event types, what events do you know,
      what events do you know about, what types of events, what kinds of events, what kind of events, which events do you know, list the event types,
      what events do you track, what events do you record, which events are recorded, event types exist, all event types,
      what events can i ask about, event types which ones exist, event types which ones are there, event types which ones, event types what ones exist,
      event types which exist, kinds of events which ones exist, types of events which ones exist, event vocabulary, which events do you record, event catalogue, event catalog
    `,
  ),
  ...say(
    { topic: 'fields' },
    `
      things i can filter by, things i can filter on, fields i can filter by, list of things i can filter by, the list of things i can filter by,
      fields can i filter by, fields can i filter on, what fields, which fields, what can i filter on, what can i filter by, list fields,
      list the fields, available fields, which filters, what filters, what attributes, which attributes, what properties, list of fields,
      what columns, which columns, attributes one can search by, attributes i can search by, attributes one can filter by, attributes i can filter by,
      attributes one can ask about, attributes to search by, attributes to filter by, attributes that can be searched, properties one can search by,
      properties i can search by, properties one can filter by, properties i can filter by, fields one can search by, fields i can search by,
      fields one can filter by, fields to filter by, fields to search by, fields that can be filtered, fields that can be searched,
      columns i can filter by, columns one can filter by, names of the attributes, names of the fields, names of the columns, names of the properties
    `,
  ),
  ...say(
    { topic: 'actions' },
    `
      what actions, which actions, what actions can i take, what can you change, which commands, what commands, available commands,
      available actions, list actions, list commands, what operations can i, which operations can i, what can i tell you to do, what can i do here,
      what can i do, what can you do to the grid, list of commands, list of actions, overview of the commands, overview of commands,
      overview of the actions, overview of actions, overview of the operations, commands you can carry out, commands you can execute, commands you can run,
      commands you know, commands you understand, commands you accept, commands i can give, commands i can give you, actions you can carry out,
      actions you can perform, actions you can take, actions you support, operations you can carry out, operations you can perform, operations you support,
      commands can i give you, commands can i give, commands do you accept, commands do you understand
    `,
  ),
  ...say(
    { about: 'evidence' },
    `
      how do you know, how do you know that, how did you know, what evidence, show the evidence, show me the evidence, evidence, the evidence,
      how can you tell, says who, prove it, proof, show me proof, show proof, what is that based on, on what is that based,
      on what data is that based, on which data is that based, on which events is that based, what data did you use, which data did you use,
      what is your source, what is the source of that, based on what, based on which events, what is this based on, are you sure, how sure are you,
      how certain are you, where does that come from, where does this come from, where did you get that, source, sources, what are your sources,
      show your sources, which events support that, which events support this, supporting events, can you prove that, can you back that up,
      why do you say that, why do you think that, why do you think so, why should i believe that, how confident are you, what makes you say that,
      what makes you think so, what makes you so sure, on what basis, on what grounds, on which grounds, says who, according to whom, what is the basis for that, what is it based on, where is that from,
      back that up, what data is that based on, show me the events behind that, what supports that, how come you know that
    `,
  ),
  ...say(
    { about: 'calculation' },
    `
      how did you calculate, how did you calculate that, how was that calculated, how is that calculated, how was this calculated,
      how is this calculated, how did you compute, how did you compute that, how is it computed, how was that computed, how is that computed,
      how is that number worked out, how did you work that out, how did you arrive at that, how did you get that number, how did you get that,
      how did you get this number, show the calculation, show your work, show the math, show me the math, how was that number calculated,
      what is the formula, how do you calculate, how do you calculate that, how did you count, how did you count that, how did you count those,
      explain the calculation, how did you come up with that, how was it calculated, how is it calculated, how did you derive that, what formula,
      how was that figure calculated, how is that figure calculated, how did you figure that out, how was that worked out, how is it worked out
    `,
  ),
  ...say(
    { about: 'reading' },
    `
      how did you read that, how did you read, how did you read this, how did you read my question, how did you understand,
      how did you understand that, how did you understand my question, what did you understand, what did you think i meant, how did you interpret,
      how did you interpret that, how did you interpret my question, what did you take that to mean, explain your reading, how do you read that,
      what query did you run, what did you search for, what plan, show the plan, show me the plan, what did you look for, how was my question read,
      how was my question understood, how did you parse that, what question did you answer, what did you interpret, what exactly did you look up,
      how did you take that, what filters did you use
    `,
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
    `
      backup, back up, take a backup, take a backup of, make a backup, make a backup of, run a backup, create a backup, start a backup,
      run a backup of, create a backup of, do a backup, do a backup of, initiate a backup, perform a backup, kick off a backup, initiate a backup of,
      perform a backup of
    `,
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
    user-facing brief short easy simple simply friendly hopefully kindly-please glad love appreciate appreciated able
    does'nt happens work works whom trying try tried wants wanted needs needed allowed possible
    understand understanding learn discover determine identify investigate investigating troubleshoot troubleshooting debug debugging assist appreciate grateful
    telling hoping together stupid silly dumb simultaneously
    sat reside struck nightly scheduled stored privileged finally
    behave behaves behaving behaved notice noticed noticing observe observed observing witness witnessed detect detected spotted logged captured tracked collected
    constantly continuously suddenly immediately regularly frequently always properly  colleague colleagues teammate handover briefing presentation
    went gave shift oncall relevant interesting interest handy useful helpful nicely nice great awesome perfect cool sweet fast meanwhile
    happening unfortunately apparently supposedly obviously clearly evidently honestly frankly
  `),
  ),
  ...say(
    { filler: true },
    `
      based on pattern, based on patterns, based on the pattern, based on history, based on the history, based on past events, based on trends,
      based on current growth, based on recent history, based on the past
    `,
  ),
  // Said as one: its words alone would be a condition and a problem.
  ...say(
    { filler: true, form: 'noun' },
    `
      happy to, i am happy, i would be happy, we are happy to, i am after, we are after, pull up, look up, pertaining to, relating to,
      if it is not too much trouble, if that is not too much trouble, if it is no trouble, if you do not mind, if you can, if you could,
      when you have a moment, when you get a chance, whenever you can, if that is ok, if i may ask, right away, when you can, for the standup,
      for my report, for the report, for my boss, for the review, for the meeting, in advance, if it helps, to be clear, by any chance,
      just to be sure, as soon as you can, as soon as possible
    `,
  ),
  // Said of asking, not of the grid: greetings, apologies, hedges, hurry, how an answer is wanted.
  ...say(
    { filler: true, form: 'noun' },
    `
      weird question, weird question but, odd question, odd question but, strange question, strange question but, random question,
      random question but, funny question, funny question but, stupid question but, silly question but, dumb question but, quick question but,
      everywhere, somewhere, are we seeing, we are seeing, have we been seeing, we have been seeing, are you seeing, were we seeing,
      are we looking at, are we getting, have we been getting, we are getting, quick q, before i jump on a call, before i hop on a call,
      before i join the call, no worries if not, no worries, to satisfy my curiosity, just to satisfy my curiosity, last one i promise,
      for the ticket, for the incident ticket, for my notes, for the wiki, crystal ball, deja vu, thought experiment, number crunch, reality check, sanity check, pop quiz, brain teaser, i lost my notes, i have lost my notes, i misplaced my notes, need it for the status mail, it is getting annoying,
      this is getting annoying, nobody told me anything, nobody told me, the customer is on the line, the customer is waiting, oh man, oh boy,
      oh dear, oh my, oh no, good grief, holy moly, holy cow, holy smokes, good day, good day sirs, good day to you, good day everyone, alrighty,
      alrighty then, heads up, heads up needed, not to be nosy, not to be rude, not to be that guy, not to nag, no offense, no offence,
      one for the road, i hope you are well, i hope you are doing well, hope you are well, hope you are doing well, i hope this finds you well,
      hope this finds you well, i hope all is well, hope all is well, sorry for the hassle, sorry for the trouble, sorry for bothering you,
      sorry to ask, borrow a minute of your time, borrow a minute, a minute of your time, would you mind terribly, would you mind, do you mind,
      please advise, kindly advise, enlighten me as to, enlighten me, fill me in on, bring me up to speed on, catch me up on, shed some light on,
      shed light on, to put it bluntly, to put it simply, to put it mildly, simply put, bluntly put, i give up, joined the call, join the call,
      update the status page, update the ticket, for transparency, for full transparency, for context, for some context, for background, for clarity,
      for completeness, as part of my weekly review, as part of my review, as part of the review, for my weekly review, for our weekly review,
      quick sync question, for the team, for our team, purely for my own understanding, for my own understanding, for my understanding,
      with all due respect, with respect, this is probably obvious, this may be obvious, it is probably obvious, this might be obvious,
      probably a silly question, probably a dumb question, coffee is getting cold, going crazy, people are complaining, people are asking,
      people keep asking, everyone is asking, everybody is asking, for crying out loud, for heaven sake, for the love of god, in a nutshell,
      long story short, to cut a long story short, off the top of your head, out of curiosity, just out of curiosity, out of interest,
      for the sake of argument, for argument sake, be honest with me, honestly speaking, roughly speaking, generally speaking, strictly speaking,
      a rough idea of, a rough idea, rough idea of, rough estimate of, ballpark, in terms of numbers, excuse my english, sorry for my english,
      pardon my english, sorry for my bad english, bear with me, no rush at all, no rush, no hurry, there is no hurry, at your convenience,
      at your earliest convenience, at your leisure, pardon the interruption, sorry for the interruption, pardon me, excuse me, forgive me,
      sorry to be a pain, sorry to be a bother, hate to be a pain, hate to bother you, sorry to bug you, may i trouble you for,
      might i trouble you for, could i trouble you for, can i trouble you for, may i bother you for, if it is not too much bother,
      if it is no bother, if you have a minute, if you have a second, if you have a sec, when you have a sec, when you have a minute,
      when you have a second, be so kind as to, be so kind to, would be so kind as to, much appreciated if you could, would be much appreciated,
      much appreciated, be ever so grateful, ever so grateful, if you told me, if you would tell me, if you could tell me, do the needful,
      do the needful and, as far as you can tell, as far as you know, to the best of your knowledge, in your opinion, in your view, in your mind,
      from your point of view, if memory serves, if i remember correctly, if i recall correctly, if i am not mistaken, if im not mistaken,
      unless i am mistaken, unless im mistaken, correct me if i am wrong, correct me if im wrong, correct me if i am wrong but,
      correct me if im wrong but, is it just me or, is it only me or, it is driving me nuts, it is driving me crazy, it is driving me mad,
      this is driving me crazy, this is driving me nuts, asking for a friend, for what it is worth, when all is said and done, by the way,
      while you are at it, while we are at it, while i am at it, on that note, that said, that being said, needless to say, not gonna lie,
      to be honest, tbh, to be fair, to be frank, to be precise, real quick, really quick, super quick, very quickly, quick sanity check,
      sanity check, just a sanity check, quick check, silly question, dumb question, stupid question, quick question, noob question, newbie question,
      thank you so much for your help, thanks so much, thank you so much, thanks a bunch, thanks a million, thanks again, on the same page,
      just so i am on the same page, just so im on the same page, just so we are on the same page, just so i know, just so we know,
      just for the record, for the record, just to double check, just to double-check, to double check, just to confirm, just to make sure,
      just making sure, just checking, for my own peace of mind, for peace of mind, trying to make sense of this, trying to make sense of this mess,
      trying to make sense of it, i do not understand, i am not understand, i am not understanding, i can not understand, we do not understand,
      i do not get, i can not figure out, i have no idea, i have no clue, no clue, not sure if this is the right place,
      now that things have calmed down, now that things calmed down, now that the dust has settled, breathing down my neck, long day, rough night,
      long night, coffee in hand, looking at the dashboard, staring at the dashboard, looking at the dashboards, looking at the graphs,
      writing the postmortem, writing a postmortem, writing up the postmortem, for the postmortem, write the summary, write a summary,
      writing the summary, write up the summary, write the status update, write the report, woke me up, woken me up, wakes me up,
      quick one before standup, quick one before the standup, quick one before the meeting, quick one before the call, what the hell, what on earth,
      how on earth, anything at all, any whatsoever, whatsoever, anywhere, in the slightest
    `,
  ),
  ...say(
    { filler: true },
    `
      advise, ugh, uff, oof, psst, meh, pff, tsk, blimey, crikey, aw, aww, aha, ooh, oi, ta, m8, yikes, oops, phew, duh, argh, gah, geez, jeez, gosh,
      wow, whoa, lol, lmao, omg, hiya, howdy, greetings, tho, rn, em, plox, thankyou, tysm, cheerio, seriously, totally, absolutely, definitely,
      certainly, presumably, allegedly, ideally, anyways, anyhow, btw, imo, afaik, iirc, ngl, kinda, sorta, sort of, kind of, y all, yall, dude,
      dudes, mates, chaps, gals, pal, bro, bruh, fellas, peeps, ppl, gang, crew
    `,
  ),
  ...['boss', 'manager', 'lead', 'team lead', 'director', 'board', 'cto', 'ceo', 'team', 'management', 'auditor', 'colleague'].flatMap(
    (who) =>
      ['my', 'our', 'the'].flatMap((whose) =>
        say(
          { filler: true, form: 'noun' },
          `${whose} ${who} wants to know, ${whose} ${who} would like to know, ${whose} ${who} needs to know, ${whose} ${who} asks, ${whose} ${who} is asking, ${whose} ${who} keeps asking`,
        ),
      ),
  ),
  ...say(
    { filler: true, form: 'noun' },
    'in percent, in percentages, in per cent, in gigabytes, in megabytes, in gb, in mb, in milliseconds, in ms',
  ),
  ...say(
    { filler: true, form: 'noun' },
    `
      across the cluster, across the grid, across the fleet, across the whole cluster, across the whole grid, across the whole fleet,
      across the entire cluster, across the entire grid, across the entire fleet, over the whole grid, over the whole cluster, in the whole grid,
      in the whole cluster, in the entire grid, fleet-wide, fleetwide, cluster-wide, clusterwide, grid-wide, gridwide, fleet wide, cluster wide,
      grid wide, across the board
    `,
  ),
  ...say(
    { filler: true, form: 'noun' },
    `
      that i am after, that i want, that i need, that i want to see, that interest me, that interests me, that i am interested in, sit at, sits at,
      stand at, stands at, hover at, hovers at, in use, in them
    `,
  ),
  ...say(
    { filler: true },
    'specify, indicate, quantify, furnish, itemise, itemize, tabulate, ascertain, cite, disclose, effected, undertaken, inclusive, inclusively',
  ),
  // Nobody here has an opinion.
  ...say(
    { unrecorded: true },
    `
      what do you think about, what do you think of, what is your opinion on, what is your opinion of, what is your opinion about, your opinion on,
      your opinion of, your thoughts on, your thoughts about, what is your take on, how do you feel about, do you like, do you love, do you hate,
      do you believe in, do you agree with, are you happy with
    `,
  ),
  // What a node writes is recorded nowhere, nor who signs in and may.
  ...say({ unrecorded: true }, 'successful logins, successful login, stdout, stderr, console output, log output, log lines, logfile'),
  // Nobody's team, squad or owner is recorded.
  ...say(
    { unrecorded: true },
    `
      by team, per team, each team, for each team, which team, what team, which teams, by squad, by owner, per owner, team by team, by colleague,
      by folks, per shift, by shift, each shift, which shift, per crew
    `,
  ),
  ...say({ days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'] }, 'on weekdays, during weekdays, on workdays, on working days'),
  ...say({ days: ['saturday', 'sunday'] }, 'on weekends, during weekends, at weekends'),
  ...['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'].flatMap((day) => say({ days: [day] }, `on ${day}s`)),
  ...say(
    { filler: true },
    `
      of whichever sort, of whatever sort, of whatever kind, of whichever kind, of any sort, sit on, sit in, as a percentage, in numbers, as a number, as a list, as a table, in a table, in a list, one by one, in detail, in short,
      in brief, for a while, safely, without risk, at all, stuck in, sat in, sitting in, left in
    `,
  ),
];
