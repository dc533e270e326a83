/**
 * Everyday words one or two letters from a word of the grid ("learning" and "leading", "prevents" and "events"): whoever writes one means it.
 * They are never taken for a word of the grid mistyped; nothing accounts for them, so they block an answer.
 */
export const OTHER_WORDS: ReadonlySet<string> = new Set(
  `
    acting actors adapter addition additions addressed addresses advanced advice alerts amounts animal animals answers applies arrived
    aspects associate associates assumed assumes attribute auction auctions automatic basics baskets belief believed believes betting
    blogging booking border bought bright brings broker business cached calculator calendars camping cancer captain carrier centre centres
    century certainly channel channels charge charged charger charges charts checkout chicken choices classes clause clinical closed
    closer closing clothes coalition collected collection column combine command comments commons compact company compatible compilation
    compiled completely complex computer computers computing concern concerns concert conditions conduct conducted confidence connect
    connections consent constant contacts container content contents contest context continuing contract contracts contrast convention
    convert converted correct corrections correctly counter counties county courses courts creates criminal currency cutting damages
    deadline dealing decide declared define defined degree degrees deliver delivered dental dependent derived desired detailed detection
    developments diagnosis difficult dining direct directed director directory distance district division donations drawing drinking
    driving easier efforts emails embedded enabled ending enjoyed entitled environmental estate estimate estimates evaluate evaluation
    examine exclusive execution expert explained facing feeling fellow fiction filing finish flashing flower flying follows forest forgot
    formal foster function general greater ground groups healing hearts heating helping historic holder holding imaging immediate
    increases increasingly indeed indexed individuals infant install insurance intent internal internet killing knight largely larger
    latter learning letters linking listed loading lodging machinery makers marine massage masters matters meaning measure measures
    mentioned mining mission moments monitors monster months mother motion moving neither networks nights numbers offered office offices
    operate operated operating operational option orders outline palace parent perfect perform periods personal personals petition places
    played pleased pleasure portions position poster powder powers precision presence presented presents president prevent prevents
    previously priced primarily privacy process processed processes progress product production productions professor project projects promotion
    protected protection proven provisions publish publisher publishers putting quality quarterly racing raised raising ranking rating
    reaction receiver reception recipes recorder reduced referred refers refund registry regulation relating relations relationships
    relatively released religion remaining remote removal remove replace replaced replies reporter reserved resort resorts respond
    responses revealed reverse revised revolution riding rights samples saving savings science script sealed seeing seeking selected
    selection selling seminar sentence series serves serving shared shares sharing shipped shipping shooting shopper shopping shorts
    shower simulation singles sister situations skills smaller sounds spaces spending sporting sports standing stands station stored
    stores stories string strings strong strongly subject subjects successfully suites summer supported supposed survival talking terminal
    thongs though throughout thursday tissue tracks trading transfers treated tropical tuesday tutorials vision walking wearing weather
    winning writer writers writing
  `
    .trim()
    .split(/\s+/),
);
