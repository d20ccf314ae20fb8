### Kujiunga kupitia mtandao: namba inayosemwa, msimbo wa QR, maneno sita kwenye skrini mbili.

## Admitting
pair-title = Pokea kompyuta kupitia mtandao
pair-what = Kompyuta zote mbili lazima ziwe kwenye mtandao mmoja. Mpya inachagua “Jiunge na timu” kwenye skrini yake ya kwanza na kuandika namba inayoonyeshwa hapa.
pair-verb = Onyesha namba
pair-code = Mwambie aliye kwenye kompyuta mpya namba hii:
pair-where = Kompyuta mpya isipoiona hii, aandike pia mahali ilipo:
pair-qr = Msimbo wa QR kwa kisomaji
pair-until = Namba ni halali hadi { $when }. Baada ya makosa matatu inaisha.
pair-end = Ondoa namba
pair-words = Mtu ametoa namba. Je, kompyuta mpya inaonyesha maneno haya sita yaleyale?
pair-same = Maneno yaleyale: ipokee
pair-other = Maneno mengine: ikatae
pair-sending = Imepokelewa. Rekodi zinaenda kwenye kompyuta mpya: ziache zote mbili zikiwaka
pair-admitted = Kompyuta { $name } imepokelewa na ina maingizo yote { $n }. Kila mtu anaingia huko kwa maneno ya siri aliyonayo hapa.
pair-further = Pokea nyingine
pair-again = Onyesha namba mpya
pair-expired = Hakuna aliyekuja kwa wakati. Namba imeisha.
pair-guessed = Mtu ameandika namba zisizo sahihi mara tatu. Namba imeisha. Inayofuata mwambie tu unayemwona au unayemjua.
pair-refused = Imekataliwa. Hakuna aliyepokelewa. Kama hukutarajia maneno mengine, huenda mtu mwingine yuko kwenye mtandao huu: tumia kijiti cha USB.
pair-broke = Kompyuta imepokelewa, lakini muunganisho ulikatika kabla haijapata vyote. Onyesha namba mpya, iombe tena.
pair-failed = Kompyuta haikuweza kupokelewa. Hakuna aliyejiunga. Onyesha namba mpya ujaribu tena.

## Joining
join-near = Kupitia mtandao
join-near-what = Msimamizi wa timu anafungua Kompyuta kwenye kompyuta yao na kuonyesha namba. Kompyuta zote mbili lazima ziwe kwenye mtandao mmoja.
join-near-verb = Omba kujiunga
join-stick = Kwa kijiti cha USB
join-code-hint = Tarakimu sita, kama zinavyosemwa. Au soma msimbo wa QR ndani ya sehemu hii.
join-address-hint = Kama kompyuta nyingine inavyoonyesha. Hujazwa ikipatikana; haihitajiki pamoja na msimbo wa QR.
join-found = Kompyuta kadhaa zinapokea nyingine sasa. Chagua ile ambayo una namba yake:
join-same = Mwambie msimamizi maneno haya sita. Skrini yake lazima ionyeshe yaleyale:
join-stopped = Imesimamishwa. Kompyuta hii haijajiunga.
phase-pair = Msimamizi analinganisha maneno; kisha rekodi zinakuja
field-join_code = Namba

problem-not-a-code = Hii si tarakimu sita wala maandishi ya msimbo wa QR. Omba namba tena, uiandike tarakimu moja moja.
problem-other-code = Kompyuta nyingine inaonyesha namba nyingine. Iombe tena: baada ya makosa matatu inaisha.
problem-nobody-there = Hakuna kompyuta inayopokea nyingine inayojibu hapo. Je, zote ziko kwenye mtandao mmoja, na namba bado inaonyeshwa? La sivyo tumia kijiti cha USB.
problem-offer-over = Kompyuta nyingine haiipokei hii: namba yake imeisha, au mtu amekataa. Omba namba mpya.
