### Kompyuta za operesheni: orodha, vijiti vya USB, kujiunga, iliyopotea.

nav-laptops = Kompyuta
laptops-title = Kompyuta
sync-others = Vyote viko salama hapa. Kompyuta nyingine: { $n }. Kijiti kinawakutanisha.
sync-met = Kila kitu kiko salama hapa. Ilikutana na kompyuta { $name }: { $when }.
sync-met-hub = Kila kitu kiko salama hapa. Ilikutana na kitovu: { $when }.

## Orodha
laptop-name = Kompyuta { $name }
name-verb = Ipe jina
laptop-name-hint = Kama “Mapokezi” au “Kompyuta ya wodi 2”. Timu yote huliona; limefungwa kama kumbukumbu zote.
laptop-site-hint = Inapotumika, kama ina mahali pamoja.
field-laptop_name = Jina la kompyuta
field-laptop_site = Kituo
name-save = Hifadhi jina
laptop-rivals = Mtu mwingine aliipa jina wakati uleule: { $others }. Yote mawili yanahifadhiwa mpaka uandike lipi linahesabika.
laptop-here = hii hapa
laptop-entries = Maingizo hapa: { $n }
laptop-none = Hakuna ingizo lake hapa bado
laptop-heard = jipya zaidi: { $when }
laptop-signed = Imeshuhudia maingizo { $n } ya kwanza ya kompyuta hii
laptop-unsigned = Bado haijashuhudia maingizo ya kompyuta hii
known-whole = Ina yote yaliyo hapa.
known-behind = { $n ->
    [one] Imebaki nyuma kwa ingizo lisilozidi { $n }.
   *[other] Imebaki nyuma kwa maingizo yasiyozidi { $n }.
}
known-nothing = Bado haijulikani kama chochote kimeifikia.
known-met = Inajulikana tangu zilipokutana: { $when }.
known-signed = Inajulikana kwa ilichosaini kama shahidi: { $when }.
known-wrote = Inajulikana kwa ingizo lake jipya zaidi: { $when }.
clock-ahead-minutes = Saa yake iko mbele ya hii kwa dakika { $n }.
clock-ahead-hours = Saa yake iko mbele ya hii kwa saa { $n }.
clock-ahead-days = Saa yake iko mbele ya hii kwa siku { $n }.
clock-behind-minutes = Saa yake iko nyuma ya hii kwa dakika { $n }.
clock-behind-hours = Saa yake iko nyuma ya hii kwa saa { $n }.
clock-behind-days = Saa yake iko nyuma ya hii kwa siku { $n }.
clock-wrong = Moja ya saa hizo mbili si sahihi, na yanayoandikwa kwayo hupata tarehe mbaya: irekebishe. Hakuna kinachopotea kwa hilo.
laptop-revoked = Imebatilishwa: inachoandika hakichukuliwi tena
laptop-forked = Kompyuta hii ina historia mbili: ilinakiliwa, au ilirudishwa siku ya nyuma. Zote mbili zimehifadhiwa, na zote zinaweza kuwa na huduma halisi. Uliza nani anaitumia, na tumia moja tu kuanzia sasa.
laptops-exposed = Kompyuta iliyobatilishwa bado inaweza kusoma yanayoandikwa hapa. Bonyeza “Kompyuta hii imepotea” kando yake tena: hilo hubadilisha ufunguo.
laptops-alone = Kompyuta hii pekee ndiyo ya operesheni kwa sasa. Kwenye mpya, chagua “Jiunge na kompyuta za timu” kwenye skrini ya kwanza; kisha ikubali hapa.

## On a network
near-title = Kwenye mtandao huu
near-on = Kompyuta za operesheni hii husawazishana zenyewe mara zinapofikiana.
near-paused = Imesitishwa kwenye kompyuta hii: haikutani na yeyote, wala hakuna anayekutana nayo. Kilichofika kinabaki hapa.
near-alone = Kompyuta ya pili ikijiunga na operesheni, hizo mbili zitasawazishana hapa zenyewe.
near-off = Fieldchart ilianzishwa hapa bila mtandao. Kijiti cha USB hukutanisha kompyuta.
near-now = Sawazisha sasa
near-pause = Sitisha
near-resume = Endelea
near-nobody = Hakuna aliye karibu. Je, kompyuta zote mbili ziko kwenye mtandao mmoja? Mitandao mingine huzitenganisha: basi andika anwani ambayo nyingine inaonyesha.
near-somebody = Mtu kwenye { $address }
near-at = kwenye { $address }
near-in-reach = Inafikika
near-running = Kumbukumbu { $done } kati ya { $all }, baiti { $bytes }
near-left-seconds = Zimebaki sekunde { $n } hivi
near-left-minutes = Zimebaki dakika { $n } hivi
near-here = Wengine huifikia kompyuta hii kwenye:
near-qr = Msimbo wa QR wa { $address }
near-forget = Usijaribu tena anwani hii
near-meet-title = Kutana kwenye anwani
near-meet-verb = Kutana
near-address-hint = Kama kompyuta nyingine inavyoionyesha, kwa mfano 192.168.1.7:7368.
field-peer_address = Anwani ya kompyuta nyingine
phase-meet = Inasawazishana na kompyuta nyingine
near-stopped = Imesimamishwa. Kilichokuwa kimefika kinabaki hapa.
near-log = Mikutano ya mwisho
near-log-line = { $who }, { $when }: zimefika kumbukumbu { $came }, zimetumwa { $went }.
meeting-complete = Zote mbili zina kitu kilekile.
meeting-incomplete = Kitu fulani kilikataliwa; vingine vilibadilishanwa.
meeting-stopped = Ilisimamishwa hapa. Kilichokuwa kimefika kinabaki hapa.
meeting-stopped-there = Ilisimamishwa kwenye kompyuta nyingine. Kilichokuwa kimefika kinabaki hapa.
meeting-other-operation = Kompyuta nyingine ni ya operesheni nyingine. Hakuna kilichobadilishanwa.
meeting-version = Programu hizo mbili ni za matoleo yasiyoelewana. Sasisha la zamani.
meeting-protocol = Kilichofika hakikueleweka, mkutano ukaisha. Hakuna kilichochukuliwa.
meeting-store = Hifadhi ya kompyuta moja imeshindwa. Je, diski yake imejaa, au ilifungwa?
meeting-broke = Muunganisho ulikatika. Mkutano ujao utaendelea kutoka hapo.
meeting-unreachable = Hakuna anayejibu hapo. Je, kompyuta nyingine imewashwa na hifadhi yake imefunguliwa?
meeting-stranger = Anayejibu hapo si kompyuta ya operesheni hii, au si tena.
meeting-not-let-in = Kompyuta nyingine haiijui hii, au haiijui tena. Muulize msimamizi.

## Kwa kijiti
stick-title = Kutanisha kwa kijiti
stick-what = Huchukua kutoka kwenye kijiti yaliyo mapya hapa, na kuweka juu yake yaliyo mapya ya hapa. Kibebe kutoka kompyuta hadi kompyuta, kisha zunguka mara moja tena. Yote hubaki yamefungwa: anayekiokota hasomi chati yoyote.
stick-verb = Kutanisha sasa
stick-hint = Folda ya kijiti, kutoka mzizi wake: kama /media/stick. Lazima iwepo tayari.
stick-stopped = Imeghairiwa. Yaliyokuwa yameingia yanabaki hapa; fanya tena ili kumaliza.
phase-sync = Kijiti kinasomwa na kusasishwa. Kiache kimechomekwa
stick-nothing = Hakuna kilicho kipya hapa kwenye kijiti.
stick-entries = Maingizo mapya kutoka kompyuta nyingine: { $n }.
stick-bodies = Yaliyomo yaliyokosekana hapa: { $n }.
stick-signed = Saini mpya za mashahidi: { $n }.
stick-next = Kijiti sasa kina yote yaliyo kwenye kompyuta hii. Kitoe kama mfumo unavyosema, na ukipeleke mbele.
stick-keep = Sehemu ya kijiti haikuchukuliwa, na hakuna kilichoandikwa juu yake. Kihifadhi kijiti hiki kilivyo, na utumie kingine: huenda kina nakala ya pekee.
stick-refused = Hayakuchukuliwa: maandishi ya kompyuta { $name }.
stick-refused-somebody = Hayakuchukuliwa: maandishi ya kompyuta isiyojulikana.
stick-why = Kwa nini, kwa anayesaidia
field-stick = Folda ya kijiti
field-join_words = Maneno sita ya kompyuta nyingine

## Kukubali
admit-title = Kubali kompyuta
admit-what = Kompyuta mpya imeomba kujiunga na kuandika ombi lake kwenye kijiti. Chomeka kijiti hapa, na uandike maneno sita ambayo kompyuta mpya inaonyesha: hivyo hakuna mwingine anayeingia.
admit-words-hint = Kama kompyuta mpya inavyoyaonyesha, kwa mpangilio wake. Uliza kwa sauti au soma mwenyewe; herufi kubwa hazijalishi.
admit-verb = Kubali
phase-admit = Kompyuta inakubaliwa na maandishi yanawekwa kwenye kijiti. Kiache kimechomekwa
admit-made = Kompyuta { $name } imekubaliwa. Jibu lake na maandishi yako kwenye kijiti.
admit-words = Andika maneno haya sita kwenye kompyuta mpya:
admit-next = Peleka kijiti na maneno haya kwenye kompyuta mpya. Kila mtu anaingia huko kwa fungu la maneno alilo nalo hapa.

## Iliyopotea
lost-verb = Kompyuta hii imepotea
lost-title = Kompyuta { $name } imepotea
lost-what = Iliyoandika na yaliyo hapa yanabaki. Haiwezi kusoma yanayoandikwa kuanzia sasa. Hili haliwezi kutenduliwa: ikipatikana, hujiunga upya.
field-laptop_reason = Kwa nini
laptop-reason-left = Haitumiki tena
laptop-reason-lost = Imepotea au kuibiwa
laptop-reason-misused = Imetumiwa vibaya
lost-passphrase-hint = Lako mwenyewe, ili mtu asifanye hili kwenye skrini yako.
lost-now = Ibatilishe
lost-done = Kompyuta { $name } imebatilishwa, na ufunguo umebadilishwa.
lost-next = Kutanisha kompyuta hii na nyingine zote mapema: hadi zijue, zinaendelea na ufunguo wa zamani.

## Kujiunga
join-title = Jiunge na kompyuta za timu
join-aside = Timu tayari inafanya kazi kwenye kompyuta nyingine: hii inakuwa mojawapo.
join-link = Jiunge na timu
join-what = Kompyuta hii huandika ombi kwenye kijiti. Msimamizi wa timu hulijibu kwenye kompyuta yao, na kijiti huleta maandishi yao hapa. Fungu la maneno la mtu yeyote halisafiri.
join-ask-verb = Andika ombi
phase-ask = Ombi linaandikwa
join-words = Ombi liko kwenye kijiti. Maneno sita ya kompyuta hii:
join-step-carry = Peleka kijiti kwenye kompyuta ya timu. Msimamizi anafungua Kompyuta hapo, kisha “Kubali kompyuta”.
join-step-type = Hapo anaandika maneno sita yaliyo juu. Usiyaweke kwenye kijiti.
join-step-back = Rudisha kijiti, pamoja na maneno sita ambayo kompyuta ile itaonyesha. Iache hii ikiwa imewashwa wakati huo.
join-words-hint = Kama kompyuta ya msimamizi inavyoyaonyesha, kwa mpangilio wake; herufi kubwa hazijalishi.
join-verb = Kijiti kimerudi: jiunge
join-ask-again = Andika ombi tena kwenye kijiti hiki
join-drop-verb = Usijiunge
phase-join = Maandishi ya timu yanachukuliwa na kukaguliwa. Kiache kijiti kimechomekwa

## The page of a lost one
laptops-back = Rudi kwenye kompyuta
lost-by-administrator = Msimamizi huitenga kwenye ukurasa huu. Mpigie mmoja sasa.
lost-is-out = Imetengwa: haiwezi kusoma yanayoandikwa kuanzia sasa.
lost-out-title = Itenge
lost-held-title = Ilichokuwa nacho
lost-held-patients = Kumbukumbu za angalau wagonjwa { $known } kati ya { $all } walio hapa.
lost-held-entries = Angalau maingizo { $known } kati ya { $all } yaliyo hapa.
lost-held-sealed = Yote yamefungwa. Bila fungu la maneno la timu hakuna anayesoma chochote; mwenye moja lake husoma yote.
lost-never-title = Ambacho hakikuvuka kamwe
lost-never-here = Kilichoandikwa juu yake na kiko hapa: kila kitu hadi { $when }, kwa saa yake. Kilichoandikwa baadaye hakipo hapa.
lost-never-here-any = Hakuna chochote kilichoandikwa juu yake kilicho hapa.
lost-never-found = Ikipatikana, ilichoandika baadaye huchukuliwa na kuhifadhiwa, lakini hakionyeshwi wala kuhesabiwa. Waulize walioitumia wanakumbuka nini, na uandike upya.
lost-never-there = Yako hapa na haijulikani kama yaliifikia: maingizo { $n }, la zamani zaidi liliandikwa { $when }. Hakuna lililopotea.
lost-never-there-none = Inajulikana kwamba yote yaliyo hapa yaliifikia.
lost-people-title = Mafungu ya maneno ya kubadilisha
lost-people-what = Fungu lolote kati ya haya hufungua kompyuta kama ilivyokuwa ilipopotea. Jipya haliifungi; humzuia anayejua la zamani kuingia mahali pengine. Anza na walioitumia.
lost-person = Nani
lost-person-here = Kwenye kompyuta hii
lost-person-account = Akaunti
lost-person-used = aliitumia mwisho { $when }
lost-person-unused = haijulikani kama aliitumia
lost-person-out = imefungwa; bado huifungua kama hilo halikuwa limeifikia
lost-people-how = Kila mtu hubadilisha lake kwenye Mipangilio. Asiyepatikana huzimwa kwenye Watu.
lost-unknown-title = Ambacho hakuna aliye hapa anaweza kujua
lost-unknown-more = Kama imekutana na kompyuta nyingine, kijiti au kitovu tangu hapo: inaweza kuwa na zaidi ya ukurasa huu unavyosema.
lost-unknown-open = Kama ilikuwa wazi ilipochukuliwa. Basi kumbukumbu ziliweza kusomwa mpaka skrini yake ilipojifunga: dakika tano zaidi ikiwa hakuna aliyeigusa.
lost-unknown-guess = Kama mtu aliona fungu la maneno likiandikwa, au anapata lililoandikwa kando yake.

## Several histories
fork-verb = Ona historia zote mbili
fork-title = Kompyuta { $name } ina historia kadhaa
fork-what = Kompyuta ilinakiliwa, au ilirudishwa siku ya nyuma, na zote mbili zikaendelea. Kila historia ina sahihi ya kompyuta yenyewe, na kila moja huiacha nyingine. Zote zimehifadhiwa, na yote yaliyoandikwa kwenye yoyote yako kwenye kumbukumbu: yanaweza kuwa huduma halisi.
fork-since = Zote huanza na maingizo { $n } yaleyale; la mwisho liliandikwa { $when }. Kuanzia hapo hutofautiana.
fork-since-start = Hutofautiana tangu ingizo la kwanza.
fork-one = Historia nyingine yenyewe haijafika hapa: inajulikana kwa muhtasari wake uliosainiwa tu.
fork-histories = Historia
fork-history = Historia
fork-own = Maingizo yake pekee
fork-all = Maingizo yote
fork-newest = Jipya zaidi
fork-signed = Imesainiwa na mashahidi
fork-signed-nobody = hakuna
fork-root = Mzizi
fork-proof-title = Uthibitisho kwa mkaguzi
fork-proof-what = Mihtasari hii imesainiwa kwa ufunguo wa kompyuta yenyewe, na haiwezi yote kuwa ya historia moja. Mpe mkaguzi faili hili pamoja na nakala ya ukaguzi iliyofanywa sasa: `fieldchart-audit compare` hupima moja kwa nyingine.
fork-proof-save = Hifadhi uthibitisho kama faili
fork-do-title = La kufanya
fork-do-ask = Uliza nani anatumia ipi kati ya hizo mbili, na uweke moja kando. Isitumiwe tena.
fork-do-look = Angalia kilichofanywa tangu zilipoachana: akiba ilihesabiwa na huenda dawa zilitolewa kwenye zote mbili.
fork-do-lost = Kama hakuna anayejua nyingine iko wapi, ichukulie kompyuta hii kama iliyopotea: ibatilishe, na inayobaki ijiunge upya.

## Hubs
hubs-title = Vitovu
hubs-what = Kitovu huhifadhi yote yakiwa yamefungwa na hakisomi chochote. Hiki ndicho kila kimoja kilikuwa nacho kompyuta hii ilipokutana nacho mara ya mwisho.
hub-name = Kitovu kwenye { $address }
hub-never = Bado hakijakutwa: haijulikani kama kuna kitu huko.
hub-met = Zote zilikuwa na yaleyale { $when }: maingizo { $n }.
hub-whole = Kina yote yaliyo hapa.
hub-behind = Maingizo { $n } yamefika hapa tangu hapo ambayo hakikuwa nayo.
hub-trouble = Ilijaribiwa mwisho { $when }: { $how }
hub-each = Kompyuta moja moja
hub-then = Maingizo kwenye kitovu wakati huo
hub-here = Maingizo hapa sasa

## Kilicho kibaya
problem-other-operation = Kijiti hiki kina maandishi ya operesheni nyingine. Hakuna kilichosomwa wala kuandikwa; tumia kijiti cha timu yako.
problem-stick-damaged = Kitu kwenye kijiti hiki kimeharibika au kimekatika. Hakuna kilichoandikwa juu yake. Kihifadhi kilivyo, na utumie kingine.
problem-no-request = Hakuna kompyuta inayoomba kujiunga kwenye kijiti hiki. Hakikisha ni kijiti sahihi; kwenye kompyuta mpya, andika ombi kwanza.
problem-no-answer = Hakuna jibu kwenye kijiti hiki bado. Hakikisha ni kijiti sahihi, na kwamba msimamizi ameikubali kompyuta hii. Hakuna kilichopotea: jaribu tena baadaye.
problem-other-words = Haya si maneno sita. Yasome tena, kwa mpangilio wake. Kama ni sahihi, mtu mwingine ameandika kwenye kijiti hiki: anza upya na kingine.
problem-not-an-address = Hii si anwani. Iandike kama kompyuta nyingine inavyoionyesha, kwa mfano 192.168.1.7:7368.
problem-laptop-name-taken = Kompyuta nyingine ya operesheni hii ina jina hili. Kompyuta mbili zisichanganywe kamwe.
