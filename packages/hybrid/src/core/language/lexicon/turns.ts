import { type Row, say } from './row.ts';

/** Words that turn a sentence: operations asked for by name, order, grouping, negation, junctions. */
export const TURNS: readonly Row[] = [
  ...say(
    { cue: 'why' },
    `
      how is it possible that, how is possible that, how can it be that, how could it be that, how did it happen that, how could it happen that,
      how can it happen that, root cause analysis, root cause analysis of, root cause analysis for, causal chain, causal chain of, causal chain for,
      complete causal chain, complete causal chain for, full causal chain, full causal chain for, complete causal chain of, full causal chain of,
      chain of causes, chain of causes of, why, what caused, what causes, what is causing, what was causing, what made, what makes, the cause of,
      cause of, root cause of, causes of, causes for, root cause for, root cause, cause for, reason for, reason of, reasons for, reason why,
      the reason that, how come, what led to, led to, leading to, what was the cause, what is the cause, what was the reason, what is the reason,
      explain, explain why, what is behind, what was behind, behind, what triggered, trigger of, triggered, what took, what brought, what drove,
      due to what, because of what, what explains, diagnose, rca, rca for, postmortem, postmortem of, post-mortem, post-mortem of, for what reason,
      what killed, reasons behind, reason behind, what is the matter with, what is wrong with, what went wrong with, what was wrong with,
      what happened to cause, whats up with, culprit, culprit of, to blame for, is to blame for, responsible for, is responsible for,
      what is responsible for, what is to blame for
    `,
  ),
  ...say(
    { cue: 'impact' },
    `
      affect, affected, affects, affecting, influence, influenced, influences, influencing, impact, impact of, impacts, impacted, consequences,
      consequences of, consequence of, consequence, blast radius, blast radius of, knock-on, knock-on effects, knock-on effects of, knock-on effect,
      effects of, effect of, effects, effect, fallout, fallout of, fallout from, aftermath, aftermath of, ripple effects, side effects,
      side effects of, damage, suffer from, suffered from, suffered because of, suffered, was hit by, were hit by, hit by, repercussions,
      repercussions of, hit
    `,
  ),
  ...say(
    { cue: 'changed' },
    `
      changed, change, changes, messed with, tampered with, fiddled with, altered, adjusted, tweaked, different, what is different,
      what was different, diff, difference, differences, what is new, what was modified, modified, differ, changing, modify, modifies, modifying,
      alter, alters, altering, adjust, adjusts, tweak, tweaks, amended
    `,
  ),
  ...say(
    { cue: 'path' },
    `
      related to, related, relate to, connected to, connected, linked to, linked, connection between, link between, relationship between,
      relation between, relation of, have to do with, has to do with, have anything to do with, anything to do with, something to do with,
      to do with, tied to, associated with, correlated with, correlated, correlation between, connection to, connection with, have a common cause,
      path from, path between, chain from, how does, relation to, lead from, relate, relates to, relate to each other, connected to each other,
      related to each other, linked to each other, connect, interrelated, intertwined, interconnected, correlate, correlate with, correlates with,
      hang together
    `,
  ),
  ...say(
    { cue: 'similar' },
    `
      similar to, incidents like, events like, crashes like, outages like, failures like, an incident like, a crash like, an outage like, similar,
      seen this error, seen this, seen before, like this before, anything like, something like, like the one, like the ones, happened before,
      happen before, ever happened before, ever seen, seen the error, resembles, resemble, resembling, look like, looks like, comparable to, akin to, kindred to, of the same ilk as, in the same vein as, in the vein of, in the same league as, cut from the same cloth as,
      siblings of, cousins of, relatives of, twins of, like this in the past, like that in the past, like this earlier, like this already,
      same kind of, precedent, precedents, precedent for, seen an error like, past incidents like, occurred before, lookalikes, seen a, seen anything
    `,
  ),
  ...say(
    { cue: 'predict' },
    `
      predict, predicted, prediction, predictions, forecast, forecasts, likely to, likely, at risk of, at risk, risk of, risk, will probably,
      probably, going to, will, about to, expected to, expect, prone to, probability of, probability that, chance of, chances of, chance that,
      likelihood of, likelihood, in danger of, in danger, danger of, how likely, most likely to, might, may soon, prognosis, next to, be next, soon,
      very soon, sometime soon, any time soon, anytime soon, in the near future, in the foreseeable future, before long, going to be next to,
      estimated to, heading for, projected to, projection, projected, likeliest, the likeliest, likeliest to, the likeliest to, fill up, fills up,
      in jeopardy, on the brink of, on the verge of, on the cusp of, on the edge of, look set to, looks set to, set to, poised to, bound to, about ready to, due to be next to, on course to, on track to
    `,
  ),
  ...say(
    { cue: 'anomaly' },
    `
      unusual, anomaly, anomalies, anomalous, strange, weird, odd, abnormal, out of the ordinary, spike, spikes, unusual spike, unexpected,
      suspicious, surprising, funny, funky, untoward, out of kilter, off kilter, out of whack, out of character, oddball, iffy, dodgy, shifty, wonky, off-key, amiss, playing up,
      play up, plays up, playing tricks, goings-on, goings on, look off, looked off, seem off, stand out, stands out, standing out, stood out, stick out, sticks out, wacky, screwy, unusually frequent, unusually often, unusually many, unusually high, outlier, outliers, abnormality, abnormally, unusually, oddities, irregular, irregularities, surge, deviation,
      deviations, abnormalities, off about, seems off, looks off, fishy, unusual about, acting up, acting weird, acting strange, acting strangely,
      acting odd, acting funny, misbehaving, behaving strangely, behaving oddly, behaving weirdly, behaving badly, unusual activity, strangely,
      burst, atypical, untypical, uncommon, peculiar, erratic, erratically, aberrant, aberration, aberrations, bizarre, extraordinary, peculiarity,
      peculiarities, quirk, quirks, irregularity
    `,
  ),
  ...say(
    { cue: 'simulate' },
    `
      what if, would we cope if, could we cope if, can we cope if, will we cope if, do we cope if, would we manage if, would we be ok if,
      would we be okay if, would we be fine if, will we be ok if, will we be fine if, would it matter if, would anything break if,
      will anything break if, what would happen if, what happens if, what will happen if, what happens when, what would happen when, suppose,
      supposing, imagine, simulate, would happen, would have happened if, what would have happened if, what would have happened, assume, assuming,
      in case, hypothetically, what would be the effect of, what would be the impact of, what would be the effect if, what would be affected if,
      what would break if, what breaks if, could we survive, can we survive, would we survive, survive, survive without, do without, manage without,
      cope without, live without, will we survive, can we afford, can we lose, could we lose, can we handle, could we handle, what would follow if,
      what would occur if
    `,
  ),
  ...say(
    { cue: 'audit' },
    `
      audit, audit log, audit trail, audit report, compliance report, audit logs, who did what, operator actions, operator action, operations,
      operations carried out, what actions, which actions, user actions, actions, action log, compliance audit, audit history, human actions,
      admin actions, manual actions, accountability report, change log by user
    `,
  ),
  ...say(
    { cue: 'watch' },
    `
      tell me when, tell me if, tell us when, tell us if, tell me once, tell me as soon as, let me know when, let me know if, let me know once,
      let us know when, let us know if, let me know as soon as, let me know whenever, alert, alert me, alert me when, alert me if, alert when,
      alert if, alert us when, alert us if, alert me on, alert on, alert me about, alert me whenever, alert me for, alert whenever, notify,
      notify me, notify me when, notify me if, notify when, notify if, notify me of, notify me about, notify us when, notify us if, notify me once,
      notify me whenever, notify on, notify us, notify us of, warn, warn me, warn me when, warn me if, warn when, warn if, warn us if, warn us when,
      warn me about, warn me before, watch, watch for, watch out for, keep an eye on, keep watch on, keep watching, keep watch for, ping me when,
      ping me if, ping me once, ping when, ping me on, ping if, message me when, message me if, inform me when, inform me if, page me if,
      page me when, page us if, page me on, monitor, monitor for, shout if, shout when, give me a shout when, give me a heads up when,
      give me a heads up if, wake me if, wake me when, wake me up if, wake me up when, remind me when, subscribe to, set an alert for,
      set up an alert for, create an alert for, create an alert when, set an alert when, set up an alert when, raise an alert if,
      raise an alert when, raise an alarm if, raise an alarm when, keep me posted on, i want to know when, i want to know if, i want an alert when,
      i want an alert if, send me an alert when, send me an alert if, sound the alarm if, sound the alarm when, text me when, text me if,
      email me when, email me if, buzz me when, buzz me if, say when, holler if
    `,
  ),
  ...say(
    { cue: 'compare' },
    `
      compare, compares to, compares with, compared to, compared with, comparison, comparison of, comparison between, in comparison to,
      in comparison with, relative to, as opposed to, comparing, side by side, compare to, compare with, difference between, stack up against,
      up from, down from, than it did, difference in, the difference in, the difference between, differences between, differences in
    `,
  ),
  ...say({ mark: 'versus' }, 'vs, versus, against, v, vs., compared against'),
  ...say(
    { cue: 'timeline' },
    `
      from registration to now, from registration until now, from the beginning, from the start, since registration, what happened, what was happen,
      what is happen, what has happen, what have happened, what did happened, what did happen, what did happen to, what has happened, what happens,
      what was happening, what is happening, what has been happening, timeline, timeline of, history, history of, lifecycle, life cycle, story,
      story of, trace, replay, sequence of events, chain of events, what is going on, what went on, what was going on, what has been going on,
      been going on, chronology, chronology of, walk me through, walkthrough, full story, tell me the story of, recap, recap of, play by play,
      run through, run me through, course of events, order of events, what went down, what took place, what occurred, what all happened,
      take me through, what was up with, narrative, log of, rundown of, a rundown of, rundown on, a rundown on, lowdown on, the lowdown on,
      the scoop on, the skinny on, run-down of, digest of, debrief of, debrief on, news on, any news on, any word on, any word from, any update on,
      any news from, news from
    `,
  ),
  ...say(
    { cue: 'state' },
    `
      are we out of the woods, are we good, are we ok, are we okay, all good, is all good, everything good, how is, how are, how was, how were,
      state of, status of, health of, condition of, overall health, overall status, overall state, health, overview, overview of, summary,
      summary of, how are things, what is up with, what state, which state, what status, how did, what was the state, look like, looked like,
      looking, doing, shape, what is wrong, what is going wrong, what is broken, anything wrong, something wrong, is anything wrong,
      is something wrong, what is not working, what needs attention, what needs my attention, what should i look at, is all well, situation,
      current state, current status, how healthy, details, details of, details on, details about, info, info on, information, information on,
      information about, info about, sup with
    `,
  ),
  ...say(
    { cue: 'count' },
    `
      how many, how many times, number of, count, count of, counts, count the, total number of, number, how often, how much, amount of, quantity of,
      tally, tally of, totals, how frequently, the count of, total count, total count of, how many of, how many were, count them, total of,
      frequency of, frequency, volume of, tally up, num of, nr of, sum up, distribution of, the distribution of, spread of
    `,
  ),
  ...say(
    { cue: 'count' },
    'the numbers for, the numbers on, the figures for, the numbers of, numbers for, numbers on, figures for, figures on',
  ),
  ...say(
    { cue: 'share' },
    `
      percentage of, percent of, percentage, percent, share of, what share, share, proportion of, proportion, fraction of, fraction, % of, ratio of,
      what part of, part of, what percentage of, what percent of, what fraction of, what proportion of, pct of, portion of, what portion of
    `,
  ),
  ...say(
    { cue: 'chart' },
    `
      chart, plot, graph, chart of, plot of, graph of, draw, draw a chart of, draw a graph of, visualize, visualise, histogram, histogram of,
      diagram, diagram of, sparkline, line chart, bar chart, draw me, curve, visualization of
    `,
  ),
  ...say({ cue: 'report' }, 'report, report on, report for, a report, report about, written report'),
  ...say(
    { cue: 'timeline', rel: 'before' },
    `
      events leading up to, events leading to, sequence of events leading to, sequence of events leading up to, chain of events leading to,
      what happened leading up to, events before, events preceding, events prior to
    `,
  ),
  ...say({ cue: 'timeline', rel: 'after' }, 'events after, events following'),
  ...say(
    { agg: 'trend' },
    'trend, trends, trending, trended, trend of, over time, evolution, evolution of, development of, evolve, evolved, developed, developing, progressed, progression, growth, growth of',
  ),
  ...say({ agg: 'avg' }, 'average, avg, mean, on average, averaged, averages, in average, average of, the average, mean of'),
  ...say(
    { agg: 'p50' },
    'typical, usual, median, p50, typically, usually, normal, normally, 50th percentile, median of, ordinarily, generally',
  ),
  ...say({ agg: 'p90' }, 'p90, 90th percentile, 90 percentile'),
  ...say({ agg: 'p95' }, 'p95, 95th percentile, 95 percentile, 95th'),
  ...say({ agg: 'p99' }, 'p99, 99th percentile, 99 percentile, 99th'),
  ...say(
    { agg: 'max', top: 'desc' },
    'maximum, max, peak, peaked, at its peak, at its highest, at their peak, longest, slowest, worst, poorest, the poorest, the longest, the slowest, the worst, maximal, biggest, largest, top, greatest',
  ),
  ...say({ agg: 'min', top: 'asc' }, 'minimum, min, shortest, fastest, quickest, smallest, minimal, best, briefest'),
  ...say({ agg: 'sum' }, 'total, sum, sum of, in total, overall, altogether, combined, cumulative, all together, in all, aggregate'),
  ...say({ agg: 'max', top: 'desc' }, 'highest, the highest'),
  ...say({ agg: 'min', top: 'asc' }, 'lowest, the lowest'),
  ...say(
    { top: 'desc' },
    `
      high, very high, most, the most, most often, the most often, most frequently, most times, the most times, worst offenders, busiest, heaviest,
      hungriest, bottlenecks, top offenders, more than any other, most of all, leads in, leads, more often than any other, hottest, noisiest,
      hardest-hit, hardest hit, worst-hit, worst hit, lead in, led in, largest number of, greatest number of, highest number of, biggest number of,
      highest count of, the highest number of, the largest number of, highest amount of, most affected by, highest first, most first, largest first,
      biggest first, descending, in descending order, worst first, longest first, slowest first
    `,
  ),
  ...say(
    { top: 'desc' },
    'the more, hogs, hog, eating, eating up, eats, chewing, chewing up, burning, using up, consuming, consuming most of, gobbling up, hogging, hungry, intensive, guzzlers',
  ),
  ...say({ top: 'desc', dim: 'hour_of_day', form: 'noun' }, 'peak hour, busiest hour, worst hour'),
  ...say(
    { metric: 'free_slots', top: 'asc' },
    'fullest, most loaded, most crowded, nearly full, almost full, the fullest, the most loaded',
  ),
  ...say(
    { metric: 'free_slots', top: 'desc' },
    'emptiest, least loaded, least crowded, least busy, least occupied, the emptiest, the least loaded, the least busy, the least occupied',
  ),
  ...say(
    { top: 'asc' },
    `
      low, very low, lowest first, least first, smallest first, shortest first, fastest first, quickest first, least, the least, fewest, the fewest, least often, least frequently, bottom, lowest number of, the lowest number of,
      smallest number of, least number of, idlest, lowest first, smallest first, fewest first, ascending, in ascending order
    `,
  ),
  ...say(
    { top: 'desc', event: ['@failure'] },
    'least stable, least reliable, most unreliable, most unstable, most problematic, most troublesome, most fragile, most failure-prone, flakiest, shakiest, least dependable, most error-prone',
  ),
  ...say({ top: 'desc', event: ['node_crashed'] }, 'most crash-prone, most crash prone, crashiest, most crashy, most crash-happy'),
  ...say({ top: 'desc', event: ['node_restarted'] }, 'most restart-prone, most restart prone, most often restarting'),
  ...say(
    { top: 'desc', metric: 'cpu_pct' },
    'running hot, running hottest, running the hottest, red hot, running very hot, running too hot, overheating',
  ),
  ...say({ top: 'asc', event: ['@failure'] }, 'most stable, most reliable, least problematic, most dependable, steadiest'),
  ...say(
    { mark: 'common' },
    `
      most common, most frequent, is behind most, behind most, responsible for most, commonest, number one, most prevalent, main, top reason,
      leading, primary, predominant, most frequently occurring, biggest, dominant, prevailing, most usual, most likely cause, what causes most,
      what causes the most, what caused most, what caused the most
    `,
  ),
  ...say(
    { order: 'first' },
    'first, earliest, the first, oldest, very first, the very first, first ever, first time, the first time, the earliest',
  ),
  ...say({ order: 'last' }, 'newest first, latest first, most recent first, newest on top, latest on top, most recent on top'),
  ...say({ order: 'first' }, 'oldest first, earliest first, in chronological order, chronologically, in order of time'),
  ...say(
    { order: 'last' },
    'last, latest, newest, most recent, most recently, the last, the latest, the most recent, very last, last time, the last time, very latest, the very last, freshest, the newest, final, previous',
  ),
  ...say(
    { rel: 'before' },
    `
      before, prior to, right before, just before, shortly before, immediately before, ahead of, leading up to, in the run-up to, in the lead-up to,
      preceding, preceded, earlier than, in advance of, directly before, short before, a bit before
    `,
  ),
  ...say(
    { rel: 'after' },
    `
      after, following, right after, just after, shortly after, immediately after, since, once, post, in the wake of, subsequent to, later than,
      as a result of, directly after, ever since, soon after, starting from, from the moment, followed
    `,
  ),
  ...say(
    { rel: 'around' },
    `
      around, about the time, around the time, around the time of, near, close to, in the vicinity of, around when, about when,
      around the same time as, about the time of, near the time of, either side of, on either side of, both sides of, on both sides of,
      in the neighborhood of, surrounding
    `,
  ),
  ...say(
    { rel: 'at' },
    `
      when, while, at the time, at the time of, during, at the moment, at the moment of, as, at the same time as, at the point, at the instant,
      the moment, in the middle of, by the time, the instant, at the very moment
    `,
  ),
  ...say(
    { mark: 'by' },
    `
      by, distributed across, distributed over, distributed by, distributed between, spread across, spread over, grouped by, group by,
      broken down by, split by, split up by, broken out by, sorted by, ordered by, ranked by, by each, across, separated by, divided by,
      breakdown by, break down by, partitioned by, organized by, bucketed by, sliced by, aggregated by, classified by, split, break down, breakdown,
      break, group, rank, sort, order, grouped, in terms of, measured by, breakdown of, break down of, slice, slice by, for every, summarised by,
      summarized by
    `,
  ),
  ...say(
    { mark: 'per' },
    'per, each, every, for each, in each, on each, from each, of each, for every, in every, on every, at each, with each',
  ),
  ...say(
    { bucket: '1h' },
    `
      hourly, by hour, by the hour, each hour, every hour, hour by hour, per-hour, for each hour, for every hour, in hourly buckets, over each hour,
      on an hourly basis, broken down by hour, split by hour, grouped by hour, group by hour, in 1h buckets, in one-hour buckets, hour-by-hour
    `,
  ),
  ...say(
    { bucket: '1d' },
    `
      daily, by day, each day, every day, day by day, per-day, for each day, for every day, by date, on a daily basis, broken down by day,
      split by day, grouped by day, in daily buckets, per calendar day, day-by-day, group by day
    `,
  ),
  ...say(
    { bucket: '1w' },
    'weekly, by week, each week, every week, week by week, for each week, on a weekly basis, broken down by week, grouped by week, split by week, week-by-week',
  ),
  ...say(
    { bucket: '1m' },
    'by minute, each minute, every minute, minute by minute, by the minute, minutely, broken down by minute, grouped by minute, minute-by-minute',
  ),
  ...say({ mark: 'distinct' }, 'distinct, unique, separate, individual, distinctly, uniquely, non-repeating'),
  ...say({ mark: 'never' }, 'never, not once, not a single time, have yet to, has yet to, at no time, not even once, not ever'),
  ...say({ mark: 'not' }, 'not, no longer, neither, nor'),
  ...say(
    { mark: 'except' },
    `
      except, except for, excluding, excluded, left out, set aside, omitted, different from, different to, different than, anything but,
      anywhere but, everywhere but, anyone but, everyone but, anywhere except, everywhere except, anywhere other than, everywhere other than,
      anything other than, anywhere outside, everywhere outside, anywhere apart from, everywhere apart from, excepting, bar, barring, save for,
      without, besides, apart from, other than, aside from, but not, minus, ignoring, leaving out, not counting, exclude, leave out, everything but,
      all but, skip, omit, and not, not including, ignore, disregarding, outside of, outside, if not for, skipping, with the exception of
    `,
  ),
  ...say({ mark: 'no' }, 'no, zero, without a single, not a single, without one, without any, not any, free of, none'),
  ...say(
    { mark: 'only' },
    `
      only, just, solely, exclusively, only show, show only, limit to, limited to, restrict to, restricted to, narrow to, narrow down to, filter to,
      filter by, filter on, just show, just for, only for, only in, only the, just the, simply
    `,
  ),
  ...say({ mark: 'instead' }, 'instead, rather, i meant, i mean, sorry, actually, correction'),
  ...say({ mark: 'again' }, 'again, once more, once again, a second time, anew, repeatedly'),
  ...say(
    { mark: 'it' },
    'it, its, itself, he, she, his, her, that one, this one, that node, this node, that agent, this agent, the same node, the same agent, the same one, that machine, this machine',
  ),
  ...say(
    { mark: 'them' },
    'them, those, these, they, their, all of them, those ones, these ones, those nodes, those agents, these nodes, these agents, those events, those crashes',
  ),
  ...say({ mark: 'that' }, 'before that, after that, around that, since that, because of that'),
  ...say(
    { mark: 'then' },
    `
      then, and then, followed by, and afterwards, afterwards, after which, and later, and subsequently, subsequently, later, and after that,
      only to, before then, and eventually, and finally, then later, just to, and next, thereafter
    `,
  ),
  ...say({ mark: 'and' }, 'and, as well as, plus, along with, &, together with, also, but, yet, or else'),
  ...say({ mark: 'or' }, 'or, either'),
  ...say({ mark: 'if' }, 'if, whether, in the event that'),
  ...say(
    { mark: 'who' },
    `
      who, whom, by whom, which user, which operator, which operators, which people, which persons, which person, which admin, which admins,
      what operators, what people, which colleague, which colleagues, which of us, what user, which person, which human, which users, who all,
      whoever, who was it that, who is the one that, who is the person who, who was the one who, what operator, who exactly, name of the person who,
      the person who, the user who
    `,
  ),
  ...say(
    { mark: 'when' },
    `
      at what time, in which moment, in what moment, at which moment, at which time, what time, what moment, on what date, what date, on which day,
      which day, since when, at what moment, what day, how long ago, how long since, how long is it since, how long has it been since,
      how long ago was, time since, how much time since, how much time has passed since
    `,
  ),
  ...say({ mark: 'where' }, 'where, whereabouts'),
  ...say({ mark: 'than' }, 'than'),
  ...say({ mark: 'times' }, 'times, time, x'),
  ...say({ times: 1 }, 'once'),
  ...say({ times: 2 }, 'twice'),
  ...say({ times: 3 }, 'thrice'),
  ...say({ mark: 'all' }, 'all, every, everything, any, each and every, each of the, every single, anything, all of the, all the'),
  ...say(
    { mark: 'current' },
    `
      current, currently, right now, at the mo, atm, now, at the moment, at present, presently, as of now, at this moment, this moment, live,
      these days, for now, so far, already, at this point, this very moment, today now, this instant, nowadays, still, at this time
    `,
  ),
  ...say(
    { mark: 'seen' },
    `
      last seen, last report, last report in, last heard from, hear from, heard from, hear anything from, last hear from, last heard of,
      last reported, last check-in, last contact with, last contact from, last check in, last checked in, check in, checked in, last heard,
      last contact, last sign of life, last alive, last sign of life of, sign of life, seen last
    `,
  ),
  ...say(
    { mark: 'done' },
    `
      touching, touched, working on, playing with, messing with, carried out, carried out on, done by, taken by, made by, performed, performed by,
      done, carried out by, initiated by, triggered by, requested by, issued by, run by, executed by, been up to, by the user
    `,
  ),
  ...say(
    { mark: 'more' },
    `
      more, more often, more frequently, increase, increased, increasing, go up, gone up, went up, rise, rose, risen, higher, worse, grow, grew,
      rising, worsen, worsened, bigger, going up, on the rise, on the increase, climbing, doing worse, get worse, gotten worse, getting worse,
      up or down, going up or down, going down or up, rising or falling, falling or rising, increasing or decreasing, growing or shrinking,
      climbing or dropping, getting better or worse, longer, slower, better or worse, growing
    `,
  ),
  ...say(
    { mark: 'less' },
    `
      less, fewer, decrease, decreased, decreasing, drop in, fall in, lower, better, fell, decline, declined, go down or up, going down,
      on the decrease, on the decline, dropping, fewer often, improve, improved, faster, less often, shorter, improving, declining, getting better,
      gotten better, doing better
    `,
  ),
  ...say(
    { actor: 'bot' },
    'bot, bots, automation, robots, robot, automated, service accounts, service account, machines and bots, automatically, scripts, automated users, system accounts',
  ),
  ...say(
    { actor: 'human' },
    `
      human, humans, by a person, by a human, by a human being, by a real person, by people, by an operator, by hand, manually, human operators,
      real people, human users, human operator, a human, real person, manual
    `,
  ),
];
