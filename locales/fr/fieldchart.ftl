# Fieldchart, français. Pas encore relu par une personne de langue maternelle.

app-name = Fieldchart
choose-one = Choisir
cancel-verb = Annuler
close-verb = Fermer
retry-verb = Réessayer
print-verb = Imprimer
skip-to-main = Aller au contenu principal
progress-of = { $done } sur { $total }
progress-spoken = { $percent } % faits
saved-at = Enregistré à { $time }
draft-restored = Ce que vous aviez saisi est de nouveau là.
draft-discard = Vider le formulaire
bytes = { $n } octets

## Languages
language-label = Langue
language-note = Une traduction qu’aucune personne de langue maternelle n’a encore relue le signale dans le menu.
language-unreviewed = { $name } (non relu)
language-en = English
language-fr = Français
language-es = Español
language-ar = العربية
language-sw = Kiswahili
language-qps = Anglais étiré, pour les essais

## Frame
nav-label = Principal
nav-patients = Patients
nav-register = Inscrire
nav-journal = Journal
nav-settings = Réglages
search-label = Chercher un patient
search-hint = Nom, numéro, téléphone ou lieu
sync-alone = Tout est en sécurité ici. Aucun autre appareil rencontré.
user-label = Connecté :
lock-verb = Verrouiller

## First run
first-run-title = Commencer une opération
first-run-what = Une opération est un déploiement : une mission, un camp, une intervention. Tout reste sur cet appareil.
operation-hint = Par exemple : Inondations 2026
site-hint = Le lieu où sert cet appareil, par exemple Clinique A
passphrase-hint = Cinq mots, ou au moins 12 caractères. Elle ouvre les dossiers sur cet appareil.
suggest-verb = Proposer cinq mots
suggested-words = Notez-les et gardez-les sur vous :
start-verb = Commencer l’opération
demo-title = Découvrir
demo-what = Ouvre une opération avec 200 personnes inventées. Aucune n’est réelle.
demo-verb = Découvrir avec des données de démonstration
demo-operation = Démonstration
demo-site = Site de démonstration
demo-user = Utilisateur de démonstration
demo-passphrase = Cette phrase de passe rouvre la démonstration. Elle n’est montrée qu’une fois.
demo-ready = Les personnes inventées sont là.
demo-done = Ouvrir les patients
restore-title = Restaurer une sauvegarde
restore-aside = Apporte ici les dossiers d’un appareil perdu ou en panne.
restore-link = Restaurer une sauvegarde
restore-what = Copie une sauvegarde sur cet appareil. Connectez-vous ensuite avec la phrase secrète de l’appareil d’origine. Celui-ci continue dans un journal à lui, de sorte que rien de ce qui a été signé n’est contredit.
restore-from-hint = Le dossier de la sauvegarde, depuis sa racine : par exemple /media/cle/fieldchart-backup.
restore-verb = Restaurer
restore-back = Retour
phase-demo = Écriture des personnes inventées
phase-verify = Contrôle de chaque octet enregistré
phase-check = Contrôle de toutes les données
phase-rebuild = Les listes sont refaites
phase-backup = Copie des données et contrôle de la copie
phase-export = Écriture du journal pour l’auditeur
phase-restore = Copie de la sauvegarde sur cet appareil

## Sheets
sheets-title = Imprimez ces deux feuilles
sheets-what = Imprimez les deux maintenant, ou recopiez-les à la main. Elles ne sont montrées qu’une fois et personne ne peut les refaire.
sheets-confirm-first = Cochez la case une fois les deux feuilles sur papier.
sheets-done = Continuer vers les patients
sheet-qr = Code QR du texte de cette feuille
sheet-recovery-title = Feuille de secours
sheet-recovery-what = Ouvre les dossiers de cette opération quand toutes les phrases de passe sont perdues.
sheet-recovery-where = Gardez-la sous clé, loin de cet appareil. Qui détient les deux peut tout lire et écrire au nom de chacun.
sheet-root-title = Feuille de la clé racine
sheet-root-what = Prouve qui peut ajouter des utilisateurs et des appareils à cette opération.
sheet-root-where = Gardez-la dans un coffre, loin de la feuille de secours.

## Log in and lock
log-in-title = Se connecter
log-in-what = Votre phrase de passe ouvre les dossiers et dit qui vous êtes.
log-in-verb = Se connecter
recover-link = J’ai oublié la phrase de passe : utiliser la feuille de secours
recover-title = Utiliser la feuille de secours
recover-what = La clé de secours imprimée sur la feuille ouvre les dossiers et vous donne une nouvelle phrase de passe. Rien de ce qui a été noté n’est perdu.
recovery-key-hint = Les 14 groupes de quatre, dans l’ordre. Espaces, tirets et minuscules sont sans importance.
recover-user-hint = Le nom tel qu’il figure dans Fieldchart. Laissez vide si vous êtes seul à utiliser cet appareil.
recover-verb = Donner la nouvelle phrase de passe
recover-back = Retour à la connexion
lock-title = Verrouillé
lock-what = { $name } est connecté. Ce qui a été saisi est gardé.
unlock-verb = Déverrouiller

## Patients
patients-title = Patients
patients-latest = { $total ->
    [one] { $total } patient :
   *[other] { $total } patients. Les { $n } derniers écrits :
}
patients-found = { $n ->
    [0] Personne trouvé parmi { $total }.
    [one] { $n } patient trouvé parmi { $total }.
   *[other] { $n } patients trouvés parmi { $total }.
}
patients-none-yet = Personne n’est encore inscrit. Inscrivez le premier patient : un seul nom suffit.
patients-none-found = Personne ne correspond. Essayez moins de lettres, le nom de famille seul ou un numéro de téléphone. Si la personne est nouvelle, inscrivez-la.
register-verb = Inscrire

## Register
register-title = Inscrire un patient
register-hint = Un seul nom suffit. Entrée passe au champ suivant.
register-more = Plus : autres noms, adresse, numéros, proche
no-name-label = Personne inconnue, { $when }
ids-hint = Un par ligne. Dites qui l’a donné, si c’est connu : Camp : 1234
alike-title = Déjà inscrit ?
alike-what = Ces personnes ont un nom semblable. Ouvrez-en une pour en voir plus.
same-name = nom semblable
same-sex = même sexe
same-birth = même date de naissance
same-age = à peu près le même âge
same-phone = même téléphone
same-place = même lieu

## Chart
chart-title = Dossier
banner-age = Âge
photo-add = Ajouter une photo
photo-change = Changer la photo
photo-of = Photo du patient
photo-unreadable = Ce fichier n’est pas une image lisible. Choisissez un fichier JPEG, PNG ou WebP.
banner-died = Mort le { $when }
banner-conflicts = Écrit différemment à deux endroits : { $fields }. Décidez sur le dossier ce qui compte.
conflict-title = Écrit différemment à deux endroits
conflict-what = Ces valeurs ont été écrites sur des ordinateurs qui ne s’étaient pas rencontrés. Tout reste dans l’historique. Demandez au patient, ou à qui l’a écrit, et choisissez ce qui compte.
conflict-in = (écrit : { $when })
conflict-by = { $who } a écrit ceci : { $when }, sur { $laptop }.
conflict-settle = C’est ceci qui compte
amend-verb = Rectifier
amend-patient = Rectifier le patient
amend-save = Enregistrer la rectification
amend-saved = Rectifié. Ce qui était écrit avant reste dans l’historique.
amended-mark = rectifié
history-verb = Historique
history-title = Historique
history-written = { $who } a écrit ceci : { $when }.
history-amended = { $who } a rectifié ceci : { $when }.
history-entry = Entrée { $index } du journal
history-field = Champ
history-before = Avant
history-after = Après
history-empty = vide
vitals-title = Signes vitaux
vitals-new-title = Mesurer les signes vitaux
vitals-verb = Enregistrer les signes vitaux
vitals-saved = Les signes vitaux sont enregistrés.
vitals-measured = Mesuré
vitals-none = Pas encore de signes vitaux. Saisissez ci-dessus ce qui a été mesuré ; une valeur suffit.
vitals-show-all = Tout montrer ({ $n })
vitals-amend = Rectifier les signes vitaux, { $when }
vitals-history = Historique des signes vitaux, { $when }
vitals-of = Signes vitaux, { $when }
vitals-ask-age = L’âge n’est pas connu : les valeurs ne peuvent pas être marquées comme inhabituelles. Demandez l’âge ou choisissez une tranche d’âge avec Rectifier le patient.
unusual-mark = inhabituel
unusual-range = Inhabituel à cet âge. D’habitude : { $low } à { $high }.
absence-none = Pas de valeur car…
absence-of = { $field } : pourquoi il n’y a pas de valeur
problems-title = Problèmes
problem-since = depuis { $when }
findings-title = Résultats d’ailleurs ({ $n })
findings-what = Résultat
findings-value = Valeur
findings-when = Quand
attachments-title = Pièces jointes ({ $n })
attachment-open = Ouvrir
attachment-add = Ajouter un fichier
attachment-kinds = PNG, JPEG, WebP, PDF, JSON, XML ou texte simple, jusqu’à 25 Mo.
attachment-not-shown = Un fichier de ce type ne s’affiche pas ici. Enregistrez-le pour l’ouvrir ailleurs.
attachment-unreadable = Ce fichier ne peut pas être lu ici. Réessayez ; si cela continue, vérifiez le journal.

## Journal
journal-title = Journal
journal-count = { $n ->
    [one] { $n } écriture.
   *[other] { $n } écritures.
}
journal-whole = Aucune modifiée. Vérifié : { $when }.
journal-broken = Le contrôle a trouvé des modifications ({ $when }). Ne vous fiez pas à cet appareil ; prévenez votre coordination.
journal-unverified = Pas encore vérifié sur cet appareil.
journal-faults = Ces entrées ne se vérifient pas
verify-verb = Vérifier maintenant
digest-title = Empreinte
digest-what = Quelques lignes qui tiennent lieu de toutes les écritures. Imprimez-les : toute modification ultérieure ne correspondrait plus.
digest-qr = Code QR de l’empreinte
entries-title = Entrées et empreintes
entries-root = Empreinte racine
entries-index = Numéro
entries-class = Classe
entries-laptop = Écrite sur
entries-at = Écrit
entries-bytes = Octets
entries-leaf = Empreinte de feuille
class-clinical = Clinique
class-stock = Stock
class-access = Accès
class-membership = Membres
class-redaction = Caviardage
class-settings = Réglages
class-key = Clé
class-heads = Têtes
class-chunk = Pièce jointe
class-newer = D’une version plus récente

## Settings
settings-title = Réglages
settings-look = Langue et aspect
settings-leave = Quitter
lock-screen-verb = Verrouiller l’écran
lock-screen-what = Cache tout ; vous reprenez où vous étiez.
log-out-verb = Se déconnecter
log-out-what = Termine votre session sur cet appareil.
lock-store-verb = Verrouiller les dossiers
lock-store-what = Termine toutes les sessions et oublie toutes les clés. À faire avant de quitter l’appareil des yeux.
theme-auto = Comme le système
theme-light = Clair
theme-dark = Sombre
theme-contrast = Contraste élevé

## Ages and dates
age-days = { $n ->
    [one] { $n } jour
   *[other] { $n } jours
}
age-months = { $n ->
    [one] { $n } mois
   *[other] { $n } mois
}
age-years = { $n ->
    [one] { $n } an
   *[other] { $n } ans
}
age-years-months = { $years ->
    [one] { $years } an
   *[other] { $years } ans
} { $months ->
    [one] { $months } mois
   *[other] { $months } mois
}
age-about = environ { $age }
age-judged = { $class } (estimé)
age-unclear = âge peu clair
age-not-asked = âge non demandé
birth-born = né le { $date }
birth-count = { $n } { $unit }
birth-told = { $age }, dit le { $date }
birth-judged = { $class }, estimé le { $date }
birth-way-age = Âge
birth-way-date = Date de naissance
birth-way-class = Tranche d’âge
birth-date-hint = Laissez vide le jour, ou le jour et le mois, s’ils ne sont pas connus.
birth-wrong-date = Cette date n’est pas dans le calendrier. Vérifiez le jour et le mois.
birth-wrong-year = Donnez l’année, ou dites plutôt l’âge.
birth-wrong-month = Donnez le mois, ou laissez aussi le jour vide.
birth-wrong-four = Donnez l’année avec quatre chiffres, comme 1990.
birth-wrong-age = Donnez l’âge en nombre entier.
birth-wrong-unit = Choisissez jours, semaines, mois ou ans.
date-day = { $day } { $month } { $year }
date-month = { $month } { $year }
date-time = { $date }, { $time }
time-now = à l’instant
time-minutes = { $n ->
    [one] il y a { $n } minute
   *[other] il y a { $n } minutes
}
time-today = aujourd’hui { $time }
time-yesterday = hier { $time }
month-1 = janvier
month-2 = février
month-3 = mars
month-4 = avril
month-5 = mai
month-6 = juin
month-7 = juillet
month-8 = août
month-9 = septembre
month-10 = octobre
month-11 = novembre
month-12 = décembre

## Codes
sex-female = Féminin
sex-male = Masculin
sex-other = Autre
sex-unknown = Inconnu
sex-not-asked = sexe non demandé
status-refugee = Réfugié
status-displaced = Déplacé
status-host = Communauté hôte
status-other = Autre
age-class-under-28-days = moins de 28 jours
age-class-1-11-months = 1 à 11 mois
age-class-1-4 = 1 à 4 ans
age-class-5-11 = 5 à 11 ans
age-class-12-17 = 12 à 17 ans
age-class-18-64 = 18 à 64 ans
age-class-65-plus = 65 ans et plus
age-unit-days = jours
age-unit-weeks = semaines
age-unit-months = mois
age-unit-years = ans
absence-not-measurable = non mesurable
absence-beyond-meter = hors de l’appareil
absence-refused = refusé
acvpu-alert = Éveillé
acvpu-confused = Confusion nouvelle
acvpu-voice = Réagit à la voix
acvpu-pain = Réagit à la douleur
acvpu-unresponsive = Sans réaction
answer-yes = Oui
answer-no = Non

## Fields
field-operation = Opération
field-site = Site
field-name = Votre nom
field-passphrase = Phrase de passe
field-recovery_key = Clé de secours
field-user = Phrase de passe de qui
field-repeat = Phrase de passe encore une fois
field-sheets_kept = J’ai imprimé ou recopié les deux feuilles
field-theme = Thème
field-draft = Brouillon
field-patients = Patients
field-no_name = Pas encore de nom
field-given = Prénoms
field-family = Nom de famille
field-other_names = Autres noms
field-script_name = Nom dans une autre écriture
field-label = Comment l’appeler en attendant
field-sex = Sexe
field-birth = Naissance ou âge
field-birth_age = Âge
field-birth_unit = Unité
field-birth_class = Tranche d’âge
field-birth_day = Jour
field-birth_month = Mois
field-birth_year = Année
field-phone = Téléphone
field-phone_shared = D’autres répondent-ils à ce téléphone ?
field-phone_safe = Peut-on appeler sans danger ?
field-address = Adresse ou bloc
field-city = Ville, camp ou village
field-country = Pays
field-ids = Numéros de camp ou nationaux
field-status = Statut
field-language = Langue préférée
field-next_of_kin = Proche à prévenir
field-consent = Consentement
field-flags = Vulnérabilité
field-died = Mort
field-photo = Photo
field-patient = Patient
field-at = Mesuré
field-vitals = Signes vitaux
field-temperature_mc = Température
field-pulse_per_min = Fréquence cardiaque
field-breathing_per_min = Fréquence respiratoire
field-spo2_pct = Saturation en oxygène
field-oxygen_ml_per_min = Oxygène donné
field-systolic_mmhg = Pression systolique
field-diastolic_mmhg = Pression diastolique
field-weight_g = Poids
field-height_mm = Taille ou longueur
field-muac_mm = Périmètre brachial
field-glucose_umol_per_l = Glycémie
field-pain = Douleur
field-acvpu = Conscience

## What must be mended
errors-title = Pas encore enregistré. À corriger d’abord
problem-name-or-label-needed = Donnez un nom, ou cochez « Pas encore de nom ».
problem-too-long = Ce texte a { $length } caractères ; il en tient { $max }.
problem-control-character = Ce texte contient un caractère invisible. Retapez-le à la main.
problem-in-the-future = Ce jour est encore à venir. Vérifiez l’année.
problem-too-old = Personne n’a plus de { $years } ans. Vérifiez l’année.
problem-too-high = { $value } dépasse ce qui est possible ({ $limit }). Vérifiez le nombre et l’unité.
problem-too-low = { $value } est en dessous de ce qui est possible ({ $limit }). Vérifiez le nombre et l’unité.
problem-nothing = Remplissez ce champ.
problem-no-vitals = Rien n’est encore saisi. Une valeur suffit.
problem-passphrase-too-short = Prenez au moins { $min } caractères, ou laissez-vous proposer cinq mots.
problem-passphrase-common = C’est l’une des premières que l’on essaierait. Choisissez-en une autre, ou laissez-vous proposer cinq mots.
problem-bad-pin = Choisissez six chiffres que personne ne devine : ni 123456, ni 111111.
problem-alert-needs-reason = Dites pourquoi vous continuez malgré cette alerte.
problem-gone = Ceci n’existe plus. Choisissez à nouveau.
problem-lot-expired = Le lot { $lot } a expiré le { $expiry }. Prenez un autre lot.
problem-lot-held = Le lot { $lot } est bloqué. Prenez un autre lot.
problem-other-expiry = Ce lot est connu ici avec la péremption { $known }. Vérifiez l’emballage, ou corrigez le lot.
problem-more-than-owed = { $value } dépasse ce qui est dû ({ $limit }). Vérifiez le nombre.
problem-less-than-owed = { $value } est moins que ce qui est dû ({ $limit }). Donnez-le comme une partie, ou donnez tout.
problem-other-medicine = Ce n’est pas le médicament prescrit. Choisissez « substitué » et dites pourquoi.
import-unknown-column = Cette colonne n’est pas connue. Renommez-la ou supprimez-la.
import-twice = Cette colonne figure deux fois. Gardez-en une.
import-missing = Ceci manque. Remplissez-le.
import-not-a-form = Ce n’est pas le nom d’une forme, comme tablet ou syrup.
import-not-a-route = Ce n’est pas le nom d’une voie, comme oral ou intramuscular.
import-not-a-date = Ce n’est pas une date comme 2027-06-30 ou 2027-06.
import-not-a-number = Ce n’est pas un nombre entier.
import-not-units = Donnez les unités en nombre entier de 1 à 1000000.
import-not-yes-no = Écrivez yes ou no.
import-bad-text = C’est trop long, ou il y a un caractère invisible.
import-other-expiry = Ce lot est connu avec une autre péremption.
import-not-a-row = Cette ligne a plus ou moins de cases que la première.
import-too-large = Le fichier dépasse 2 Mo. Importez-le en plusieurs parties.
import-too-many-lines = Le fichier a plus de 5000 lignes. Importez-le en plusieurs parties.
problem-nobody-by-this-name = Personne sur cet appareil ne porte ce nom, ou plusieurs le portent. Tapez le nom tel qu’il figure dans Fieldchart.
problem-file-too-large = Ce fichier est trop grand ; { $max } Mo au plus.
problem-file-kind = Les fichiers de ce type ne sont pas conservés. Le sont : images (PNG, JPEG, WebP), PDF, JSON, XML et texte simple.
problem-picture-damaged = Cette image est abîmée ou coupée : elle ne pourrait pas être montrée plus tard. Copiez-la de nouveau depuis sa source, ou refaites-la.
problem-picture-too-large = Cette image a trop de pixels pour un petit ordinateur ; { $max } millions au plus. Réduisez-la et ajoutez-la de nouveau.
problem-before-first-day = Ce jour est avant le premier. Vérifiez les deux.
problem-path-not-whole = Écrivez le chemin entier, depuis sa racine : par exemple /media/cle/sauvegarde, ou ~/sauvegarde pour votre propre dossier.
problem-folder-missing = Il n’y a pas de dossier { $folder }. Vérifiez que la clé ou le disque est branché, et l’orthographe.
problem-folder-in-use = Ce dossier contient déjà quelque chose, et rien n’est écrasé. Donnez un dossier qui n’existe pas encore.
problem-folder-of-store = Ce dossier est à l’intérieur de celui des données. Donnez-en un ailleurs, de préférence sur un autre disque.
problem-folder-not-writable = Fieldchart ne peut pas écrire ici, ou le disque a été retiré. Rien n’est resté ; choisissez un autre dossier.
problem-folder-full = Le disque n’a pas assez de place, ou n’accepte pas de fichiers si grands. Rien n’est resté ; choisissez un autre disque.
problem-folder-unreadable = Ce dossier ne peut être lu. Vérifiez que la clé ou le disque est branché.
problem-no-backup = Ce dossier ne contient pas de sauvegarde que ce Fieldchart puisse lire. Le dossier d’une sauvegarde contient vault.json et journal.db.
problem-repeat = Les deux phrases de passe diffèrent. Tapez deux fois la même.
problem-not-a-number = Tapez un nombre, comme 37,5.
problem-too-exact = Il y a plus de décimales qu’on ne peut en garder.

## What went wrong
error-invalid = Quelque chose est à corriger d’abord. Ce que vous avez saisi est toujours là.
error-no-operation = Il n’y a pas encore d’opération sur cet appareil.
error-operation-exists = Cet appareil a déjà une opération. Connectez-vous plutôt.
error-locked = Les dossiers sont verrouillés. Connectez-vous ; ce qui a été saisi est gardé.
error-screen-locked = L’écran est verrouillé. Déverrouillez-le ; ce qui a été saisi est gardé.
error-no-session = La session est terminée. Connectez-vous ; ce qui a été saisi est gardé.
error-wrong-passphrase = Cette phrase de passe n’ouvre rien ici. Vérifiez les majuscules et la langue du clavier.
error-wrong-recovery-key = Ce n’est pas la clé de secours de ces dossiers. Comparez les 14 groupes avec la feuille, un par un, et vérifiez que la feuille nomme cette opération et n’est pas celle de la clé racine.
error-too-many-tries = { $seconds ->
    [one] Trop d’essais. Attendez { $seconds } seconde.
   *[other] Trop d’essais. Attendez { $seconds } secondes.
}
error-not-allowed = Vos rôles ne le permettent pas. Demandez à un administrateur.
error-second-signer = La seconde signature doit être celle d’une autre personne autorisée à caviarder. Demandez à un autre administrateur.
error-held = Ce dossier est bloqué. Levez d’abord le blocage ou attendez son dernier jour.
error-not-found = Cet enregistrement n’existe pas sur cet appareil.
error-unknown-call = L’écran et le programme sont de versions différentes. Fermez toutes les fenêtres et relancez Fieldchart.
error-damaged = Les dossiers ne se vérifient pas : { $what }. N’écrivez plus et prévenez votre coordination.
error-store-newer = Un Fieldchart plus récent a écrit ces dossiers : ils sont au format { $found }, et ce programme lit jusqu’au format { $known }. Rien n’y a été changé. Installez le Fieldchart plus récent sur cet ordinateur, puis connectez-vous.
error-store-older = Ces dossiers sont au format { $found }, plus ancien que le premier que ce programme lit, { $known }. Rien n’y a été changé. Prévenez votre coordination.
error-disk = Le disque est plein ou ne peut être écrit. Ce que vous avez saisi est toujours là ; libérez de la place et enregistrez encore.
error-cancelled = Annulé. Rien n’est perdu.
error-internal = Une erreur interne s’est produite. Ce que vous avez saisi est toujours là. Donnez ce numéro à votre coordination : { $id }.
error-unreachable = Fieldchart ne répond pas. Ce que vous avez saisi est toujours là. Vérifiez que le programme tourne, puis réessayez.
