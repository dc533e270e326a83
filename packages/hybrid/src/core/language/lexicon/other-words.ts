/**
 * Everyday words one or two letters from a word of the grid ("learning" and "leading", "prevents" and "events"): whoever writes one means it.
 * They are never taken for a word of the grid mistyped; nothing accounts for them, so they block an answer.
 */
export const OTHER_WORDS: ReadonlySet<string> = new Set(
  `
    able weekends acting actors adapter addition additions addressed addresses advanced advice alerts alice allen alone amounts animal animals anna
    answers applies arrived aspects associate associates assumed assumes attribute auction auctions audio automatic awk bank banks basics
    baskets bath bathroom boxer boxers beach beer belief believed believes betting bill bills black blog blogging blogs boat book booked booking books
    border bought boys bright brings broker bush business cached calculator calendars camping cancer captain carrier cart casino cast cell
    centre centres century certainly chain chair channel channels charge charged charger charges charts chat checkout chicken choices
    classes clause clean clear client clients clinical closed closer closing clothes coalition cold collected collection college column
    combine command comments commons compact company compatible compilation compiled completely complex computer computers computing concern
    concerns concert conditions conduct conducted confidence connect connections consent constant contacts container content contents
    contest context continuing contract contracts contrast convention convert converted correct corrections correctly counter counties
    county courses court courts creates criminal cross curl currency cutting damages dave david deadline dealing dean decide drag dragged dragging declared define
    defined degree degrees deliver delivered dental dependent derived desired desk detailed detection developments diagnosis diet difficult
    dining direct directed director directory dish distance district division donations drawing drinking driving earlier early easier
    efforts emails embedded emma enabled ending enjoyed entitled environmental estate estimate estimates evaluate evaluation examine
    exclusive execution expert explained facing facts fair feeling fellow felt fiction field fields file files filing finish fire fish flashing flat
    flower flying follows forest forgot formal foster frank fuel function fund gene general gold goods greater greek green grep grey ground
    groups hall healing hearts heat heating helping historic holder holding hole imaging immediate increases increasingly indeed indexed
    individuals infant initial install insurance intent internal internet jane john jones kids killing king knew knight lake largely larger
    laser late latter laura lead leads leak leaks learning legs lens letters linking listed loading loan loans lock lodging logic machinery mail makers male
    marine mary massage masters match matches matt matters meaning measure measures media mentioned mike mining mission moments monitors monster months
    mother motion mouth moving neither networks nights numbers offered office offices operate operated operating operational option orders
    outline paint palace parent park party perfect perform periods personal personals peter petition phone photo photos pilot places plans
    plant plate played pleased pleasure plug pocket poker poll portions position poster powder powers precision presence presented presents
    president prevent prevents previously priced primarily privacy process processed processes product production productions professor
    program programs progress project projects promotion protected protection prove proven proves provisions publish publisher publishers putting quality
    quarterly race racing rack racks radio raised raising ranking rating reach reaction receiver reception recipes recorder reduced referred refers
    refund registry regulation relating relations relationships relatively released religion remaining remote removal remove replace
    replaced replies reporter reserved resort resorts respond responses revealed reverse revised revolution ride riding rights ring road
    rome roof roofs rose round rules safe sale samples saving savings science script sealed sed seeing seeking selected selection selling seminar
    sentence series serves serving shared shares sharing sharp shipped shipping shirt shooting shop shopper shopping shops shorts shower
    simulation singles sister situations skills smaller soft sorts sounds spaces speak spending sport sporting sports spot staff stale standing stands staring
    station steve stone stored stores stories storm string strings strong strongly subject subjects successfully suite suites summer
    supported supposed survival susan table taking talking tape teach teams terminal theme thongs though throughout thursday tissue toll tracks
    trade trading transfers treated trial tropical truck tuesday tutorials village vision wait walking wall warm wave wearing weather white
    wild winning wire wish word writer writers writing
  `
    .trim()
    .split(/\s+/),
);
