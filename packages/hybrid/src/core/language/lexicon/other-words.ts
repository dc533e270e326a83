/**
 * Everyday words one or two letters from a word of the grid ("learning" and "leading", "prevents" and "events"): whoever writes one means it.
 * They are never taken for a word of the grid mistyped; nothing accounts for them, so they block an answer.
 */
export const OTHER_WORDS: ReadonlySet<string> = new Set(
  `
    abel abide able abortion absorbed accent accusing aces ache aching acting activate actively activists actors actresses adapted adapter
    adder addition additions addressed addresses admit admits adored adores adults advanced advice affection aged aging aide aiming
    alarmed albert alerted alerts alfred alice alike alleged allen allied ally alone along altar alto amounts ample analyst analysts
    analyzes anger animal animals anna annually answers anthem apaches apart apes applaud apples applies arch ares arise arising arrived
    arrow arse aside aspects associate associates assumed assumes assure attended attending attribute auction auctions audio auto
    automatic autos avenge aversion awaiting awake awhile awk bach backed backing bailing baked baking bale ball banging bank banking
    banks barging bark barking barks barren barrier bases basic basics basil basin baskets bass bates bath bathing bathroom bats batter
    batting beach beads beak beam beams bean beans bear bearing bears beat beating beats beau became beck becket beckett become bedside
    beef beep beer bees begun behavior bein belief beliefs believed believes bell belle bells below belt belts bends bent beta beth bets
    betting bien bike bikes bill bills billy bing biting bits bitter black blacked blacks blade blake blaming blaring blast blaze blazing
    bled bleep bless blew blink blocking blog blogging blogs bloke blow blowing boarding boat boating boats boiling bolt bolted bolts
    bonded bonding bones boob boobs book booked booking bookings books bool boom boon boost booth booty border bored boring borough boss
    bother bought bouncer bounds bout bowling bows boxer boxers boxing boys brake brat brats bread breeding brew briefed briefs brig
    bright bring brings brink broker broom brow brown browning browsing buck bucks budgets bugging build builds built bull bullets bully
    bummed bumping bums burnt bursting burt bury burying bush bushes business busting buts butter butting buying buys buzzing byte bytes
    cable cached cafe cage cages cain cake calculator calendars calf calm camel camp camping cams cancer cane canned cape capsule captain
    captains captions care cared cares caring carl carrier carriers carson cart carton carve carved carving casa cash cashed casing casino
    cass cast casting casual casually cave cease ceased cell census center centered central centre centres century certain certainly
    certainty chain chained chair chan chance chances chang channel channels chant chanting char charge charged charger chargers charges
    charging charles charm charmed charming charts chase chased chasing chat chatting cheated cheater cheating checkout checkup cheek
    cheeks cheering chester cheung chew chewed chick chicken chicks chin choices chores chose chowder chuck chunky circulation claiming
    clash class classes clause clean cleaned clear cleared clicking client clients clinical clint clive clone close closed closer closes
    closet closing clothes coaches coaching coalition coarse coaster coated coating cock cocks code coded codes coding coffins coke cokes
    cold cole collected collection college colleges collins columbo columbus column coma comb combine comet comm command commend comments
    commons communist comp compact companies companion company compass compassion compatible compelled compete competent competing
    compilation compiled completely completing complex complexion compliant compose composed computer computers computing conceal
    concealed conceited conception concern concerns concert concerts conditional conditioner conditions conduct conducted cone conf
    confess confide confidence confined confusing conn connect connecting connection connections connector conned cons consent constant
    consulting contact contacted contacting contacts container contempt content contents contest contests context continent continuing
    contract contracts contrast controls convent convention convert converted convict convicted conviction cooked cooking cooks cooling
    coop cope cops copy copying cora cord cords core cork corn corned coroner corps correct corrected correctional corrections correctly
    correlation costing coughing counter counters counties counting county courses court courting courts cousin cousins cove cracked
    cracking cramped crank crate crates craving crawled crawling crazed craziest creamed crease creates creator cremated crewe criminal
    criminals cripple critic critics crooked cross crossed crosses crossing crow crowned cruising crush crushed crushing cunning cunt cure
    cured curie curl currency curse cursing curtain curtains customary customs cutter cutting dads dagger dairy daisy dale dallas damages
    dame damon damp dana dancer dane dans dante dare daring dart date dave david dawn deadline deaf deal dealing dean debbie debris decade
    decades deceive deceived deceiving decide decided deciding decker declare declared decree dedication deed defending define defined
    defining degree degrees delayed delays deliver delivered delivering delivers delusion delusions demon denies dental dependent
    depending depressed depressing deprive depth depths derived desired desk destined detailed detain detained detection developmental
    developments devised devotion diagnosis dibs dick dicks diet difficult digs dimes dine ding dining dink dipped direct directed
    director directory dirk disc discs dish distance distant distract distributor district divided dividend divine division divisions docs
    dogs dome dominate donation donations dong dope dora dork dorm dose doses dots dove dover dowd dowry drafted drag dragged dragging
    drank drawing drawings drawn dread drew dried drinking drip dripping drive driving drone drooling drown drowned drowning drying duct
    dues dwell dyed earlier early earnest earning ears ease easier easiest east easter eden edit edited edith efforts elders elected
    electrician electro electron electrons elevated elevation elle emails embedded emery eminence emma emory emotion emotions emptied
    emptiness enabled enabling encoding ending enemies enjoyed enjoying enter enters entitled entries environmental envy erection erotic
    estate estates esther estimate estimates ether evacuation evaluate evaluated evaluating evaluation evicted evident examine examines
    exception exceptional excerpt excited exciting exclusive excuse excused executed execution exemption exhausting existed exits expected
    expecting expelled expert explained exploit facing fact facts fade fading faintest fair fake faking fall falling falls fame famished
    fanny farce fare farming fart fascist fasten faster fate fatter feast feeling feet feed fellow felt fest fester fever fibers fibre fiction
    field fields fiend fighters file filed files filing fill filled filling fills filming films finale finals fingers finish fink finn
    fire firing firm fish fishes fist five fixed fixing fixtures flakes flaming flan flares flashing flat flaw flee flip flop floppy floss
    flower flowing flyers flying folders folding follows fond fooling fore foremost forest forests forge forged forgot forks formal foster
    frail frames frank fred frequent freshen fret fright frisk frog fuel fuller function fund furnished gage gain gale gambling gasp gasps
    gate gays gaze gene general gent gentry gloss glow glowing glove gods gold gong goods goody goof goon gore gown grad grape grave greater
    greatness greed greek green greet greeting grep grey grim grin grind grip grits groaning groin groom ground grounded groupie groups
    growling guts hale half hall hallo halo hand handing hang hanged hanging hangs hank hans hard harder harding hare harness hart harvest
    hast hate hating hats haze head headline healing heap hearings hears hearst heart heartbreak heartfelt hearts heat heath heating heave
    heavier hedge hedges heir helio heller helm helping hera herb hereafter hero herr herring hers hickory hiding highness hind hing hints
    hips hire hist historic hogg hoist holder holding hole holed holt homing honest hong honking honky hooking hoot hoped hopping hors
    hose hoss hostage hostages hostess hots hotter housing howling hugging hugh hugs humanity humility hung hunk husky ignorant imagined
    imaging imitate immediate implants implied imply imported imports impose imposed improvise incense incentive incidence increases
    increasingly indeed indexed indices individuals infant informational informative initial initials initiative insane install instant
    instinct instincts insurance intact integral intend intense intensity intent internal internet intimate intro intruding invite invites
    involve involves jaguar jane jest joan jogging john johns joint joints joking jones jude judy junk jury keats keeler keen kemp kidding
    kids killer killing kilo kilos king kings kirk kissing kneel knew knight knob knocking knot knox lace lack lacking lake lakers lame
    landing lane lang largely larger lark laser lasers lash late lately latex latter laughed laughing laura layer layers laying lead leads
    leaf leak leaking leaks lean leaning leap leaping leaps learners learning lease leash leasing ledge leeds lefty legs lend lender
    lenders lending lens lent lest letters letting lever lice lick licked licking lift lifted lifting liked liking lime limiting lina line
    lined linen ling linger lining link linking lint listed lite liter livelihood lively liver loading loads loaf loan loaned loans lobe
    locating locator lock locked locker locking locks lodging loft logan logging logic login logo logos london lone loner longing looked
    looks loon loop loops loose loot lord lords loser loss lotion lots loud louse lover loves loving lowe lows luck luke lunches lung
    lurking lust mace mach machinery madge magical maid mail mailing maine makers male males mali mall mangy manning manny mano mansion
    marc marching mare marine marines marital marking marsh mary mash masked massage mast masters match matches mater mating mats matt
    matter matters maze meal meaning means meant measure measures meat media meeting mein melting mend ment mentally mentioned mentor
    menus mere merits messaging messiah messing meth metres migraine mike mild milking mina minding minds mineral mines ming mini mining
    minivan mink mint mints mirage missed missile mission missions mist mister mixing moan moaning mocking mode modem modems modes moist
    mole moments monitors monkey monkeys monster monte months moore morse mort moss motel motels mother motion motions mount mounting
    mourning mouth mouths moving muck mush muster myth naming neal nearby neat neatly neck needing neighbourhood neither neon nerd nerds
    ness nest nets networks newark newer newt nicky nights nine noises none nope norma norman nose noses note notes nude numbered numbers
    occupied offered office offices older olive omen operate operated operates operating operational operative option orders organised
    otter ounce ounces ours outgoing outlet outlets outline outlined outrage outsiders oven overly overreacting oversight overweight owes
    ozone pace packed packing pact pages paging paint palace pale pang panting para parent park parson parsons parts party pass pasta
    paste path pause pavement pawn paying peace peach peaches pear peas peck peddling peed peeing peek peeking peeping pendant pensions
    perceptive perfect perform periods perk perp persona personal personals peru perv pervert pest peter petition petting phone photo
    photos picket pike pilot pinched pine pink pins pint pissed pitch pitched pitcher pitching places placing plain plains plan plane
    plank planning plans plant planting plate play played plead pleading pleased pleasing pleasure plow ploy plug plugs plum pocket
    pockets poet poets poisons poker pole polished poll pong poof pope popsicle pores pork porn portia portions pose posed position poster
    posts potion pots pounding powder powers praise prank praying preaching precinct precision prediction presence presented presents
    president presidents presiding press presume pretend pretended pretending prevent prevents previews previously priced prices primarily
    princess priors prisons privacy proceed proceeding proceeds process processed processes processor product production productions
    productive prof profession professor professors program programs progress progressive project projection projector projects promotion
    prone proposition prosecuted prosecution protected protection protest proteus prove proven proves provisions prudent prune prying
    psyched publish publisher publishers pudding puke puking punched punches punching punished purse putting quad quality quarrel
    quarterly quartet questioned quicker quieter quietly quilt quit quitter race races racing rack racks radio radios rage raging rail
    railing rained raining rains raise raised raising rake rand rang ranging ranking rape raping rare rash rating ratings rations rats
    rave raving reach reaching reacted reacting reaction readily real realized realizes realm reap rear rebate rebates receiver receivers
    reception recess recipes recorder recorders recording reduced reduction reed reel referred referring refers refined reflected refuge
    refugee refund regarded regent regina regional registrar registry regrets regulated regulation rehearse rejected rejection rejects
    rejoice relating relation relations relationships relative relatively relaxation relaxed relaxing released reliance religion religions
    relive relocation relying remaining reminding remote removal remove renal renounce renowned rented renting repay repeated repeating
    repeats repent replace replaced replied replies reply reporter reproduction rescued rescuing resent reserved resigned resisted
    resolved resort resorts respected respond responded responses rested resting restraint resumes retained retard retarded retire
    retiring retract revealed revealing reveals revelation revenge reverend reverse reversed revised revolting revolution revolver
    rewarded rewarding rewind rice rick ride riding rights righty ring ringing rink rinse riot ripe risking rite rites rivers road roam
    roaming roaring robbing robe roberts robes rocking rode role roller rome roof roofs rook room rooms root rooting roots rope rosa rose
    ross rotation rotting round rounding routing rover rubbing ruining rules ruling rung ruse rushing sack safe sage sailing sake sakes
    sale saline salts samples sand sandals sane sans sarge save saves saving savings saying scales scalp scanned scanning scare scared
    scares scaring scarred science scoot scooter scope score scored scores scoring scout scram scraping screw script sealed seams sean
    seated seating seats seaweed security sed seed seeds seeing seekers seeking seeks seer sees seize selected selection selections
    sellers selling semen seminar sensing sentence sentry serenity serge series served serves serving settling seven seventy sever severe
    severely sewing sexist shack shade shaft shake shakes shaking shalt shame shaped shared shares sharing shark sharks sharp shatter
    shave shaving shaw shawn shelter shifting shilling shin shining shipped shipping shirt shits shitting shoe shoo shoot shooter shooters
    shooting shop shopper shopping shops shore shores shortage shortcut shorts shorty shot shots shout shouted shouting shoving shower
    shrine shut shutter shutting siblings siding sigh sighing sighs sighting silent silk simpler simulation singing singles sings sink
    sinking sinned sins sipping sire sister sisters sitter situations size sizes skate skates skating sketches skid skiing skill skilled
    skills skin skipped skis slack slapped slapping slate slater slave slick slide slides sliding slime slip slipped slipping slips slit
    slob slop slot sloth slut smack smaller smart smarter smartest smarts smiling smuggling smut snack snapped snapping snatched snip
    snitch snoop snooping snore snot snow snuck snuff soaking sock soft soften softer softly sole soma soonest soothing sore sorting sorts
    sounds space spaces spade spain spanked spanking spare spark sparkle sparkling speak spence spending spice spices spies spin spine
    spinning spit spite spitting spoke spoon sport sporting sports spot spots sprained spun spunk spur spying squat squid stabbed stabbing
    stables stack stacked staff staffing stag staging stain stained stains stake staked stakes stale stalin stalk stalked stalking stall
    stalled stalling stamina stamped stance standing stands star starch stare stared stares staring stark starling starr starring stars
    starters starting startled startling starve starved starving stashed stated stating station stats statue statues stature statute
    statutes staying stealing steam steaming steed step stepped stepping steps sterling steve stick stiff stimulate sting stings stirred
    stirring stitch stitches stocking stole stomp stone stoned stoop stored stores stories stork storm stormy stove strand stranded
    strangers strangest strangle strangled strangler strangling strap strapped string strings striped stripes stripped stripping strips
    strong stronger strongly strung stuart stuck stun sturdy subject subjects success successfully successor suck sucked suing suite
    suited suites summaries summer summers sundae sundown supper supported supporting supportive supposed surf surfer surveys survival
    survived survivor susan suspend suspicion suspicions swarm sweating swell swift swinging swiped swoop sword swore syringe system
    systems table tack tail tailing takeout takin taking tale talking tall tame tape tapes taping tart tate teach teaching teams tear
    tears teen telly tend tender tends tent tents term terminal terminals termination termites terms terror test tests texas thai thaw
    thee theme thick thigh thin thine thinks thongs thorough though threaded three thrive throughout thursday thus tickles tide tides tied
    tier ties tile tiles till timed timid tire tired tires tissue tissues toad toddy token toll tones tool toot tops tore torn tougher
    touring tracks tract trade traded trading tragic train tram trance transfers transform transformed tread treason treated treating
    tremble trey triage trial trick troll trolls tropical trough troupe truce truck tuck tucked tuesday tuned tuning turd turf turk turks
    turner turnip tutorials tutoring tyre tyres unable unauthorized undefined understood unsolved untie uploaded upstate urge usher
    vanquished vanquishing vary vending vent vents vera vermin vernon victor village vintage virginity vision visions visited visits vomit
    voyage wack wade wage wages wailing wait waiting waking walking wall walt walter wand wang wanting ward ware warm warming warp wars
    washer washes washing wasting watering watt wave waving weak weakened weaker wearing weather weaver wedge weed weeds weekends weep
    weirdo weli wells wept west whale wham wheat whee wheeler whenever wherever whew whim whine whining whit white whites whore width wild
    wildly willy wilt winning winnings wiping wire wiring wish witch witches wits witter woke wonders wong wont wood woody word words wore
    worked worm worn wound wright writ writer writers writing writings wrote
  `
    .trim()
    .split(/\s+/),
);
