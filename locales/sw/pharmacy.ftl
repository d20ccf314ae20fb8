### Pharmacy and stock, and what is printed.

nav-pharmacy = Duka la dawa
pharmacy-title = Duka la dawa
nav-stock = Akiba
stock-title = Akiba
number-not-whole = Andika namba nzima, kama 30.

## Queue
pharmacy-count = { $n } wanasubiri, { $owed } wana dawa zilizobaki kuchukua
pharmacy-empty = Hakuna anayesubiri hapa. Mgonjwa huonekana ziara yake ikitumwa kwenye dawa.
queue-open = { $n ->
    [one] dawa { $n }
   *[other] dawa { $n }
}
queue-owed = inabaki
queue-waits = anasubiri dakika { $minutes }
queue-left = aliondoka { $when }

## One patient
pharmacy-back = Rudi kwenye foleni
pharmacy-to-visit = Fungua ziara
pharmacy-all-done = Dawa zote zimeshughulikiwa. Funga ziara, au mwite mgonjwa anayefuata.
pharmacy-nothing-prescribed = Hakuna dawa iliyoandikwa katika ziara hii.
pharmacy-close = Funga ziara
rx-to-give = Ya kutoa: { $owed }
rx-given = Imetolewa: { $given }
rx-given-owed = Imetolewa: { $given }. Imebaki: { $owed }
rx-open-give = Toa
rx-open-not = Usitoe
rx-open-back = Rudisha
directions = { $dose } { $route }, { $how }, { $days }
directions-once = { $dose } { $route }, { $how }
directions-needed = { $dose } { $route }, { $how }, si zaidi ya { $max } kwa siku, { $days }

## Giving
give-title = Kutoa dawa
give-lots = Chukua kwanza inayoisha muda kwanza
give-lot-hint = Kama ilivyochapishwa kwenye boksi ulilonalo.
give-none = Hakuna iliyopo. { $owed } zinabaki, isipokuwa una toleo ambalo bado halijaingizwa ghalani.
give-short = Zinapungua { $owed }. Toa zilizopo; zilizobaki atachukua baadaye.
give-verb = Toa
give-units-verb = Toa { $units }
give-part-verb = Toa { $units }, zinabaki { $owed }
give-instead-verb = Toa { $units } badala yake
give-what = { $units } za { $medicine }
give-done = Imetolewa: { $what }.
give-instead-what = Hakiki mwenyewe mzio na kipimo: tahadhari zilikuwa za dawa iliyoandikwa.
lot-word = Toleo
lot-no-expiry = mwisho wa muda haujulikani
lot-until = nzuri hadi { $day }
lot-left = zimebaki { $units }
lot-take = chukua { $units }
lot-known = { $until }; zimebaki { $units }
lot-unknown = Toleo hili halijaingizwa bado. Litahesabiwa chini ya sifuri hadi lipokelewe.
lot-no-stock = Dawa hii haipo kwenye orodha. Ghala haibadiliki.
field-quantity = Ngapi
field-instead = Dawa nyingine badala yake
field-counselled = Ameelezwa jinsi ya kutumia
dispense-not-dispensed = Haikutolewa
dispense-substituted = badala yake
dispense-counselled = imeelezwa
dispense-taken-back = Imerudishwa:
not-dispensed-title = Kwa nini haitolewi
not-dispensed-verb = Usitoe
not-dispensed-done = Imeandikwa kuwa haikutolewa.
take-back-title = Kwa nini inarudishwa
take-back-units-verb = Rudisha { $units }
take-back-not = Ondoa hili
take-back-done = Imerudishwa. Ghala liko kama mwanzo.
why-out-of-stock = Imeisha ghalani
why-declined = Mgonjwa hataki
why-has-some = Mgonjwa anayo
why-not-safe = Si salama kwa mgonjwa huyu
why-wrong-patient = Mgonjwa siye
why-wrong-lot = Toleo silo
why-wrong-number = Idadi siyo
why-brought-back = Mgonjwa ameirudisha

## Stock
stock-query = Tafuta bidhaa
stock-count = { $total ->
    [one] bidhaa { $total }, { $wanting } za kuangaliwa
   *[other] bidhaa { $total }, { $wanting } za kuangaliwa
}
field-wanting = Zilizopungua, zinazokaribia kuisha muda au zilizoisha tu
stock-none-found = Hakuna bidhaa inayolingana. Jaribu herufi chache, au ondoa alama.
stock-none-yet = Orodha ni tupu. Ongeza bidhaa, au ingiza orodha kutoka kwenye faili.
stock-pages = Kurasa
page-before = Iliyotangulia
page-after = Inayofuata
page-of = { $first } hadi { $last } kati ya { $total }
stock-item = Bidhaa
stock-usable = Inafaa leo
stock-wanting = Ya kuangaliwa
stock-lots = Matoleo
stock-no-lots = Hakuna toleo bado. Pokea la kwanza.
stock-where = Wapi, kutoka kwa nani
stock-does = La kufanya
stock-open-receive = Pokea
wanting-low = imepungua: { $at } au chini
wanting-expired = { $n ->
    [one] toleo { $n } limeisha muda
   *[other] matoleo { $n } yameisha muda
}
wanting-expiring = { $n ->
    [one] toleo { $n } linakaribia kuisha
   *[other] matoleo { $n } yanakaribia kuisha
}
wanting-below = { $n ->
    [one] toleo { $n } la kuhesabu
   *[other] matoleo { $n } ya kuhesabu
}
lot-expired = limeisha muda
lot-expiring = linakaribia kuisha
lot-expired-on = Liliisha muda { $day }.
lot-held = limezuiliwa
lot-below = Chini ya sifuri: lihesabu.
hold-verb = Zuia
hold-done = Toleo limezuiliwa. Halitolewi kwa yeyote.
release-verb = Achilia
release-done = Toleo linaweza kutolewa tena.
item-new = Ongeza bidhaa
item-new-title = Bidhaa mpya
item-amend = Rekebisha bidhaa
item-amend-title = Rekebisha bidhaa
item-save = Hifadhi bidhaa
item-saved = { $name } iko kwenye orodha.
item-controlled = inadhibitiwa
item-retired = haitolewi tena
ingredients-hint = Tenganisha kwa nukta-mkato. Mzio hukaguliwa kwa viambato hivi.
low-at-hint = Zikifika idadi hii au chini huonyeshwa kuwa zimepungua.
cost-not-a-number = Andika kiasi, kama 0.35.
field-generic = Jina la kawaida la dawa
field-strength = Nguvu
field-brand = Chapa
field-pack_size = Vipande katika pakiti
field-unit_cost_milli = Gharama ya kimoja
field-low_at = Imepungua ikifika
field-controlled = Dawa inayodhibitiwa
field-retired = Haitolewi tena
field-expiry = Mwisho wa muda
field-units = Vipande
field-donor = Kutoka kwa nani
field-place = Boksi au rafu
field-manufacturer = Mtengenezaji
field-change = Ngapi
receive-title = Kupokea
receive-units-hint = Tembe, ampuli au mL moja moja, si pakiti.
receive-verb = Pokea
receive-units-verb = Pokea { $units }
receive-done = Imepokelewa: { $units }.
expiry-hint = Kama ilivyochapishwa: 06/2027 ni siku yake ya mwisho.
expiry-wrong = Huu si mwisho wa muda. Andika 06/2027 au 30/06/2027.
adjust-verb = Sahihisha
adjust-title = Sahihisha hesabu
adjust-hint = Cha kuongeza, au kwa alama ya kutoa cha kupunguza.
adjust-save = Sahihisha hesabu
adjust-done = Hesabu imesahihishwa.
waste-open = Tupa
waste-title = Kutupa
waste-hint = Zilizotupwa, kuvunjika au kupotea.
waste-verb = Tupa
waste-units-verb = Tupa { $units }
waste-done = Imeandikwa kuwa zimetupwa.
move-after = Kutoka { $before } hadi { $after }
why-expired = Imeisha muda
why-broken = Imevunjika
why-spoilt = Imeharibiwa na joto au maji
why-counted = Imehesabiwa tena
why-typed-wrong = Iliandikwa vibaya mwanzo
movements-open = Mienendo
movements-title = Mienendo, mpya kwanza
movements-none = Hakuna mwenendo bado.
movement-when = Lini
movement-what = Nini
movement-who = Nani
movement-receive = Imepokelewa
movement-dispense = Imetolewa
movement-return = Imerudishwa
movement-adjust = Imesahihishwa
movement-waste = Imetupwa

## Files
export-verb = Hifadhi kama faili
export-done = Faili lina orodha na kila toleo lenye kilichobaki.
import-open = Ingiza faili
import-title = Ingiza bidhaa na ghala
import-what = Faili hujaribiwa kwanza. Hakuna kinachoandikwa hadi kila mstari uwe sahihi.
import-columns = CSV katika UTF-8; mstari wa kwanza unataja safu, kwa mpangilio wowote:
import-choose = Chagua faili
import-encoding = Faili hili si UTF-8. Lihifadhi tena kama “CSV UTF-8” kisha ulichague.
import-read = { $n ->
    [one] Mstari { $n } umesomwa.
   *[other] Mistari { $n } imesomwa.
}
import-would = Kila mstari ni sahihi. Bidhaa mpya: { $items }. Matoleo yaliyopokelewa: { $lots }.
import-grown = { $n ->
    [one] Toleo { $n } kati ya haya lipo tayari na linaongezeka. Kama faili hili liliingizwa tayari, usiliingize tena.
   *[other] Matoleo { $n } kati ya haya yapo tayari na yanaongezeka. Kama faili hili liliingizwa tayari, usiliingize tena.
}
import-verb = Ingiza bidhaa { $items } na matoleo { $lots }
import-done = Imeingizwa. Bidhaa mpya: { $items }. Matoleo yaliyopokelewa: { $lots }.
import-refused = { $n ->
    [one] Mstari { $n } urekebishwe. Hakuna kilichoandikwa.
   *[other] Mistari { $n } irekebishwe. Hakuna kilichoandikwa.
}
import-line = Mstari
import-column = Safu
import-found = Kilichopatikana
import-mend = La kufanya

## Prints
print-title = Chapisha
print-back = Rudi
print-prescription = Chapisha dawa alizoandikiwa
print-summary = Chapisha muhtasari
print-label = Lebo
print-card = Chapisha kadi
print-nothing = Hakuna cha kuchapisha hapa.
print-paper = Karatasi: A4, au iliyo kwenye printa. Ukurasa unaonyesha kitakachochapishwa, na hakuna kingine.
sheet-prescription = Dawa alizoandikiwa
sheet-summary = Muhtasari wa ziara
sheet-age-weight = { $age }, { $sex }
sheet-weight = kilo { $kg }
sheet-visit = Ziara ya { $when }
sheet-prescriber = Ameandika { $who }
sheet-signature = Sahihi
sheet-given = Dawa
sheet-by-hand = Jinsi ya kutumia:
sheet-card-number = Namba ya kadi
sheet-card-what = Leta kadi hii. Inafungua rekodi yako hapa; msimbo wake hauna jina lako wala chochote cha afya yako.
sheet-card-qr = Msimbo wa QR wa namba ya kadi
sheet-printed = Imechapishwa { $when } na { $who } katika { $site }
sheet-unreviewed = Muulize anayezungumza lugha hii kabla ya kuyategemea maneno haya.
