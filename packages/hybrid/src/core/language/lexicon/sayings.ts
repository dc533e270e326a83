import { noun, type Row, say, verb } from './row.ts';

const node = { kind: 'node' } as const;
const agent = { kind: 'agent' } as const;
const crash = { event: ['node_crashed'], ...node };
const offline = { event: ['agent_offline'], ...agent };
const recovered = { event: ['agent_recovered'], ...agent };
const stopped = { event: ['stop_succeeded'], ...node };
const restarted = { event: ['node_restarted'], ...node };

/** Sayings for what happens in a grid: what people say of things that die, fall silent, come back, limp or do well. */
export const SAYINGS: readonly Row[] = [
  ...verb(
    crash,
    `
      tank, implode, explode, detonate, croak, bomb, bomb out, collapse, face plant, faceplant, face-plant, crap out, crap the bed, shit the bed,
      wet the bed, poop out, peter out, conk, fall flat, fall apart, fall to bits, fall to pieces, go to pieces, go down in flames, go up in flames,
      go up in smoke, burn out, burn down, burn up, self-destruct, self destruct, self-combust, spontaneously combust, combust, perish, pass away,
      die off, die out, die on us, die on me, drop dead, go bust, go kaboom, go boom, go bang, go phut, go pop, go splat, go poof, go pear-shaped,
      go pear shaped, go tits up, go arse over tit, go haywire, go caput, go under the bus, nosedive, nose dive, take a nosedive, take a dive,
      take a tumble, hit the deck, hit the dirt, hit the floor, hit the canvas, eat dirt, eat it, bite it, buy it, buy the farm, throw in the towel,
      throw in the sponge, fall on its face, fall on their face, fall on their faces, fall flat on its face, fall flat on their faces, panic,
      kernel panic, barf, choke, crater, flatline, flat line, flat-line, snuff it, pack it in, pack up, peg out, pop its clogs, pop their clogs,
      cark it, cack it, drop like flies, blow a gasket, blow a fuse, blow out, topple, topple over, tumble, tumble down, terminate abnormally,
      exit abnormally, quit unexpectedly, stop unexpectedly, shut down unexpectedly, die unexpectedly, crash and burn, crash hard, hard crash,
      crash out, crash on us, crash on me, meet its end, meet their end, meet its maker, meet their maker, meet its demise, meet their demise,
      dump core, core-dump, coredump, give out, give way, buckle, bail out, cave in, wipe out, fall down, get knocked out, get whacked, get zapped,
      get wiped out, get oom-killed, kill over, kneel over, breathe its last, breathe their last, be no more, cease to be,
      shuffle off this mortal coil, join the choir invisible, push up daisies, cash in its chips, cash in their chips, hang up its boots,
      come to grief, come to a sticky end, come a cropper, come unstuck, bork, get borked, brick, get bricked, fall by the wayside, lose the plot,
      melt down, go nuclear, go supernova, disintegrate, bellyflop, belly flop, abend, do a runner to the other side, fall in a heap,
      hit a brick wall, jack it in, crumple, crumble, get hosed, get toasted, go off the rails, go off a cliff, fall off a cliff
    `,
  ),
  ...say(
    { ...crash, form: 'past' },
    'crash and burned, crashed and burned, hard crashed, core dumped, got a kernel panic, had a meltdown, had a crash, suffered a crash, had crashes, suffered crashes, segfaulted out, hit the skids',
  ),
  ...say(
    { ...crash, form: 'noun' },
    `
      meltdown, meltdowns, blow-up, blow-ups, blowup, blowups, faceplants, nosedives, wipeout, wipeouts, collapse, collapses, fatality, fatalities,
      casualty, casualties, demise, kaboom, kabooms, kernel panics, panics, crashings, abends, untimely death, untimely deaths, untimely demise
    `,
  ),
  ...say(
    { ...crash, cause: 'oom', form: 'past' },
    'got oom killed, got oomkilled, were oom killed, were oomkilled, was oom killed, was oomkilled, been oom killed, got oomed',
  ),
  ...verb(
    offline,
    `
      go mia, go dead, go blank, go off the air, go off air, go off the grid, go off the radar, go off the map, go radio silent, go radio-silent,
      go incommunicado, go unresponsive, go unreachable, go bye-bye, go bye bye, go walkabout, go walkies, go to ground, go cold,
      become unresponsive, become disconnected, become silent, turn unresponsive, get unresponsive, stop responding, stop answering, stop replying,
      stop talking, stop talking to us, stop talking to the master, stop phoning home, stop calling home, stop reporting, stop reporting in,
      stop reporting home, stop checking in, stop pinging, stop heartbeating, stop beating, stop sending heartbeats, stop communicating,
      quit responding, quit talking, quit talking to us, quit reporting, cease responding, cease communicating, fall off the network,
      fall off the map, fall off the radar, drop off the face of the earth, drop off the radar, drop out of sight, drop off line, get cut off,
      get unplugged, get dropped, ghost, ghost us, ghost me, bow out, lose touch, lose heartbeat, lose heartbeats, lose its heartbeat,
      lose their heartbeat, lose their heartbeats, lose their connection, lose comms, lose its link, lose link, miss its heartbeat,
      miss its heartbeats, miss their heartbeats, cut out, black out, flake out, flake out on us, evaporate, fall asleep, take a nap, fall silent,
      fall quiet, pass out, log off, drop contact, drop connection, drop its connection, drop their connection, drop comms, leave the building,
      leave us hanging, bail on us, walk out on us, slip off the grid, slip off the network, slip away, wander off, zonk out, doze off, nod off,
      blink out, wink out, fade out, fade away, have an outage, suffer an outage, experience an outage, see an outage
    `,
  ),
  ...say(
    { ...offline, form: 'past' },
    `
      had outages, suffered outages, experienced outages, had any outage, had any outages, been cut off, been unplugged, been disconnected,
      been unreachable, been dark, been silent, been mia, been awol, were unplugged, was unplugged, were cut off, was cut off, gone dark on us,
      dropped on us
    `,
  ),
  ...say(
    { status: ['offline'], ...offline },
    `
      dark, missing, absent, mia, m.i.a, missing in action, awol, unresponsive, incommunicado, unplugged, radio silent, radio-silent, off the air,
      off air, off the network, off-grid, off grid, off the radar, off the map, out of contact, out of touch, out of reach, out of comms, cut off,
      ghosting us, ghosting, lights out, dead air, no longer responding, no longer reporting, no longer reachable, no longer online,
      not phoning home, not calling home, not checking in, not reporting, not reporting in, not reporting home, not responding, not answering,
      not replying, not talking, not talking to us, not talking to the master, not communicating, not sending heartbeats, not heartbeating,
      not online, not connected, not reachable, not contactable, uncontactable, un-reachable, non-responsive, nonresponsive, non responsive
    `,
  ),
  ...verb(
    recovered,
    `
      bounce back, spring back, spring back to life, come back to life, come back from the dead, rise from the dead, rise from the ashes,
      return from the dead, return to life, return to normal, return to health, return to service, go back to normal, get back to normal, come good,
      come round, come around, pull through, heal, recuperate, revive, reappear, resurface, re-appear, re-surface, re-connect, re-join,
      get back on its feet, get back on their feet, make a comeback, make it back, make a recovery, make a full recovery, sober up, pick itself up,
      pick themselves up, recover fully, fully recover, get its act together, turn healthy, go healthy, wake up, wake back up, wake up again,
      perk up, perk back up, snap out of it, check back in, phone home again, start responding, start responding again, start reporting again,
      start talking again, respond again, come back into the fold, find its way back, find their way back
    `,
  ),
  ...say({ ...recovered, form: 'past' }, 'got revived, were revived, was revived, been revived, got resurrected, were resurrected'),
  ...verb(
    restarted,
    `
      power cycle, power-cycle, powercycle, recycle, cycle, get recycled, get cycled, get kicked, get power cycled, get power-cycled, respawn,
      re-spawn, relaunch, re-launch, get relaunched, start over, start again, start up again, boot again, boot up again, launch again, re-start, reinitialize, reinitialise, reset, get reset, get a restart,
      get a reboot, need a restart, need a reboot, turn off and on again, get turned off and on again, restart itself, restart themselves,
      reboot itself, reboot themselves, bounce itself
    `,
  ),
  ...say(
    { ...restarted, form: 'past' },
    `
      had a restart, had restarts, had a reboot, were turned off and on again, was turned off and on again, had to be restarted, had to restart,
      had to be rebooted, needed restarts, kicked, power cycled, power-cycled
    `,
  ),
  ...say({ ...restarted, form: 'noun' }, 'bounces, power cycles, power-cycles, respawns, relaunches, re-starts, reboots'),
  ...say(
    { event: ['spawn_failed'], ...node, form: 'past' },
    `
      would not start, would not boot, would not launch, would not spawn, would not come up, refused to start, refused to boot, refused to launch,
      refused to spawn, refused to come up, never got off the ground, failed to get off the ground, failed to get going, could not be started,
      could not be launched, could not be spawned, could not launch, could not boot, could not come up, did not come up, did not launch,
      did not boot, did not get off the ground, stillborn, was stillborn, were stillborn, dead on arrival, doa, choked on startup, died on startup,
      failed on startup, failed at startup, failed during startup, spawns that flopped, spawns that fell over, spawns gone wrong, spawns gone bad,
      spawns that went wrong, spawns that bombed, botched spawns, botched spawn, flopped spawns, flubbed spawns, aborted spawns, spawn flops,
      spawn mishaps, spawn flop, spawn fails, spawn blunders
    `,
  ),
  ...say(
    { ...stopped, status: ['stopped'], form: 'past' },
    'halted, terminated, switched off, turned off, shut off, powered off, powered down',
  ),
  ...say(
    { ...stopped, form: 'past' },
    `
      brought down, torn down, wound down, decommissioned,
      put to sleep, put to bed, put down, killed off, pulled offline, ceased running, quit running, got halted, got terminated, got decommissioned,
      got shut down, got shutdown, got turned off, got switched off, got powered off, got powered down, got torn down, got brought down,
      got put down, retired, got retired, spun down, got spun down, were shutdown, was shutdown
    `,
  ),
  ...say(
    { event: ['agent_degraded'], status: ['degraded'], ...agent },
    `
      sluggish, hobbling, hobbling along, half dead, half-dead, half alive, on its last legs, on their last legs, at death door, laboring, labouring,
      not at its best, not at their best, feeling poorly, poorly, running degraded, in a degraded state, in degraded state, in degraded mode,
      running in degraded mode, wheezing, unwell, creaking, dragging their feet, dragging its feet, under stress, underperforming, under-performing,
      having a hard time, having a rough time, having a bad time, having a tough time, having a bad day, having trouble, having a wobble,
      barely alive, barely hanging on, hanging on by a thread, hanging by a thread, barely working, hurting, suffering, out of sorts, ill,
      not feeling well, not feeling so good, not doing so well, not doing so hot, not doing too well, not doing well, not in great shape, faltering,
      crippled, feeling under the weather, off colour, off color, so-so, a bit poorly, a bit off, worse for wear, the worse for wear, on the ropes,
      gasping, flagging, sputtering, spluttering, chugging
    `,
  ),
  ...say(
    { status: ['healthy'] },
    `
      all good, good to go, in good condition, in good order, in good nick, in fine fettle, in fine form, in rude health, in perfect health,
      in great shape, in top shape, in tip-top shape, in tiptop shape, in tip-top condition, in the pink, alive and well, alive and kicking,
      up to snuff, up to scratch, up to par, fit, fit as a fiddle, right as rain, fine and dandy, a-ok, aok, a ok, hale and hearty,
      happy and healthy, thriving, safe and sound, humming, humming along, humming along nicely, purring, purring along, chugging along,
      chugging along nicely, ticking over, ticking along, ticking over nicely, running smoothly, running fine, running well, running normally,
      working fine, working well, working properly, working normally, working as expected, working as intended, functioning normally,
      functioning properly, functioning well, functioning fine, fully functional, fully operational, in perfect order, looking good, looking healthy,
      looking fine, looking great, feeling good, feeling well, feeling fine, doing fine, doing okay, doing ok, doing good, doing great,
      doing alright, squeaky clean, in the green, all green, unscathed, spick and span, in working condition, in good working order, behaving,
      behaving themselves, behaving itself, behaving normally, behaving nicely
    `,
  ),
  ...say(
    { status: ['@up'] },
    'operational, functional, functioning, in operation, in service, in business, on line, on-line, still standing, still kicking, still breathing, breathing, open for business',
  ),
  ...say(
    { status: ['@down'] },
    `
      busted, bust, knackered, fried, banjaxed, fubar, fubared, snafu, dead in the water, dead as a doornail, dead as a dodo, down for the count,
      out for the count, down and out, pining for the fjords, pushing up daisies, pushing up the daisies, six feet under, belly up, belly-up,
      tits up, inoperative, inoperable, nonoperational, non-operational, nonfunctional, non-functional, non functional, not functional,
      not functioning, not operational, not running properly, out of order, out of action, out of commission, out of business, out cold,
      out like a light, stuffed, screwed, screwed up, messed up, buggered, buggered up, cocked up, wrecked, wedged, defunct, deceased, a goner,
      goners, a no-show, no-shows, in the toilet, down the pan, down the drain, on the fritz, on the blink, gone to hell, ruined, cactus, munted,
      shagged, borken, bricked, flatlined, flatlining, lifeless, dead right now, gone belly up, gone kaput, dead to the world
    `,
  ),
  ...say(
    { pattern: 'flapping' },
    'flapped, been flapping, were flapping, kept flapping, going on and off, went up and down, went on and off, bounced up and down, yo-yoing, yo-yoed, wobbling',
  ),
  ...say({ metric: 'latency_ms' }, 'lat, lats, resp time, resp times'),
  ...noun(
    { event: ['@failure'] },
    `
      fiasco, disaster, screw-up, screwup, mess-up, cock-up, foul-up, hiccup, blip, glitch, mishap, debacle, catastrophe, calamity, blunder, kerfuffle,
      train wreck, trainwreck, clusterfuck, shitshow, drama, bork, oopsie, boo-boo, snag
    `,
  ),
];
