/**
 * Words of everyday English of four letters and more, beside those of `other-words.ts`: whoever writes one means it. None is taken for a word
 * of the grid mistyped, but for another form of itself ("given" for "gives").
 */
export const ENGLISH_WORDS: ReadonlySet<string> = new Set(
  `
    abandon abandoned abdomen abdominal abducted abduction abilities ability aboard abort about above abroad absence absolute absolutely
    absurd abuse abused academic academy accept acceptable accepted accepting access accident accidentally accidents accompany accomplice
    accomplish accomplished according account accountant accounting accounts accurate accuse accused achieve achieved achievement acid
    acknowledge acquaintance acquainted acquired acres across acted action actions activated active activities activity actor actress acts
    actual actually added addict addicted addiction adding additional address adds adjourned adjust administration admiral admire admired
    admission admitted adopt adopted adoption adorable adore adrenaline adult advance advantage adventure adventures advertising advise
    advised advisor affair affairs affect affected affects affirmative afford afraid after afternoon afterwards again against agencies
    agency agenda agent agents ages aggressive agony agree agreed agreement agrees ahead ahem ahold ahoy airborne aircraft airline
    airlines airplane airplanes airport aisle alan alarm alas alaska album alcohol alcoholic alec alert alexander alias alibi alien aliens
    alison alive allergic alley alliance allies alligator allow allowance allowed allowing allows alma almighty almost alongside alpha
    already alright also alter altered alternate alternative although altitude altogether always amateur amateurs amazed amazing
    ambassador amber ambition ambitious ambulance ambush amelia amen amendment amigo ammo ammunition amnesia among amongst amount
    amusement amusing analysis analyze ancestors anchor ancient andromeda angel angels angelus angle angles angry ankle ankles anniversary
    announce announced announcement announcer annoyed annoying annual anonymous another answer answered answering antibiotics antidote
    antique ants anxiety anxious anybody anyhow anymore anyone anyplace anything anytime anyway anyways anywhere apache apartment
    apartments apiece apollo apologies apologise apologize apologized apology apparent apparently appeal appear appearance appeared
    appears appetite applause apple application applied apply applying appointed appointment appointments appreciate appreciated
    appreciation approach approached approaches approaching appropriate approval approve approved approximately arabic archbishop archer
    architect area areas arena argh argue arguing argument arguments ariel armed armies armor armored arms army around arrange arranged
    arrangement arrangements arrest arrested arresting arrival arrive arrives arriving arrogant arrows artery article articles artificial
    artillery artist artistic artists arts ashamed ashes ashore ashtray asked asking asks asleep aspect aspirin assassin assassination
    assault assaulted assembly asses asset assets asshole assholes assigned assignment assignments assist assistance assistant associated
    association assume assuming assumption assured asthma astronaut asylum athlete athletic atmosphere atomic attaboy attached attack
    attacked attacking attacks attempt attempted attempting attempts attend attention attic attitude attorney attorneys attract attracted
    attraction attractive audience audition august aunt auntie authentic author authorities authority authorization authorized autograph
    automatically automobile autopsy autumn available avalanche avenue average avoid avoiding awaits award awards aware away awesome
    awful awfully awkward babe babes babies baby babysitter bachelor back background backpack backs backstage backup backwards backyard
    bacon badge badly baggage bags bail bailey bait bake baker bakery balance balboa balcony bald baldrick ballet balloon balloons
    ballroom balls banana bananas band bandages bandit bandits bands bang banker banner bannister banquet barbecue barber barbie bare
    barely bargain barge barn barney baron barracks barrel barry bars bartender barton base baseball based basement bash basically basis
    basket basketball batch bathtub batman battalion batteries battery battle battlefield battles baxter beaches beacon beard beast beasts
    beaten beautiful beautifully beauty beaver because becomes becoming bedroom beds bedtime been beeping beers before began begged
    begging begin beginning begins behalf behave behaving behaviour behind behold being beings believe believer believing belly belong
    belonged belongs beloved bench bend bender beneath benefit benefits benjamin benny berlin berry beside besides best betcha betray
    betrayal betrayed better betty between beware beyond bible bicycle bidding bigger biggest bikini billie billion billions bind bingo
    biological biology bird birdie birds birth birthday biscuit biscuits bishop bite bites bitten bizarre blackjack blackmail blackout
    bladder blades blah blame blamed blank blanket blankets blasted bleed bleeding blend blessed blessing blessings blind blinded block
    blocked blocks blond blonde blood bloody bloom blossom blouse blown blows blue blues bluff bluffing blunt board boards bobby bodies
    body bodyguard boil boiled bold bomb bombed bomber bombing bombs bond bonds bone bonjour bonnie bonus boogie bookstore boot boots
    booze bore born borrow borrowed bosses boston both bothered bothering bothers bottle bottles bottom bottoms boulevard bounce bouncing
    bound boundaries bounty bouquet bourbon bowel bowl bowman boxes boyfriend boyfriends brace bracelet braces brad brag brain brains
    brakes branch branches brand brandy brass brave bravo brazil breach break breakdown breakfast breaking breaks breakthrough breast
    breasts breath breathe breathing bree breed breeze brent brewster bribe brick bricks bride bridge bridges brief briefcase briefing
    briefly brilliant bringing broad broadcast broads broadway broke broken brooks brother brotherhood brothers brought brownie bruise
    bruises brunch brunette brush brutal bubba bubble bubbles bucket buckle buddha buddies buddy budget buffalo buffet bugger bugs
    building buildings bulb bulldog bullet bulletin bullock bulls bummer bump bumped bumper bumps bumpy bunch bundle bundy bunk bunker
    bunny buns burden bureau burger burgers burglar burglary burial buried burke burn burned burning burns burst buses businessman bust
    busted buster busy butch butcher butler butt butterfly button buttons butts buyer buzz buzzer bygones bypass cabin cabinet cadet
    caesar cafeteria cakes calendar call called caller calling calls came camera cameras campaign camps campus canada canal cancel
    canceled cancelled candidate candidates candle candles candy cannon cannot canoe cans canvas canyon capable capacity capital capture
    captured carbon card cardiac cardinal cards career careful carefully careless cargo carmen carnival carol carpenter carpet carriage
    carried carries carrot carrots carry carrying cars carter cartoon case cases cashier castle casualties catch catcher catches catching
    category cathedral catholic cats cattle caught cause caused causes causing caution cautious cavalry caves caviar ceiling celebrate
    celebrating celebration celebrities celebrity celeste cellar cells cement cemetery cent cents centuries cereal ceremony certificate
    chad chains chairman chairs chalk challenge challenged challenging chamber chambers champ champagne champion champions championship
    chancellor chandler change changed changes changing chaos chap chapel chapter character characters charity charleston charley charlie
    charlotte charms chart chatter chattering chauffeur cheap cheaper cheat check checked checking checks cheer cheerful cheerleader
    cheers cheese chef chemical chemicals chemistry cheque cherish cherry chess chest chevy chewing chickens chief chiefs child childhood
    childish children chili chill chilly chimney china chinese chip chips chocolate choice choir choke choked choking choose chooses
    choosing chop chopped chopper choppers chops chorus chosen chow christian christians chronic chubby chuckles chuckling chump chunk
    church chute ciao cigar cigarette cigarettes cigars cinch cinema circle circles circuit circumstances circus cities citizen citizens
    city civil civilian civilians civilization civilized claim claimed claims clam clamp clan clap clarence classic classical classified
    classroom classy claw claws clay cleaner cleaners cleaning clearance clearing clearly clears clerk clever click clicks cliff climate
    climb climbed climbing clinic clip clock closely closest cloth clothing cloud clouds clown clowns club clubs clue clues clumsy coach
    coal coast coat coats cobb cobra coca cocaine coco cocoa coconut coffee coffin cohen coin coincidence coins cola colin collapse
    collapsed collar collateral colleague colleagues collect collecting collector collier colonel colony color colorado colored colorful
    colors colour colt combat combination combined come comeback comedian comedy comes comfort comfortable comforting comic comics coming
    commander commanding commands commence comment commerce commercial commercials commission commissioner commit commitment committed
    committee committing commodore common commonwealth communicate communication communications communists community compare compared
    comparison compartment competition competitive complain complained complaining complaint complaints complete completed complicated
    complications compliment compliments compound compromise compromised comrade comrades concentrate concentration concept concerned
    concerning conclusion conclusions concrete concussion condemned condition conditioning condo condom condoms conducting conference
    confessed confession confident confidential confirm confirmation confirmed conflict confront confuse confused confusion congratulate
    congratulations congress congressman connected connie conquer conscience conscious consciousness consequences conservative consider
    considerable considerate consideration considered considering consistent consolation conspiracy constantly constitution construction
    consul consulate consult consultant contagious contain contained contains continental continue continued continues contrary contribute
    contribution control controlled controlling convenience convenient conversation conversations convertible convince convinced
    convincing convoy cook cookie cookies cool cooler coolest cooper cooperate cooperation coordinates copies copper corky corner corners
    corny corporal corporate corporation corpse corpses corridor corrupt corruption cosmic cost costs costume costumes cottage cotton
    couch cough could council counsel counseling counselor count countdown counted countess countries country countryside counts couple
    couples courage courier course courtesy courthouse courtroom covenant cover coverage covered covering covers coward cowards cowboy
    cowboys cows coyote cozy crab crack cracker crackers cracks craft craig crane cranky crap crappy crash crashed crashing crawl crazy
    cream create created creating creation creative creature creatures credentials credibility credit credits creek creep creeps creepy
    crew crews crib cried cries crime crimes crippled crisis critical crook crop crowd crowded crowds crown crucial cruel cruelty cruise
    crummy crunch crusade crust crying crystal cuff cuffs cult cultural culture cultures cupcake cups curb curfew curiosity curious curly
    current currently cursed curve custody custom customer customers cute cutest cuts cycle cynical daddy daily dalton damage damaged
    dames dammit damn damned dance danced dancers dances dancing dandy dang danger dangerous danny daphne dared dark darkness darling darn
    dash data database dated dates dating daughter daughters davenport daylight days daytime dead deadly dealer dealers deals dealt dear
    dearest dearly death deaths debate debt debts deceased decency decent decides decision decisions deck declaration decoy dedicated
    deeds deep deeper deepest deeply deer defeat defeated defence defend defendant defense defensive definite definitely definition delay
    deliberately delicate delicious delight delighted delightful delivery delta demand demanding demands demo democracy democratic demons
    demonstrate demonstration denial denied dent dentist deny denying department departure depend depends deposit depression deputy
    derivation describe described description desert deserted deserve deserved deserves design designed designer designs desire desires despair
    desperate desperately despise despite dessert destination destiny destroy destroyed destroyer destroying destruction detail details
    detect detected detective detectives detector detention determine determined devastated develop developed developing development
    device devices devil devils devon devoted dexter diabetes dial dialogue diamond diamonds diane diaper diapers diary dice dictionary
    died dies difference differences different differently difficulties difficulty digest digger digging digital dignity dime dimension
    diner dinner dinners dinosaur diplomatic directing direction directions directly directors dirt dirty disabled disagree disappear
    disappearance disappeared disappearing disappears disappoint disappointed disappointing disappointment disaster discharge discharged
    discipline disco discount discover discovered discovery discreet discretion discuss discussed discussing discussion disease diseases
    disgrace disguise disgusting dishes disk dislike dismiss dismissed disorder dispatch display disposal disregard disrespect
    distinguished distracted distraction distress disturb disturbance disturbed disturbing ditch dive divide diving divorce divorced dixie
    dizzy dock docks doctor doctors document documentary documents dodge does doggie doggy doing doll dollar dollars dolls dolly dolphins
    domestic domino donate done donkey donna donny donor doom doomed door doorbell doors doorstep doorway doris dory double doubled doubt
    doubts dough doughnut doughnuts down download downstairs downtown dozen dozens draft dragon dragons drain drake drama dramatic draw
    drawer drawers draws dreadful dream dreamed dreaming dreams dreamt dress dressed dresser dresses dressing drift drill drink drinks
    driven driver drivers drives driveway drop dropped dropping drops drove drug drugged drugs drugstore drum drummer drums drunk drunken
    dryer duchess duck ducks dude dudes duke dull dumb dummy dump dumped dumping dumpster dunno during dust dusty dutch duties duty dying
    dynamite each eager eagle eagles earl earn earned earrings earth earthquake easily eastern easy eaten eating eats eccentric echo
    economic economy eddy edge edition editor educated education educational effect effective effects efficient effort eggs egyptian eight
    eighteen eighth einstein either elaborate elbow elder elderly election electric electrical electricity electronic elegant element
    elementary elements elephant elephants elevator elevators eleven eligible eliminate eliminated else elsewhere elves embarrass
    embarrassed embarrassing embarrassment embassy embrace emergency emmy emotional emotionally emperor empire employ employed employee
    employees employer employment empty encounter encourage encouraged encouraging ended endless ends endure enemy energy enforcement
    engage engaged engagement engine engineer engineering engineers engines english enjoy enlisted enormous enough ensign ensure entered
    entering enterprise entertain entertaining entertainment enthusiasm entire entirely entrance entry envelope environment epidemic
    episode equal equally equals equation equipment equipped erase erased eric erica errand errands error escape escaped escort especially
    essay essence essential essentially establish established establishment eternal eternity ethics evacuate even evening event events
    eventually ever every everybody everyday everyone everything everywhere evidence evidently evil evolution exact exactly exam
    examination examined example excellency excellent except exchange excitement excuses execute executive exercise exercises exhausted
    exhibit exhibition exist existence exists exit exotic expand expect expectations expects expedition expense expenses expensive
    experience experienced experiences experiencing experiment experimental experiments expertise experts explain explaining explains
    explanation explode exploded explore explosion explosive explosives expose exposed exposure express expressed expression exquisite
    extend extended extension extensive extent extra extraordinary extreme extremely eyebrows eyes eyewitness fabric fabulous face faced
    faces facial facilities facility factor factory faculty fail failed failing fails failure faint fainted fairly fairy faith faithful
    faked falcon fallen false familiar families family famous fancy fans fantasies fantastic fantasy farewell farm farmer farmers farther
    fascinated fascinating fashion fast fastest fatal father fathers fatty fault favor favorite favorites favors favour favourite fayed
    fear feared fears feather feathers feature features federal federation feds feeding feeds feel feelings feels felicity fell fella
    fellas fellows felony female females feminine fence ferry festival fetch fiance fiddle fierce fifteen fifth fifty fight fighter
    fighting fights figure figured figures figuring film filth filthy final finally finance financial finch find finding finds fine finest
    finger fingernails fingerprints finished finishes finishing fired fireplace fires fireworks first fisher fisherman fishing fits
    fitting flag flags flame flames flank flare flash flashlight flatter flattered flattering flavor flea fled fleet fleming flesh
    fletcher flew flick flies flight flights fling flint flipped flirt flirting float floating flock flood floor floors florence flow
    flowers flown fluffy fluid fluids flush flyer foam focus focused fold folk folks follow followed following food fool fooled foolish
    fools foot footage football footprints footsteps forbid forbidden force forced forces forcing ford forehead foreign foreman forensic
    forensics forever forget forgets forgetting forgive forgiven forgiveness forgotten fork formation formed former forms formula fort
    forth fortress fortunate fortunately fortune forty forward fought foul found foundation fountain four fourteen fourth fowler fracture
    fractured fragile frame framed francs franklin frankly fraternity fraud freak freaked freaking freaks freaky free freed freedom freely
    freeway freeze freezer freezing freight french frequency frequently fresh freshman fridge fried friend friendly friends friendship
    fries frighten frightened frightening fritz frogs from front frontier frost froze frozen fruit frustrated fudge fugitive fulfill full
    fully functions fundamental funds funeral funerals funky funny furious furniture further fury fuse fuss future fuzzy gained gaining
    galaxy gallant gallery gallons gals gamble gambler game games gamma gang gangs gangster garage garbage garden gardener gardens garlic
    garrison garth gasoline gasping gates gather gathered gathering gator gave gear geek geez generally generals generation generations
    generator generosity generous genetic geneva genie genius gentle gentleman gentlemen gently genuine german germans gestapo gesture
    getaway gets getting ghetto ghost ghosts giant giants gibson gift gifted gifts gigantic giggles giggling gilbert gimme ginger girl
    girlfriend girlfriends girls give given gives giving glad gladly glance glass glasses glen glimpse global globe gloria glorious glory
    gloves glue goal goals goat goddam goddamn goddamned goddess godfather goes going golden golf golly gone gonna good goodbye goodness
    goodnight goodwill goofy goose gorgeous gorilla gosh gossip gotcha gotta gotten government governor grab grabbed grabbing grabs grace
    gracious grade grades graduate graduated graduation graham grain grams grand grandchildren granddaughter grandfather grandma
    grandmother grandpa grandparents grandson granny grant granted grasp grass grateful gratitude graves graveyard gravity gravy gray
    grease greasy great greatest greatly greece greedy greetings grenade grew grid grief griffin grill groans groceries grocery groove
    groovy gross grounds group grove grow growing grown grows growth grudge grunting grunts guarantee guaranteed guard guarded guardian
    guarding guards guess guessed guessing guest guests guidance guide guilt guilty guinea guitar gulf gunfire guns gunshot gunshots
    gutter guys gypsy habit habits hack hacked hail hair haircut hairs hairy halfway hallelujah halls hallway halt hamburger hamlet hammer
    handcuffs handed handful handkerchief handle handled handles handling hands handsome handwriting handy hangar hangover happen happened
    happening happens happier happiest happily happiness happy harassment harbor hardest hardly hardware hardy harm harmless harmony
    harper harry harsh hash hastings hasty hatch hated hates hath hatred haul haunt haunted have haven having hawk hazard headache
    headaches headed heading headlines headquarters heads heal healed health healthy hear heard hearing heartbeat heartless heather heaven
    heavenly heavens heavily heavy heavyweight heck hector heel heels height heights held helicopter helicopters hell hello helmet help
    helped helpful helpless helps hence henry hercules herd here hereby heroes heroic heroin herself hesitate hicks hidden hide hideous
    hides high higher highest highly highway hike hilarious hill hills himself hint hired hiring historical history hitch hits hitting
    hiya hobby hockey hold holden holds holes holiday holidays holland holler hollow holly holy home homecoming homeland homeless homer
    homes hometown homework homey homicide homo homosexual honestly honesty honey honeymoon honor honorable honored honors honour hood
    hook hooked hooker hookers hooks hooray hope hopefully hopeless hopes hoping hopper horizon hormones horn horns horny horrible horror
    horse horses hospital hospitality hospitals host hostile hotel hotels hotshot hottest hound hour hours house household housekeeper
    houses housewife howdy however huge hulk hull human humans humble humiliate humiliated humiliating humiliation humming humor humour
    hump hunch hundred hundreds hunger hungry hunt hunted hunter hunters hunting hurley hurricane hurry hurt hurting hurts husband
    husbands hush hustle hutch hypocrite hysterical iced idea ideal ideas identical identification identified identify identity idiot
    idiotic idiots ignition ignorance ignore ignored ignoring illegal illness illusion image images imaginary imagination imagine
    imagining immature immediately immortal immune immunity impact impatient importance important importantly impossible impress impressed
    impression impressive improve improved improvement impulse inappropriate incapable inch inches incident incidentally inclined include
    included includes including income incoming incompetent inconvenience increase increased incredible incredibly independence
    independent indicate indicated indicates indication indistinct individual industrial industry inevitable infected infection infinite
    influence info inform informant information informed inherit inherited initiate injection injured injuries injury injustice inmates
    inner innocence innocent inquiry insanity insecure insensitive inside insist insisted insists inspection inspector inspiration inspire
    inspired installed instance instantly instead institute institution instructed instructions instructor instrument instruments insult
    insulted insulting integrity intel intellectual intelligence intelligent intended intention intentions intercept intercourse interest
    interested interesting interests interfere interference interior intern international interrogation interrupt interrupted interrupting
    intervention interview interviewed interviews intimacy into introduce introduced introducing introduction intruder intuition invasion
    invent invented invention inventory invest invested investigate investigating investigation investigator investment investors
    invisible invitation invitations invited inviting involved involvement involving iris iron ironic irony irrelevant irresistible
    irresponsible isabel island islands isolated issue issued issues itch item items itself jack jackass jacket jackets jackpot jacks jade
    jail jake james jammed janitor japan jasmine jasper jazz jealous jealousy jean jeans jeep jeez jeff jelly jenny jeopardy jerk jerks
    jerry jersey jess jesse jesus jets jewel jewelry jewels jews jill jimmy jingle jinx jobs jock jockey joey johnnie johnny johnson join
    joined joining joke joker jokes jolly jordan joseph josh journal journalism journalist journey judas judge judged judgement judges
    judging judgment juice juicy juliet jump jumped jumping jumps jungle junior junkie jurisdiction just justice justify juvenile kane
    kang karaoke karate karma keep keeper keeping keeps kelly kent kept kerry ketchup keys khan kick kicked kicking kicks kiddo kidnap
    kidnapped kidnapper kidnapping kidney kidneys kill killed killers killings kills kind kinda kindergarten kindly kindness kinds kingdom
    kirby kiss kissed kisser kisses kitchen kitten kitty knee knees knife knights knives knock knocked knockout knocks knots know knowing
    knowledge known knows knuckles kyle label labor laboratory labour labs ladder ladies lads lady laid lamb lambert lamp lance land
    landed landlord lands langley language languages laps laptop large largest lasagna last lasted lasts later latest laugh laughs
    laughter launch launched laundry laurel lava lawn laws lawsuit lawyer lawyers layout lazy leader leaders leadership leading league
    learn learned least leather leave leaves leaving lecture left legacy legal legally legend legendary legends legitimate lemon lemonade
    length leopard lesbian less lesson lessons lethal lets letter lettuce level levels lewis liable liar liars liberal liberty library
    licence license lied lies lieutenant life lifestyle lifetime light lighten lighter lighting lightly lightning lights like likely likes
    likewise lily limb limit limited limits limo limp lines linked lion lionel lions lips lipstick liquid liquor list listen listened
    listening listens lists literally literature litter little live lived lives living lizard lizzie load loaded lobby lobster local
    locals locate located location locations lodge logical logs loneliness lonely lonesome long longer longest look looking lookout loosen
    lordship lose losers loses losing losses lost lottery louder louie louis lounge lousy love loved lovely lovers lower lowest loyal
    loyalty luckily lucky luggage lulu lump lunatic lunch luncheon lungs lure luxury lying lynch lyrics macaroni machine machines macho
    mack madam madame made mademoiselle madison madman madness madonna mafia magazine magazines maggie magic magician magnetic magnificent
    magnum maiden mailbox main mainly maintain maintenance majesty major majority make maker makes makeup making mama manage managed
    management manager managing manhattan maniac manifest manipulate mankind manly manner manners manor manual many maple maps marathon
    marble march marge maria marijuana marina mark marked marker market marketing marks marriage marriages married marry marrying mars
    marshal marshall martial martin martini martinis marvellous marvelous mashed mask masks mason mass massacre massive master masterpiece
    matched matching mate material materials mates math matrix mattress mature maximum maxwell maya maybe mayday mayo mayor meals mean
    meaningful meaningless meantime meanwhile mechanic mechanical mechanism medal medals medic medical medication medicine medium meds
    meet meetings meets melody melon melt melted member members membership memo memorial memories memory menace mental mention menu
    merchandise merciful mercury mercy merely merger merit merlin merry mess message messages messed messenger messy metal metaphor meteor
    meter meters method methods metro mice michael michigan mick mickey microphone microwave middle midget midnight midst might mighty
    mile miles military milk mill millennium miller million millionaire millions mills milo milord mind mine miners minimum minister
    ministry minor minus minute minutes miracle miracles mirror mirrors miserable misery miss misses missiles missing missus missy mistake
    mistaken mistakes mistress misunderstand misunderstanding misunderstood mitch mitzvah mixed mobile mock model modeling models modern
    modest mold molly moment momma mommy moms mona monastery money monitor monitoring monk monsieur monsters month mood moon moonlight
    moose moral morale morality more morgan morgue morning mornings moron morons morphine morris mortal mortgage moses most mostly mothers
    motive motives motor motorcycle motto mountain mountains mouse moustache move moved movement movements moves movie movies much muffin
    muffins mule multiple mummy murder murdered murderer murderers murdering murders murphy murray muscle muscles museum music musical
    musician musicians must mustache mustang mustard mutant mutt mutual myself mysteries mysterious mystery mystique nail nailed nails
    naive naked name named names nana nancy nanny napkin napoleon narcotics narrator narrow nasty nation national nations native natives
    natural naturally nature naughty naval navy nazi nazis near nearest nearly necessarily necessary necklace necks need needed needle
    needles needs negative neglected negotiate negotiations negro neighbor neighborhood neighbors neighbour neighbours nelson nephew nerve
    nerves nervous network neutral never nevertheless newest news newspaper newspapers newton next nice nicely nicer nicest nick nickel
    nickname niece night nightclub nightmare nightmares nineteen ninth nipples noah noble nobody noel noise noisy nonsense noodles noon
    norm normal normally north northeast northern northwest notch notebook noted nothing notice noticed noticing notified notify notion
    notorious nova novel november nowadays nowhere nuclear nuisance numb number numerous nuns nurse nursery nurses nursing nuts nutty oath
    oatmeal obey object objection objections objective objects obligation obliged obnoxious obscene observation observe observed observer
    obsessed obsession obtain obvious obviously occasion occasional occasionally occasions occupation occur occurred occurs ocean odds
    offence offend offended offense offensive offer offering offers officer officers official officially officials often okay oldest
    oliver olympics onboard once ones onion onions online only onto oops open opened opener opening opens opera operation operations
    operator opinion opinions opponent opportunities opportunity opposed opposite optimistic options oral orange orbit orchestra order
    ordered ordering orderly ordinary organ organic organization organize organized organs orgasm origin original originally orleans
    orphan orphanage orphans oscar other others otherwise otto ouch ought ourselves outcome outer outfit outfits outrageous outside
    outstanding over overall overboard overcome overhead overheard overnight override overruled overseas overtime overwhelmed overwhelming
    owed owned owner owners owns oxygen oysters pacey pacific pack package packages packs paddle padre page pageant paid pain painful
    pains painted painter painting paintings pair pairs pajamas palm palmer palms pals panama pancake pancakes panel panic panicked
    panties pants papa paper papers paperwork parade paradise parallel paralyzed paramedics paranoid pardon parents paris parked parker
    parking parks parlor parole parrot part partial participate particular particularly parties partly partner partners partnership
    partridge passage passed passenger passengers passes passing passion passionate passport password past pastor patch pathetic paths
    patience patient patients patrick patrol patsy pattern patterns patty paul payback paycheck payment payments payroll pays peaceful
    peak peanut peanuts pearl pearls peasant peculiar pedro peel peep pegged peggy penalty pencil pending penis pennies penny pension
    pentagon penthouse people pepper percent percentage perception perfection perfectly performance performed performing perfume perhaps
    perimeter period permanent permanently permission permit permitted perry person personality personally personnel persons perspective
    persuade peters pets petty phantom pharmacy phase phenomenon philosophy phoebe phoenix phoned phones phony photograph photographer
    photographs photography phrase physical physically physician physics piano pick picked picking pickle pickles picks pickup picnic
    picture pictures piece pieces pier pierce pies pigeon pigeons piggy pigs pile pilgrim pill pillow pills pilots pimp pinch ping pinky
    pinned pipe piper pipes pirate pirates pistol pitiful pity pizza place placed plague plaintiff planes planet planets planned
    plantation planted plants plasma plastic plates platform platoon playboy player players playground playing plays plaza plea pleasant
    please pleases pledge plenty plot plumber plumbing plus pneumonia poem poems poetry point pointed pointing pointless points poison
    poisoned poisoning poisonous poke poking police policeman policemen policy polish polite political politician politicians politics
    polly polo pond pony pooh pool poop poor popcorn popped popping poppy pops popular population porch port portable portal porter
    portion portland portrait posing positions positive positively posse possess possessed possession possessions possibilities
    possibility possible possibly post postcard posted postpone potato potatoes potential potentially potter pound pounds pour poured
    pouring poverty power powerful powerless practical practically practice practiced practicing practise pray prayed prayer prayers
    preacher precaution precious precise precisely predict prefer preferred pregnancy pregnant preliminary premature premiere premises
    premonition prep preparation prepare prepared preparing prescription present presentation presenting preserve presidential pressed
    pressing pressure prettier prettiest pretty previous prey price priceless prick pride priest priests primary prime primitive prince
    principal principle principles print printed printing prints prior priorities priority prison prisoner prisoners private privately
    privilege privileged privileges prize probable probably probation probe problem problems procedure procedures processing produce
    produced producer producers products professional professionals profile profit profits profound programme programmed prom promise
    promised promises promising promote promoted pronounce proof prop proper properly property prophecy prophet proposal propose proposed
    prosecutor prospect prostitute protect protecting protective protein protocol prototype proud proudly proved provide provided
    providing proving psst psych psychiatric psychiatrist psychic psycho psychological psychologist psychology psychotic public publicity
    published publishing puff pull pulled pulling pulls pulse pump pumping pumpkin pumps punch punish punishment punk punks pupils puppet
    puppies puppy purchase purchased pure purely purple purpose purposes pursue pursuit push pushed pushing puts puzzle pyramid quack
    qualified qualify qualities quantum quarantine quarter quarterback quarters queen queens queer quest question questioning questions
    quick quickly quiet quite quitting quiz quote rabbi rabbit rabbits rach racist racket radar radiation radical radius raft raid
    railroad rain rainbow raines rainy rally ralph ranch random randy range ranger rangers rank ranks ransom rapid rapidly rarely rascal
    rate rates rather ratio rational rattle rays razor reached reaches react reactor read reader readers reading reads ready realise
    realised realistic reality realize really reason reasonable reasons rebel rebels rebuild recall receipt receipts receive received
    receiving recent recently recipe reckless reckon recognise recognition recognize recognized recommend recommendation recommended
    reconsider record recorded records recover recovered recovery recruit redhead reduce reef refer referee reference references reflect
    reflection reform refreshing refrigerator refuse refused refuses refusing regard regarding regardless regards regiment region register
    registered registration regret regular regularly regulations rehab rehearsal rehearsing reindeer reject relate related relationship
    relatives relax release relevant reliable relief relieve relieved religious rely remain remained remains remark remarkable remarks
    remember remembered remembering remembers remind reminded reminder reminds remotely removed removing rendezvous rent rental repair
    repairs repeat replacement report reported reporters reporting reports represent representative represented representing represents
    republic republican reputation request requested requesting requests require required requires reschedule rescue research resemblance
    reservation reservations reserve reset residence resident residents resign resignation resist resistance resolve resources respect
    respectable respects responding response responsibilities responsibility responsible rest restaurant restaurants restless restore
    restored restraining restricted result results resume resurrection retired retirement retreat retrieve return returned returning
    returns reunion reveal review revolutionary reward rhyme rhythm ribbon ribs rich richer riches richest riddle rider rides ridge
    ridiculous rifle rifles rigged right righteous riley rings ripped ripping rise rises rising risk risked risks risky ritual rival river
    roads roar roast robbed robber robbers robbery robin robot robots rock rocket rockets rocks rocky rodeo roger rogers rogue roll rolled
    rolling rolls roman romance romano romantic romeo rookie roommate roommates rooster ropes rory rosemary roses rosy rotten rouge rough
    rounds route routine royal royalty rubber rubbish rube ruby rudder rude ruin ruined ruins rule ruled rumor rumors runaway runner
    running runs runway rush rushed russia rusty ruth ruthless sabotage sacred sacrifice sacrificed sacrifices saddle sadly sadness safely
    safer safety said sail sailed sailor sailors sails saint saints salad salads salary sales salesman sally salmon salon saloon salt
    salute salvage salvation same sammy sample sanctuary sanders sandwich sandwiches sandy sang santos sark sassy satellite satisfaction
    satisfied satisfy sauce sausage savage savages saved savior sawyer sayid says scale scam scan scandal scar scarf scarlet scars scary
    scattered scenario scene scenery scenes scent schedule scheduled scheme schmuck scholar scholarship school schools schoolteacher
    scientific scientist scientists scissors scoop scotch scouts scrambled scrap scratch scratched scratching scream screamed screaming
    screams screech screen screening screwed screwing screws scrooge scrub scum scumbag seal search searched searching seas season seasons
    seat second secondary seconds secrecy secret secretary secretly secrets section sector secure secured seduce seek seem seemed seems
    seen seizure seldom select self selfish sell sells semester senate senator send sending sends senior senor sensation sensational sense
    senses sensible sensitive sensors sent sentenced sentences sentimental separate separated separation sequence sergeant serial serious
    seriously serum servant servants serve server service services session sessions sets setting settle settled settlement setup seventeen
    seventh several sewer sexual sexually sexy shadow shadows shaken shall shallow shampoo shan shanghai shape share sharon shattered
    shaved shed sheep sheer sheet sheets sheila shelf shell shells shelly shepherd sheriff sherlock sherry shield shields shift shifts
    shine shines shiny ship shipment ships shirts shock shocked shocking shoes shook shoots short shorter shortly shotgun should shoulder
    shoulders shouts shove shoved shovel show showed showers showing shown shows showtime shrimp shrink shuttle sick sickness side sides
    sidewalk sight sights sign signal signals signature signed significance significant signing signor signs silence silly silver similar
    simple simply since sincere sincerely sing singer single siren sirens sirs sissy site sites sits sitting situation sixteen sixth sixty
    skeleton sketch skies skinner skinny skip skipper skipping skirt skull skunk slam slammed slap slaughter slaughtered slavery slaves
    sleep sleeping sleeps sleepy sleeve sleigh slept slice slight slightest slightly slim slippers slippery sloan sloppy slow slower
    slowly slug small smallest smash smashed smashing smell smelled smelling smells smelly smile smiled smiles smith smoke smoked smokes
    smoking smooth snacks snake snakes snap snatch sneak sneakers sneaking sneaky sniff sniffing sniper soak soap sobbing sober soccer
    social society socks soda sofa software soil solar sold soldier soldiers solid solitary solo solution solve solved some somebody
    someday somehow someone someplace something sometime sometimes somewhat somewhere sonar song songs sonny sons soon sooner
    sophisticated sorrow sorry sort sought soul souls sound sounded sounding soup sour source sources south southeast southern southwest
    souvenir soviet spaceship spaghetti spank spared sparks sparky speaker speaking speaks spear special specialist specially specialty
    species specific specifically specimen spectacular speech speeches speed speeding spell spelled spelling spells spencer spend spends
    spent sperm spicy spider spiders spike spill spilled spinal spirit spirits spiritual splash splendid split splitting spoil spoiled
    spoken sponge sponsor spontaneous spooky spotted spray spread spreading spring springs squad squadron square squash squeeze squirrel
    stab stable stadium stage stairs stalker stamp stamps stand standard standards starboard start started starts stash state statement
    statements states static stationed stations statistics status stay stayed stays steady steak steaks steal steals steel steer steering
    stella stepmother stereo stern steven stew sticking sticks sticky still stink stinking stinks stinky stir stock stockings stocks
    stolen stomach stones stood stool stop stopped stopping stops storage store story straight straighten straightened strain strange
    strangely stranger strategy straw strawberries strawberry stray streak stream street streets strength stress stressed stretch strict
    strictly strike strikes striking strip stripper strippers stroke stroll strongest struck structure struggle struggling stubborn stud
    student students studied studies studio study studying stuff stuffed stuffing stuffy stumbled stunned stunning stunt stupid stupidity
    style submarine submit substance substantial substitute subtitles subtle subway succeed succeeded successful such sucker suckers
    sucking sucks suction sudden suddenly sued suffer suffered suffering suffers sufficient sugar suggest suggested suggesting suggestion
    suggestions suggests suicide suit suitable suitcase suits sully sultan summit summon sung sunglasses sunk sunlight sunny sunrise
    sunset sunshine super superhero superintendent superior superman supermarket supernatural superstar superstitious supervisor supplies
    supply support suppose supposedly supposing supreme sure surely surface surfing surgeon surgeons surgery surgical surprise surprised
    surprises surprising surrender surrounded surrounding surveillance survey survive surviving survivors sushi suspect suspected suspects
    suspended suspension suspicious sustained swallow swallowed swamp swan swap swat swear sweat sweater sweaty sweep sweeping sweet
    sweetest sweetheart sweetie sweetness swept swim swimmer swimming swine swing swings swiss switch switched switching swollen swords
    sworn sylvia symbol sympathetic sympathy symphony symptoms sync synchro syndrome syrup tables tackle tactical tactics tags tailor
    tails take taken takes talbot talent talented talents tales talk talked talks taller tally tammy tango tank tanks tanner taped tapped
    tapping tara target targets tarzan task taste tasted tastes tasty tattoo tattoos taught taxes taxi teacher teachers teaches team
    tearing tease teasing tech technical technically technique techniques technology teddy teenage teenager teenagers teeth telegram
    telegraph telephone television tell tellin telling tells temper temperature temple temporarily temporary temptation tempted tennis
    tense tension tenth tequila terrace terrible terribly terrific terrified terrifying territory terrorism terrorist terrorists terry
    tested testified testify testimony testing text than thank thanked thankful thanks thanksgiving that theater theatre theft their
    theirs them themselves then theories theory therapist therapy there therefore these thesis they thief thieves thighs thing things
    think thinking third thirst thirsty thirteen thirty this thorn thoroughly those thou thought thoughtful thoughts thousand thousands
    thread threat threaten threatened threatening threats threw thrill thrilled thrilling throat throats throne through throw throwing
    thrown throws thrust thug thugs thumb thumbs thunder tick ticket tickets ticking tickle tidy tiffany tiger tigers tight tighter time
    timer times timing timothy tiny tipped tips title titties toast toaster tobacco toby today toes together toilet toilets told toledo
    tolerate tomato tomatoes tomb tommy tomorrow tone tongue tonic tonight tons tony took tools tooth toothbrush toots topic torch torpedo
    torture tortured torturing toss tossed total totally touch touchdown touched touches touching tough toughest tour tourist tourists
    tournament toward towards towel towels tower towers town towns toxic toys trace traced traces track tracked tracking tractor tradition
    traditional traffic tragedy trail trailer trained trainer training trains traitor tramp transcript transfer transferred translate
    translation transmission transmitter transplant transport transportation trap trapped traps trash trauma travel traveled traveling
    travelling travels travis tray treasure treasury treat treatment treats treaty tree trees trek tremendous triad trials triangle tribe
    tribute tricked tricks tricky tried tries trigger trim trip triple tripped tripping trips triumph troop trooper troops trophy trouble
    troubled troubles trousers trout troy trucks true truly trumpet trunk trust trusted trusting trusts truth trying tube tubes tucker
    tuition tummy tumor tuna tune tunes tunnel tunnels turkey turn turned turning turns turtle tutor twelve twenty twice twin twins twist
    twisted tyler type types typical typing ugly ultimate ultimately umbrella unacceptable unarmed unbelievable uncle uncomfortable
    unconscious under undercover underestimate underground underneath understand understandable understanding understands underwater
    underwear underworld undo undoubtedly unemployed unexpected unfair unfinished unfortunate unfortunately ungrateful unhappy
    unidentified uniform uniforms union unique unit united units universal universe university unknown unless unlike unlikely unload
    unlock unlocked unlucky unnecessary unpack unpleasant unpredictable unreasonable unstable until unto unusual update upon upper upset
    upsetting upside upstairs uptight uptown urban urgent urine used useful useless uses using usual usually utter utterly vacation vacuum
    vagina vague vain valentine valet valid valley valuable value values valve vampire vampires vanessa vanilla vanished vanity vanquish
    variety various vase vast vault veal vegas vegetable vegetables vegetarian vehicle vehicles vein veins velvet vengeance venture venus
    verdict verge verify veronica verse version versus very vessel vest veteran vibe vice vicious victim victims victoria victory video
    videos videotape vienna view views vile villa villain violated violation violence violent violet violin virgin virginia virtually
    virtue virus visa visible visit visiting visitor visitors visual vital vitals vitamins vodka voice voices void volcano volume
    volunteer volunteered volunteers voodoo vote voted votes voting vows vulgar vulnerable wacky wager wagon wagons waist waited waiter
    waitress waits wake wakes walk walked walker walks wallet wallpaper walls wally waltz wander wandered wandering wanna want wanted
    wants warden wardrobe warehouse warhead warlock warmer warmth warn warned warner warning warrant warrants warren warrior warriors wash
    washed waste wasted watch watched watches watching water waters waves ways weakness wealth wealthy weapon weapons wear wears weary
    weasel website webster wedded wedding weddings week weekend weekly weeks weigh weighs weight weird welcome welfare well went were
    werewolf western whack whacked whales what whatever whatsoever wheel wheelchair wheels when where whereabouts whereas whether which
    whichever while whip whipped whiskey whisky whisper whispering whispers whistle whistles whistling whitey whiz whoa whoever whole whom
    whoop whoops whose wicked wide widow wife wilderness will william williams willie willing willow winchester wind window windows winds
    windshield wine wing wings wink winner winners wins winter wipe wiped wired wires wisdom wise wished wishes wishing with withdraw
    within without witness witnessed witnesses witty wives wizard wolf wolfram wolves woman womb women wonder wondered wonderful wondering
    wooden woods work worker workers working works world worlds worms worried worries worry worrying worse worship worst worth worthless
    worthwhile worthy would wounded wounds wrap wrapped wrath wreck wrecked wrench wrestle wrestling wretched wrist wrists write writes
    written wrong yacht yale yang yank yankee yankees yard yards yeah year yearbook years yell yelled yelling yellow yells yesterday yield
    yoga yonder york young younger youngest your yours yourself yourselves youth yuck yummy zack zero zombie zone zoom
  `
    .trim()
    .split(/\s+/),
);
