### Pharmacy and stock, and what is printed.

nav-pharmacy = Pharmacie
pharmacy-title = Pharmacie
nav-stock = Stock
stock-title = Stock
number-not-whole = Donnez un nombre entier, par exemple 30.

## Queue
pharmacy-count = { $n } en attente, { $owed } avec un reste à prendre
pharmacy-empty = Personne n’attend ici. Un patient apparaît quand sa visite est envoyée à la pharmacie.
queue-open = { $n ->
    [one] { $n } ordonnance
   *[other] { $n } ordonnances
}
queue-owed = reste dû
queue-waits = attend depuis { $minutes } min
queue-left = parti { $when }

## One patient
pharmacy-back = Retour à la file
pharmacy-to-visit = Ouvrir la visite
pharmacy-all-done = Tout ce qui est prescrit est traité. Fermez la visite ou appelez le patient suivant.
pharmacy-nothing-prescribed = Rien n’a été prescrit pendant cette visite.
pharmacy-close = Fermer la visite
rx-to-give = À donner : { $owed }
rx-given = Donné : { $given }
rx-given-owed = Donné : { $given }. Reste dû : { $owed }
rx-open-give = Donner
rx-open-not = Ne pas donner
rx-open-back = Reprendre
directions = { $dose } { $route }, { $how }, { $days }
directions-once = { $dose } { $route }, { $how }
directions-needed = { $dose } { $route }, { $how }, au plus { $max } par jour, { $days }

## Giving
give-title = Donner
give-lots = Prendre d’abord ce qui périme d’abord
give-lot-hint = Tel qu’imprimé sur la boîte que vous tenez.
give-none = Il n’y en a plus. { $owed } restent dus, sauf si vous tenez un lot qui n’est pas encore en stock.
give-short = Il en manque { $owed }. Donnez ce qu’il y a ; le reste reste dû.
give-verb = Donner
give-units-verb = Donner { $units }
give-part-verb = Donner { $units }, { $owed } restent dus
give-instead-verb = Donner { $units } à la place
give-what = { $units } de { $medicine }
give-done = Donné : { $what }.
give-instead-what = Vérifiez vous-même les allergies et la dose : les alertes valaient pour ce qui était prescrit.
lot-word = Lot
lot-no-expiry = péremption inconnue
lot-until = bon jusqu’au { $day }
lot-left = reste { $units }
lot-take = prendre { $units }
lot-known = { $until } ; reste { $units }
lot-unknown = Ce lot n’est pas encore en stock. Il sera compté au-dessous de zéro jusqu’à sa réception.
lot-no-stock = Ce médicament n’est pas dans la liste. Le stock ne change pas.
field-quantity = Combien
field-instead = Autre chose à la place
field-counselled = La prise a été expliquée
dispense-not-dispensed = Non donné
dispense-substituted = à la place
dispense-counselled = expliqué
dispense-taken-back = Repris :
not-dispensed-title = Pourquoi ce n’est pas donné
not-dispensed-verb = Ne pas donner
not-dispensed-done = Noté comme non donné.
take-back-title = Pourquoi c’est repris
take-back-units-verb = Reprendre { $units }
take-back-not = Reprendre
take-back-done = Repris. Le stock est comme avant.
why-out-of-stock = Rupture de stock
why-declined = Le patient n’en veut pas
why-has-some = Le patient en a
why-not-safe = Pas sûr pour ce patient
why-wrong-patient = Mauvais patient
why-wrong-lot = Mauvais lot
why-wrong-number = Mauvais nombre
why-brought-back = Le patient l’a rapporté

## Stock
stock-query = Chercher un article
stock-count = { $total ->
    [one] { $total } article, { $wanting } à surveiller
   *[other] { $total } articles, { $wanting } à surveiller
}
field-wanting = Seulement ce qui est bas, bientôt périmé ou périmé
stock-none-found = Aucun article ne correspond. Essayez moins de lettres ou décochez la case.
stock-none-yet = La liste est vide. Ajoutez un article ou importez une liste depuis un fichier.
stock-pages = Pages
page-before = Précédent
page-after = Suivant
page-of = { $first } à { $last } sur { $total }
stock-item = Article
stock-usable = Utilisable aujourd’hui
stock-wanting = À surveiller
stock-lots = Lots
stock-no-lots = Pas encore de lot. Recevez le premier.
stock-where = Où, de qui
stock-does = À faire
stock-open-receive = Recevoir
wanting-low = bas : { $at } ou moins
wanting-expired = { $n ->
    [one] { $n } lot périmé
   *[other] { $n } lots périmés
}
wanting-expiring = { $n ->
    [one] { $n } lot bientôt périmé
   *[other] { $n } lots bientôt périmés
}
wanting-below = { $n ->
    [one] { $n } lot à compter
   *[other] { $n } lots à compter
}
lot-expired = périmé
lot-expiring = bientôt périmé
lot-expired-on = Périmé le { $day }.
lot-held = retenu
lot-below = Au-dessous de zéro : comptez-le.
hold-verb = Retenir
hold-done = Le lot est retenu. Il n’est proposé à personne.
release-verb = Libérer
release-done = Le lot peut de nouveau être donné.
item-new = Ajouter un article
item-new-title = Nouvel article
item-amend = Corriger l’article
item-amend-title = Corriger l’article
item-save = Enregistrer l’article
item-saved = { $name } est dans la liste.
item-controlled = contrôlé
item-retired = plus proposé
ingredients-hint = Séparés par un point-virgule. Les allergies se vérifient par eux.
low-at-hint = À ce nombre ou moins, l’article est signalé comme bas.
cost-not-a-number = Donnez un montant, par exemple 0,35.
field-generic = Nom générique
field-strength = Dosage
field-brand = Marque
field-pack_size = Unités par boîte
field-unit_cost_milli = Coût de l’unité
field-low_at = Bas à
field-controlled = Médicament contrôlé
field-retired = Plus proposé
field-expiry = Péremption
field-units = Unités
field-donor = De qui
field-place = Caisse ou étagère
field-manufacturer = Fabricant
field-change = Combien
receive-title = Recevoir
receive-units-hint = Comprimés, ampoules ou mL à l’unité, pas des boîtes.
receive-verb = Recevoir
receive-units-verb = Recevoir { $units }
receive-done = Reçu : { $units }.
expiry-hint = Telle qu’imprimée : 06/2027 veut dire son dernier jour.
expiry-wrong = Ce n’est pas une péremption. Tapez 06/2027 ou 30/06/2027.
adjust-verb = Corriger
adjust-title = Corriger le compte
adjust-hint = Ce qu’il faut ajouter, ou avec un signe moins retirer.
adjust-save = Corriger le compte
adjust-done = Le compte est corrigé.
waste-open = Jeter
waste-title = Jeter
waste-hint = Ce qui a été jeté, cassé ou perdu.
waste-verb = Jeter
waste-units-verb = Jeter { $units }
waste-done = Noté comme jeté.
move-after = De { $before } à { $after }
why-expired = Périmé
why-broken = Cassé
why-spoilt = Abîmé par la chaleur ou l’eau
why-counted = Recompté
why-typed-wrong = Mal saisi avant
movements-open = Mouvements
movements-title = Mouvements, le plus récent d’abord
movements-none = Aucun mouvement encore.
movement-when = Quand
movement-what = Quoi
movement-who = Qui
movement-receive = Reçu
movement-dispense = Donné
movement-return = Repris
movement-adjust = Corrigé
movement-waste = Jeté

## Files
export-verb = Enregistrer dans un fichier
export-done = Le fichier contient la liste et chaque lot dont il reste quelque chose.
import-open = Importer un fichier
import-title = Importer des articles et du stock
import-what = Le fichier est d’abord essayé. Rien n’est écrit tant qu’une ligne est fausse.
import-columns = CSV en UTF-8 ; la première ligne nomme les colonnes, dans un ordre quelconque :
import-choose = Choisir un fichier
import-encoding = Ce fichier n’est pas en UTF-8. Enregistrez-le de nouveau en « CSV UTF-8 » et choisissez-le encore.
import-read = { $n ->
    [one] { $n } ligne lue.
   *[other] { $n } lignes lues.
}
import-would = Chaque ligne est juste. Nouveaux articles : { $items }. Lots reçus : { $lots }.
import-grown = { $n ->
    [one] { $n } de ces lots est déjà ici et grandit. Si ce fichier a déjà été importé, ne l’importez pas de nouveau.
   *[other] { $n } de ces lots sont déjà ici et grandissent. Si ce fichier a déjà été importé, ne l’importez pas de nouveau.
}
import-verb = Importer { $items } articles et { $lots } lots
import-done = Importé. Nouveaux articles : { $items }. Lots reçus : { $lots }.
import-refused = { $n ->
    [one] { $n } ligne à corriger. Rien n’a été écrit.
   *[other] { $n } lignes à corriger. Rien n’a été écrit.
}
import-line = Ligne
import-column = Colonne
import-found = Trouvé
import-mend = À faire

## Prints
print-title = Imprimer
print-back = Retour
print-prescription = Imprimer l’ordonnance
print-summary = Imprimer le résumé
print-label = Étiquette
print-card = Imprimer la carte
print-nothing = Il n’y a rien à imprimer ici.
print-paper = Papier : A4, ou celui de l’imprimante. La page montre ce qui sera imprimé, et rien d’autre ne l’est.
sheet-prescription = Ordonnance
sheet-summary = Résumé de la visite
sheet-age-weight = { $age }, { $sex }
sheet-weight = { $kg } kg
sheet-visit = Visite du { $when }
sheet-prescriber = Prescrit par { $who }
sheet-signature = Signature
sheet-given = Médicaments
sheet-by-hand = Comment le prendre :
sheet-card-number = Numéro de carte
sheet-card-what = Apportez cette carte. Elle ouvre votre dossier ici ; son code ne contient ni votre nom ni rien de votre santé.
sheet-card-qr = Code QR du numéro de carte
sheet-printed = Imprimé { $when } par { $who } à { $site }
sheet-unreviewed = Demandez à quelqu’un qui parle la langue avant de vous fier à ces mots.
