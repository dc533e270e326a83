import { type Row, say } from './row.ts';

/**
 * Everyday words that colour a question and say nothing of what is asked. What a word may be passed over as depends on where it stands
 * (`colour.ts`): the same word may be what the question is about elsewhere ("the pesky nodes", "which nodes are pesky").
 */
export const COLOURS: readonly Row[] = [
  // Interjections, hedges, manners, degrees: wherever they stand.
  ...say(
    { colour: 'anywhere' },
    `
      welp, crikey, blimey, jeepers, sheesh, dammit, damnit, damn it, bloody hell, good lord, good heavens, heavens, holy crap, holy hell, holy shit,
      shit, crap, fuck, wtf, wth, smh, haha, hahaha, hehe, lolz, rofl, tia, kthxbye, kthx, xoxo, ahoy, salutations, mornin, hullo, oy, oyez, aye,
      nah, nope, yup, yep, yeah, ahem, aha, eek, ack, alas, bah, bravo, bingo, voila, eh, huh, innit, ya know, you know, ya, yknow, dunno, i dunno,
      methinks, mind you, pray, pray tell, do tell, prithee, lo, behold, though, tho, indeed, in fact, as a matter of fact, truly, genuinely,
      honest to god, hand on heart, as it happens, as it were, so to speak, if you will, in essence, in effect, in all honesty, in all seriousness,
      in earnest, in any case, in any event, at any rate, when it comes down to it, all things considered, to my knowledge, to our knowledge,
      for all i know, as i understand it, as per usual, as usual, as always, as ever, god knows, goodness knows, lord knows, heaven knows, who knows,
      thank god, thank goodness, thank heavens, god forbid, touch wood, knock on wood, fingers crossed, go figure, believe it or not, sad to say,
      sorry to say, strange to say, truth be told, if truth be told, rumour has it, rumor has it, rumour has it that, rumor has it that,
      word on the street is, word has it, legend has it, i gather, i take it, i presume, i assume, i reckon, i suspect, i fear, i dare say, i bet,
      if any, if at all, or what, or something, or anything, or so, or whatever, or not, and whatnot, and such, and stuff, and so on, and so forth,
      and all that, and all, et cetera, etc, etcetera, and the like, stuff like that, things like that, or something like that, pronto, stat,
      chop chop, quick smart, on the double, and make it snappy, make it snappy, and be quick about it, post haste, posthaste, lickety split,
      in a jiffy, in a hurry, no pressure, take your time, when you are ready, much obliged, obliged, ta very much, please and thank you, merci,
      danke, gracias, for goodness sake, for goodness sakes, for gods sake, for god sake, for heavens sake, for petes sake, for pete sake,
      for fucks sake, for fuck sake, for the life of me, for once, for real, for sure, for certain, for good measure, for starters, to start with,
      to begin with, first off, first of all, last but not least, long story, of course, by all means, no doubt, without a doubt, without doubt,
      beyond doubt, once and for all, somehow or other, somewhere, all of a sudden, out of nowhere, out of the blue, out of thin air,
      without warning, without further ado, just like that, 
      find themselves, found themselves, finds itself, found itself, even as we speak, like crazy, like mad, like flies, like dominoes, like ninepins,
      like a stone, like a rock, like a brick, like there is no tomorrow, left and right, left right and centre, big time, in droves, in spades,
      as hell, as heck, as all hell, the bejesus, whatsoever, at this juncture, as we speak, right this second, this very second, right this minute,
      this minute, this very minute, at the minute, at this minute, at this point, at this stage, at this hour, at the mo, atm, rn, of late,
      these days, nowadays, for now, so far, thus far, up to now, till now, up until now, as of now, as of this moment, as it stands,
      as things stand, presently, lately though
    `,
  ),
  ...say(
    { colour: 'anywhere' },
    `
      the boss is breathing down my neck, my boss is breathing down my neck, boss is breathing down my neck, at this rate, at this pace,
      at the current pace, at the current rate, at current rates, at this speed, at the current speed, going at this rate, if this keeps up,
      if this continues, if this goes on, if it goes on like this, if nothing changes, if things go on like this, uh, uhh, uhm, umm, ummm, er, hmmm,
      super, mega, uber, ultra, way too, far too, oh so, ever so, sort of like, more or less, give or take, thereabouts, or thereabouts, round about,
      around about, some kind of, some sort of, any kind of, any sort of, anyhoo, anywho, evidently, funnily enough, oddly enough, strangely enough,
      interestingly enough, curiously enough, sadly enough, oddly, luckily, thankfully, otherwise known as, so called, so-called, alias, aka,
      a bit of, a tad, a wee bit, wee, teeny, tiny bit, a smidgen, a smidge, a whole bunch of, a bunch of, a load of, loads of, oodles of, heaps of,
      tons of, a ton of, plenty of, a slew of, a raft of, a string of, a spate of, a flurry of, a rash of, a wave of, a handful of, a couple of them,
      a fair few, quite a few, a good few, a great many, a great deal, a good deal of, at the very least, damn well, bloody well, jolly well,
      all told, time-wise, counted, plotted, charted, graphed, received, attempted, arrived, we saw, we received, we experienced, witnessed, carried out, conducted, undertaken, come in,
      emitted, emit, emits, generated, caught, accumulated, accumulate, amassed, surfaced, emerged, arisen, arose,
      transpired, materialised, materialized, cropped up, popped up, cropping up, popping up,
      plain old, good old, ye olde, whole damn, damn near, straight up, flat out, full-on, outright, downright, altogether, point blank, hands down,
      by far, by a mile, by a long shot, in a heartbeat, in one go, in one fell swoop, at one go, one and all, each and every, every single,
      any and all, every last, every damn, lock stock and barrel, far and wide, near and far, the world over, under the sun, in existence,
      in the slightest, in the least, you name it, what have you, what-have-you
    `,
  ),
  // Who is spoken to: at the beginning, at the end, or set off by commas.
  ...say(
    { colour: 'address' },
    `
      bucko, sport, champ, chief, captain, cap, skipper, doc, doctor, partner, sunshine, love, luv, hon, honey, sweetie, sweetheart, sugar, darling,
      babe, baby, pet, duck, petal, treacle, kiddo, kid, son, sonny, sis, sister, brother, brotha, homie, homeboy, homies, amigo, amigos, compadre,
      comrade, comrades, cobber, matey, lad, lads, laddie, lass, lasses, old chap, old boy, old man, old bean, old friend, my friend, my dear,
      my good man, my good fellow, my man, boss man, big guy, genius, einstein, sherlock, wizard, guru, oracle, o wise one, oh wise one,
      o great oracle, oh great oracle, almighty, your highness, your majesty, your honor, your honour, gents, gentlemen, ladies,
      ladies and gentlemen, yinz, youse, computer, robot, machine overlord, overlord, bot, ai, assistant, siri, alexa, jarvis, hal, sutra, ok sutra,
      chatbot, oh grid, dear grid, hey grid, yo grid, friends, mister, missy, maam, madam, bossman, fam, fella, fellow, fellows, chum, chums, squad,
      peeps, dearest, dearie, wise one, kind sir, good sir, my liege, milord, stranger, neighbour, neighbor, senpai, sensei, professor, mom, mum,
      dad, grandpa, grandma, uncle, auntie
    `,
  ),
  // What somebody feels about the thing named next: never what the thing is.
  ...say(
    { colour: 'feeling' },
    `
      pesky, damned, goddamn, goddamned, darn, darned, dang, danged, bloody, freaking, freakin, fricking, frickin, frigging, friggin, flipping,
      flippin, effing, fucking, fuckin, bleeding, blooming, blinking, blithering, sodding, ruddy, blasted, confounded, infernal, blessed, accursed,
      cursed, godforsaken, sorry-ass, dreaded, dratted, hellish, annoying, irritating, bothersome, vexing, infuriating, exasperating, maddening,
      frustrating, poor, poor little, wretched, miserable, pitiful, pathetic, sorry, unlucky, unfortunate, hapless, luckless, ill-fated, doomed,
      lovely, wonderful, beautiful, gorgeous, adorable, cute, precious, beloved, cherished, dear, darling, trusty, faithful, mighty, glorious,
      magnificent, splendid, fabulous, fantastic, marvellous, marvelous, excellent, esteemed, venerable, naughty, rotten, crappy, cruddy, shitty,
      lousy, stinking, stinky, bastard, freakish, silly little, wee, lil, lil ol, teeny, itty-bitty, humble, merry, jolly, sweet little, good ol,
      so-called, motley, ragtag, rascally, mischievous, cheeky, wicked, evil, villainous, nasty, nasty little, horrid, horrible, awful, dreadful,
      terrible, ghastly, beastly, god-awful, shameful, disgraceful, embarrassing, pesky little, curious little, interesting little, oh-so-reliable,
      oh so reliable, oh-so-stable, supposedly reliable, overworked, hard-working, hardworking, long-suffering, tireless, weary, tired little,
      famous, infamous, notorious, legendary, fateful, ominous, scary, frightful, frightening, alarming, worrying, worrisome, troubling, disturbing,
      distressing, upsetting, concerning, mysterious, mystifying, puzzling, baffling, perplexing, inexplicable, curious
    `,
  ),
  // Ways to ask for an answer: where a verb of asking stands.
  ...['', ' me', ' us', ' me with', ' us with', ' me in on', ' for me', ' with me', ' over'].flatMap((tail) =>
    say(
      { colour: 'telling' },
      `
        grab${tail}, serve${tail}, supply${tail}, furnish${tail}, present${tail}, share${tail}, deliver${tail}, read${tail}, dump${tail},
        export${tail}, collect${tail}, gather${tail}, surface${tail}, source${tail}
      `,
    ),
  ),
  // Giving takes somebody who is given to.
  ...[' me', ' us', ' me with', ' us with', ' me up with', ' me over', ' us over'].flatMap((tail) =>
    say(
      { colour: 'telling' },
      `
        hit${tail}, hand${tail}, throw${tail}, toss${tail}, chuck${tail}, sling${tail}, shoot${tail}, ping${tail}, pass${tail}, lend${tail},
        slide${tail}, wing${tail}, fling${tail}, spot${tail}, feed${tail}, draw${tail}
      `,
    ),
  ),
  ...['', ' me', ' us', ' for me', ' for us'].flatMap((tail) =>
    [
      `
        dig out, dig up, dig into, dig through, rustle up, scare up, round up, gather up, lay out, set out, spell out, read out, read off, reel off,
        rattle off, tick off, dish up, dish out, serve up, cough up, spit out, throw up, put up, hand over, hunt down, track down, chase down,
        chase up, run down, wheel out, trot out, roll out the list of, bring out, bring up, draw up, write up, write out, type out, tot up, tally up,
        conjure up, whip up, drum up, knock up, cook up, work up, fish out, ferret out, sniff out, suss out, smoke out, tease out, root out,
        single out, point out, flag up, call up, call out, sort through, sift through, comb through, rifle through, trawl through,
        flick through, flip through, leaf through, page through, rummage through, scroll through, skim through, step through, go through,
        run through, talk through, walk through, peek at, peek into, peer at, peer into, glance at, gaze at, zoom in on, home in on, drill into,
        drill down into, hone in on, look into, look over, look through, check up on, read up on, dive into, delve into, go over, cover off
      `,
    ]
      .flatMap((list) => list.trim().split(/,\s+/))
      .flatMap((one) => say({ colour: 'telling' }, `${one}${tail}`)),
  ),
  ...say(
    { colour: 'telling' },
    `
      reconstruct, piece together, retrace, replay, flag, flag up, relay, track, retell, re-tell, rehash, share the, share with me, share with us, share me, share a list of,
      share with me the, muster, enumerate, itemize, itemise, tabulate, compile, assemble, unearth, uncover, expose, reveal, divulge, disclose,
      unveil, unmask, highlight, pinpoint, locate, review, recite, relate, narrate, recap, recount, catalogue, catalog, inventory, index,
      direct me to, direct me towards, steer me to, steer me towards, point me to, point me at, point me towards, lead me to, take me to,
      take me through, talk me through, walk me through, run me through, step me through, guide me through, spill the beans on, spill,
      throw light on, inform, inform me, inform me of, inform me about, inform us of, inform us about, apprise me of, apprise us of, brief me,
      brief me on, brief us on, update me on, educate me on, educate me about, educate me, clue me in on, clue me in, school me on,
      get me up to speed on, bring me up to date on, catch us up on, keep me honest on, hook me up with, set me up with, treat me to, regale me with,
      bless me with, entertain me with, dazzle me with, lay it on me, give it to me straight, have a look at, have a look, have a look see,
      have a peek at, have a gander at, have a squiz at, have a dig through, have a rummage through, have a glance at, have a go at finding,
      take a look at, take a look, take a peek at, take a gander at, take a glance at, take a stab at, get a load of, get a glimpse of,
      catch a glimpse of, get a handle on, get a grip on, get to the bottom of, get a sense of, get a feel for, get a picture of, get hold of,
      get ahold of, get your hands on, lay your hands on, lay eyes on, keep tabs on, shine a light on, put together, put together a list of,
      come up with, mock up, rig up, line up, string together, cobble together, pick out, sniff around for, scour, scour the logs for,
      scour the records for, comb the logs for, search the logs for, scan the logs for, go hunting for, go digging for, go fishing for, go find,
      go fetch, go get, run the numbers on, crunch the numbers on, do the maths on, do the math on, do a count of, do a tally of, do a headcount of,
      make me a list of, make a list of, draw me a list of, write me a list of, knock me up a list of, whip me up a list of, ascertain, elucidate,
      elaborate on, expound on, expand on, clarify, decipher, unravel, deduce, demystify, illuminate, establish, confirm for me, verify for me,
      double check, double-check, doublecheck, sanity check, sanity-check, fact check, fact-check, cross check, cross-check, look and see,
      see if you can find, see if you can find out, see if you can tell, see if you can tell me, try to find, try to find out, try and find,
      try and find out, attempt to find, help me find, help me see, help me understand, help me figure out, help me work out, help me out with,
      help me with, refresh my memory, refresh my memory on, jog my memory, jog my memory on, remind me, remind us, remind me of, remind me again,
      name me, name and shame, name names, quote me, cite, sum up for me, paint me a picture of, paint a picture of, give me chapter and verse on,
      give me a shout out of
    `,
  ),
  ...say(
    { colour: 'telling' },
    `
      lemme see, lemme know, lemme, gimme, care to tell me, care to tell us, care to share, care to show me, care to say, care to explain,
      mind telling me, mind telling us, mind showing me, mind showing us, mind pulling up, mind checking, mind looking up, mind having a look at,
      mind taking a look at, mind finding out, mind giving me, checking, fancy telling me, fancy showing me, any chance you know,
      any chance you could tell me, any chance of, is there any way to see, is there any way to know, is there a way to see,
      is there any chance of seeing, got a clue, got any clue, happen to know, you would not happen to know, you would not happen to have,
      you do not happen to know, i do not suppose you know, i do not suppose, do not suppose you know, would it be possible to, would it be ok to,
      would it be okay to, would it kill you to, how hard is it to, be good enough to, have the goodness to, have the decency to,
      be straight with me, be straight, be honest, level with me, let me think, let me guess, let me ask you this, let me ask you, let me ask,
      riddle me this, answer me this, answer me, question for you, got a question for you, got a question, got a quick one, a quick one,
      one quick thing, one thing, one more time, once more, real talk, serious question, honest question, genuine question, newbie, noob,
      newbie here, noob here, new guy here, new girl here, first day here, first day on the job, first time here, first time caller,
      long time listener, first time asking, long time user, i am at a loss, at a loss, am at a loss, help a brother out, help a girl out,
      help a guy out, help me out here, help me out, help us out, throw me a bone, throw me a bone here, gonna need, am gonna need, i require,
      i demand, i seek, i crave, i yearn to know, i desire, i beg you, i request, i am requesting, i hereby request, i would appreciate,
      would appreciate, i would kill to know, i would kill for, i would give anything to know, i would love, i would love to know,
      i would love to see, i am dying to know, dying to know, i am dying to see, i am itching to know, itching to know, i am keen to know,
      i am keen to see, keen to know, keen to see, i am eager to know, eager to know, i am anxious to know, i am desperate to know,
      i am burning to know, i am hunting for, i am hunting, hunting for, hunting down, seeking, searching for, on the lookout for, on the hunt for,
      in search of, in need of, interested to know, interested in knowing, interested in seeing, interested to see, i am interested to know,
      i am interested in knowing, i am interested in seeing, curious about, curious as to, i am curious as to, i am curious about, wondering about,
      wondering as to, i was wondering about, i have been wondering, been wondering, keep wondering, cannot help but wonder, can not help wondering,
      can not help but wonder, makes me wonder, made me wonder, trying to work out, trying to figure out, trying to find out, trying to understand,
      trying to determine, trying to establish, trying to remember, trying to recall, trying to see, trying to learn, hoping to learn,
      hoping to find out, hoping to see, hoping you can tell me, hoping you could tell me, was hoping you could tell me, i was hoping to see,
      i was hoping you could, want to find out, wish to know, wish to see, i wish to know, i wish to see, wish i knew, i wish i knew, if only i knew,
      beats me, it beats me, it escapes me, it eludes me, i forget, i keep forgetting, i can never remember, i can not remember, i can not recall,
      drawing a blank, i am drawing a blank, i have a hunch, have a hunch that, i have a hunch that, got a hunch, i have a feeling,
      i have a feeling that, i got the feeling, my gut says, my gut tells me, a little bird told me, a little birdie told me, i heard that,
      i heard rumours that, i heard rumors that, someone said, someone said that, someone told me, someone told me that, they say, they say that,
      they tell me, people say, people say that, i have been told, i have been told that, i am told, i am told that, i was told, i was told that,
      it is said that, it seems that, it looks like, it would seem, it would seem that, it appears that
    `,
  ),
  // Names for an answer: "the lowdown on", "a roundup of".
  ...['', 'the ', 'a ', 'a quick ', 'a brief ', 'a short ', 'a full ', 'a complete ', 'a proper '].flatMap((the) =>
    ['of', 'on', 'for', 'about'].flatMap((of) =>
      say(
        { colour: 'telling' },
        `
          ${the}roundup ${of}, ${the}round-up ${of}, ${the}rundown ${of}, ${the}run-down ${of}, ${the}recap ${of}, ${the}lowdown ${of},
          ${the}low-down ${of}, ${the}skinny ${of}, ${the}scoop ${of}, ${the}dirt ${of}, ${the}411 ${of}, ${the}deets ${of}, ${the}gist ${of},
          ${the}gen ${of}, ${the}goss ${of}, ${the}gossip ${of}, ${the}tea ${of}, ${the}glimpse ${of}, ${the}peek ${of}, ${the}gander ${of},
          ${the}snapshot ${of}, ${the}inventory ${of}, ${the}listing ${of}, ${the}catalogue ${of}, ${the}compilation ${of}, ${the}enumeration ${of},
          ${the}digest ${of}, ${the}synopsis ${of}, ${the}write-up ${of}, ${the}writeup ${of}, ${the}debrief ${of}, ${the}nitty gritty ${of},
          ${the}nitty-gritty ${of}, ${the}ins and outs ${of}, ${the}specifics ${of}, ${the}particulars ${of}, ${the}info ${of}, ${the}intel ${of}
        `,
      ),
    ),
  ),
  ...say(
    { colour: 'telling' },
    'a peek at, a glimpse at, a gander at, a glance at, a squint at, a squiz at, a butchers at, info, intel, deets',
  ),
  // Other words for the thing named beside them.
  ...say(
    { colour: 'thing' },
    `
      fellas, fella, critters, critter, buggers, bugger, beasts, beast, bastards, rascals, rascal, scoundrels, scoundrel, culprits, offenders,
      devils, little devils, bad boys, bad boy, bad guys, good guys, baddies, puppies, puppy, babies, kids, kiddos, kiddies, youngsters,
      contraptions, contraption, gizmos, gizmo, gadgets, gadget, doodads, thingies, thingy, thingamajigs, thingamajig, thingamabobs,
      whatchamacallits, whatsits, whatsit, darlings, beauties, lovelies, troopers, soldiers, minions, minion, chappies, chappie, chaps, jokers,
      suckers, sucker, mofos, fuckers, fucker, sods, blighters, blighter, specimens, specimen, citizens, residents, inhabitants, denizens, crowd,
      flock, herd, brood, posse, lot of them, bunch of them, buddies, so-and-sos
    `,
  ),
];

/** Adverbs that say which ones are meant: "manually restarted", "newly spawned". They are no colour. */
export const NARROWING_ADVERBS: ReadonlySet<string> = new Set(
  (
    'manually automatically intentionally deliberately purposely purposefully knowingly willingly voluntarily accidentally inadvertently unintentionally erroneously mistakenly wrongly ' +
    'remotely locally externally internally publicly privately partially partly incompletely fully completely entirely wholly mostly mainly primarily chiefly largely solely exclusively ' +
    'only newly freshly previously formerly initially originally lastly firstly secondly finally eventually subsequently consecutively successively repeatedly multiply doubly singly jointly ' +
    'concurrently parallelly separately independently individually mutually respectively alternately daily weekly monthly yearly hourly nightly quarterly annually biweekly fortnightly early ' +
    'rarely seldom scarcely barely hardly nearly slightly poorly badly severely critically heavily lightly highly lowly weakly strongly slowly quickly rapidly swiftly faultily correctly incorrectly ' +
    'properly improperly normally abnormally typically usually commonly generally averagely successfully unsuccessfully legally illegally lawfully unlawfully officially unofficially formally informally ' +
    'permanently temporarily briefly shortly provisionally tentatively indefinitely conditionally optionally explicitly implicitly directly indirectly physically virtually logically geographically regionally nationally globally universally ' +
    'technically financially commercially politically medically clinically chemically electrically mechanically electronically digitally hourly transiently intermittently sporadically periodically occasionally ' +
    'supply reply apply comply imply multiply rely ally assembly family july italy anomaly monopoly butterfly fly belly jelly bully rally tally folly holly lily bodily elderly friendly likely unlikely costly deadly orderly scholarly timely ' +
    'equally similarly differently identically likewise uniformly randomly proportionally relatively comparatively statistically historically seasonally worldly elderly lonely only ugly holy silly curly'
  ).split(' '),
);
