### La fin d’une opération : annoncée, ordinateurs qui ne viendront pas, signée.

## What everybody sees
closing-notice-until = Cette opération se termine le { $day }.
closing-notice-over = Cette opération s’est terminée le { $day }.
closing-notice-sync = D’ici là, synchronisez cet ordinateur avec { $name }.
closing-notice-gather = D’ici là, réunissez chaque ordinateur avec celui-ci.
closing-notice-late = Ce qui s’écrit maintenant ne sera pas sur la feuille de clôture, sauf si cet ordinateur se synchronise encore avec { $name }.
closing-notice-late-here = Ce que les autres ordinateurs écrivent maintenant ne sera pas sur la feuille de clôture, sauf s’ils se synchronisent encore avec celui-ci.
closing-notice-signed = La clôture est signée : ce qui s’écrit maintenant n’est pas sur sa feuille, sauf si elle est signée à nouveau.
closing-see = Voir la clôture

## The page
closing-verb = Clore l’opération
closing-title = Clore l’opération
closing-print = Imprimer la feuille de clôture
closing-what = Avant la fin d’une opération, tout doit être réuni sur un ordinateur. Ici on l’annonce, chaque ordinateur arrive ou est inscrit comme manquant, et l’on signe ce qui est là. Clés d’archive, dossier de remise et certificat ne font pas encore partie de Fieldchart.

## Announced
closing-announced-title = Annoncé à tous
closing-announce-what = Rien n’est encore annoncé. Une fois l’annonce faite, chaque ordinateur qui se synchronise dit jusqu’à quand on soigne, et avec quel ordinateur se réunir. Personne n’est empêché de soigner.
closing-announce = Annoncer la clôture
closing-amend = Modifier l’annonce
closing-announce-now = Annoncer ceci
field-closing_last_day = Dernier jour de soins
field-closing_keep_until = Les dossiers doivent être gardés jusqu’au
field-closing_note = Une phrase pour tous
field-closing_withdrawn = Si l’opération se termine
closing-last-day-hint = Ensuite, chaque ordinateur dit que l’opération est close. On peut encore noter des soins.
closing-keep-until-hint = Comme le veut la loi ou l’organisation.
closing-note-hint = Par exemple qui prend la suite. Peut rester vide.
closing-last-day = Dernier jour de soins : { $day }
closing-keep-until = Les dossiers doivent être gardés jusqu’au { $day }
closing-by = { $who }, { $when }, sur { $laptop }
closing-is-withdrawn = La clôture a été annulée.
closing-withdraw = L’annuler
closing-withdraw-what = Chaque ordinateur qui se synchronise cesse de dire que l’opération se termine. Ce qui a été signé ne compte plus ; tout reste dans le journal.
closing-withdraw-now = Annuler la clôture
closing-disputed = Plusieurs ont dit des choses différentes au même moment. Tout est gardé jusqu’à ce que quelqu’un annonce ce qui compte.
closing-value-withdrawn = annulée
closing-value-stands = elle se termine

## Laptops
closing-laptops-title = Ordinateurs
closing-all-in = Tous les ordinateurs sont là, révoqués ou inscrits, pour autant qu’on le sache ici.
closing-some-missing = { $n ->
    [one] { $n } ordinateur n’est pas là. Réunissez celui-ci avec lui, ou inscrivez-le comme manquant en disant pourquoi.
   *[other] { $n } ordinateurs ne sont pas là. Réunissez celui-ci avec chacun d’eux, ou inscrivez-les comme manquants en disant pourquoi.
}
closing-laptop = Ordinateur
closing-stands = État
closing-size = Entrées
closing-root = Racine
closing-is-in = là et complet
closing-is-behind = { $n ->
    [one] en retard de { $n } entrée
   *[other] en retard de { $n } entrées
}
closing-is-unheard = aucune nouvelle
closing-is-forked = deux historiques
closing-is-revoked = révoqué
closing-is-listed = ne viendra pas
closing-compare = Un ordinateur a pu écrire depuis. Comparez : son propre Journal montre le même nombre d’entrées et la même racine, ou réunissez-les encore une fois.
missing-verb = Il ne viendra pas
missing-title = { $name } ne viendra pas
missing-what = La feuille le dit alors, avec la raison et votre nom. S’il vient malgré tout, il est pris en compte comme toujours. Un ordinateur aux mains d’un inconnu est aussi à révoquer.
field-missing_reason = Pourquoi
field-missing_words = Autre chose à dire
missing-words-hint = Par exemple depuis quand, et qui en sait plus. Nécessaire seulement si aucune raison ne convient.
missing-reason-lost = Perdu
missing-reason-stolen = Volé
missing-reason-broken = En panne
missing-reason-in-use = Encore utilisé ailleurs
missing-reason-other = Autre chose
missing-now = L’inscrire comme manquant
missing-off = Le retirer de la liste
missing-listed = Inscrit comme manquant : { $reason }.
missing-was-listed = Il est venu, bien qu’inscrit comme manquant : { $reason }.

## Still open
closing-open-title = Encore ouvert
closing-open-what = Réglez ce qui peut l’être. Cela n’empêche pas de signer, et sera signé tel quel.
closing-visits = Visites ouvertes : { $n }
closing-lots = Lots présents en rayon : { $n }
closing-lots-below = Lots comptés sous zéro : { $n }
closing-forks = Ordinateurs à deux historiques : { $n }
closing-behind = Ordinateurs qui ne sont pas là : { $n }
closing-see-list = Les voir

## Signed
closing-sign-title = La signature
closing-sign-first = Annoncez d’abord la clôture ; ensuite on peut la signer.
closing-sign-what = Signer consigne l’empreinte la plus récente de chaque ordinateur telle qu’elle est ici, ce qu’il y a, et ce qui est encore ouvert. Chaque ordinateur peut alors dire s’il contient exactement cela.
closing-sign = Signer la clôture
closing-sign-again = Signer à nouveau ce qui est là maintenant
closing-signed-by = Signé par { $by }
closing-confirmed-by = Confirmé par { $by }
closing-signed-once = Personne ne l’a encore confirmé.
closing-rival = Signé au même moment par { $by }. Les deux sont gardés ; signez à nouveau pour trancher.
closing-amended = Quelque chose a été annoncé ou inscrit que le signataire n’avait pas vu. Regardez-le et signez à nouveau.
closing-confirm-what = Une deuxième personne confirme ce qui a été signé, de préférence sur un autre ordinateur qui contient exactement cela.
closing-confirm = Confirmer la signature
closing-counted = Patients : { $patients }. Visites : { $visits }. Encore ouvert à la signature :
closing-exact = Ce que cet ordinateur contient est exactement ce qui a été signé.
closing-differs = Ce que cet ordinateur contient n’est pas exactement ce qui a été signé :
closing-is-short = { $n ->
    [one] { $name } : { $n } entrée signée n’est pas ici. Synchronisez cet ordinateur.
   *[other] { $name } : { $n } entrées signées ne sont pas ici. Synchronisez cet ordinateur.
}
closing-contradicts = { $name } : ce qui est ici contredit ce qui a été signé. À { $size } entrées, la racine est autre. Gardez les deux et demandez à l’auditeur.
closing-absent = { $name } : de ses historiques signés, celui de { $size } entrées n’est pas ici. Synchronisez cet ordinateur.
closing-beyond = { $n ->
    [one] { $name } a écrit { $n } entrée après la clôture : { $when }.
   *[other] { $name } a écrit { $n } entrées après la clôture, la plus récente : { $when }.
}
closing-when-unknown = on ne sait pas ici quand
closing-heads-title = Ce qui a été signé, journal par journal
closing-here = Sur cet ordinateur
closing-held-whole = identique
closing-held-behind = pas tout
closing-held-contradicts = une autre racine
closing-held-absent = pas cet historique

## The sheet
closing-digest-title = Empreinte de tout ce qui est ici
closing-digest-what = Elle couvre le journal de cet ordinateur et l’empreinte la plus récente de chacun des autres. Signez-la, gardez-en un exemplaire et donnez-en un.
closing-second = Deuxième signature

## What is wrong
problem-before-last-day = Ce jour est avant le dernier jour de soins, le { $day }. Vérifiez les deux.
error-not-announced = La clôture n’est pas annoncée, ou a été annulée entre-temps. Regardez la page à nouveau.
error-closing-disputed = Plusieurs ont dit des choses différentes de la clôture au même moment. Annoncez ce qui compte ; ensuite on peut signer.
error-laptops-unaccounted = { $n ->
    [one] On ne peut pas encore signer : { $n } ordinateur n’est ni là, ni révoqué, ni inscrit comme manquant.
   *[other] On ne peut pas encore signer : { $n } ordinateurs ne sont ni là, ni révoqués, ni inscrits comme manquants.
}
error-own-signature = La deuxième signature doit être celle d’une autre personne.
