### The floor and the visit.

nav-today = Aujourd’hui
today-title = Aujourd’hui
visit-title = Visite

## Board and triage
today-count = { $n } ici, { $closed } terminées aujourd’hui
today-empty = Personne n’attend. Enregistrez quelqu’un, ou ouvrez un dossier et commencez une visite.
today-wait = { $minutes } min
today-called = appelé par { $name }
today-nobody-waits = Plus personne à appeler : { $step }.
call-next-triage = Appeler au triage
call-next-medical = Appeler en consultation
call-next-pharmacy = Appeler à la pharmacie
red-now = Rouge, tout de suite
red-now-title = Rouge : quel âge, environ ?
red-now-hint = Ceci ouvre une visite tout de suite. Enregistrez la personne plus tard.
red-now-label = Inconnu, { $class }, { $time }
category-red = Rouge
category-yellow = Jaune
category-green = Vert
category-none = Non trié
waits-triage = attend le triage
waits-medical = attend la consultation
waits-pharmacy = attend la pharmacie
waits-observation = en observation
waits-closed = terminée
visit-number = Numéro { $n }
visit-writing = { $names } écrit ici
steps-label = Étapes de la visite
step-prescriptions = Ordonnances
step-outcome = Issue
triage-title = Triage
triage-save = Enregistrer le triage
triage-saved = Le triage est dans le dossier.
triage-red-signs = Signes rouges
triage-yellow-signs = Signes jaunes
triage-suggested = Les signes suggèrent
triage-nothing-suggested = Cochez des signes ou mesurez les signes vitaux pour une suggestion. Vous décidez.
triage-high-risk = Risque élevé : { $what }. Demandez un senior tout de suite.
field-category = Catégorie
past-title = Le passé
past-medicines = Médicaments
past-visits = Visites précédentes
past-done = Fait auparavant
ahead-on-hand = { $n } en stock
start-visit = Commencer une visite
sign-unresponsive = Ne répond pas
sign-stridor = Bruit à l’inspiration (stridor)
sign-respiratory-distress = Détresse respiratoire, ou lèvres bleues
sign-capillary-refill-over-3s = Recoloration de plus de 3 s
sign-weak-fast-pulse = Pouls faible et rapide
sign-cold-extremities = Extrémités froides
sign-heavy-bleeding = Hémorragie abondante
sign-convulsions = Convulse maintenant
sign-altered-with-fever-or-stiff-neck = Confus, avec fièvre, froid ou nuque raide
sign-hypoglycaemia = Hypoglycémie
sign-high-risk-trauma = Traumatisme à haut risque
sign-threatened-limb = Membre menacé
sign-snake-bite = Morsure de serpent
sign-poisoning = Empoisonnement ou exposition chimique
sign-testicular-pain = Douleur testiculaire brutale
sign-under-8-days = Moins de 8 jours
sign-pregnant-bleeding = Enceinte, saigne beaucoup
sign-pregnant-abdominal-pain = Enceinte, forte douleur abdominale
sign-pregnant-convulsions = Enceinte, convulsions ou confuse
sign-pregnant-headache = Enceinte, fort mal de tête ou vision trouble
sign-labour = En travail
sign-swelling-of-mouth-or-neck = Gonflement de la bouche, gorge ou cou
sign-wheezing = Sifflements
sign-vomits-everything = Vomit tout
sign-ongoing-diarrhoea = Diarrhée persistante
sign-cannot-feed-or-drink = Ne peut ni téter ni boire
sign-dehydration = Signes de déshydratation
sign-severe-wasting-or-oedema = Maigreur sévère ou œdèmes
sign-under-6-months = De 8 jours à 6 mois
sign-severe-pallor = Pâleur sévère
sign-ongoing-bleeding = Saignement persistant
sign-recent-fainting = Syncope récente
sign-restless-or-lethargic = Confus, agité ou somnolent
sign-weakness-or-loss-of-vision = Faiblesse ou perte de vue soudaine
sign-severe-pain = Douleur sévère
sign-new-rash-peeling = Éruption nouvelle qui s’aggrave ou pèle
sign-open-fracture-or-dislocation = Fracture ouverte ou luxation
sign-other-trauma-or-burns = Autre traumatisme ou brûlures
sign-sexual-assault = Agression sexuelle
sign-cannot-pass-urine = Ne peut pas uriner
sign-pregnant-referred = Enceinte, référée pour un problème

field-pregnant = Enceinte ?
field-gestation_weeks = Semaines de grossesse
## Medical
narrative-title = Histoire et examen
narrative-hint = Avec les mots du patient. Ctrl + Entrée pour continuer.
narrative-details = Début, intensité et autres détails
narrative-for-all = Toutes les plaintes
narrative-save = Enregistrer la note
narrative-saved = La note est dans le dossier.
background-title = Antécédents
background-asked = Demandé et noté
background-save = Enregistrer les antécédents
background-saved = Les antécédents sont dans le dossier.
allergies-title = Allergies
allergies-none-known = Aucune allergie connue.
allergies-not-asked = Allergies pas encore demandées.
allergy-add = Ajouter l’allergie
allergy-saved = L’allergie est dans le dossier.
assess-title = Problèmes
assess-add = Ajouter le problème
assess-code = Code CIM-10 :
problem-saved = Le problème est dans le dossier.

## Prescriptions
prescribe-title = Ordonnances
prescribe-sign = Signer l’ordonnance
prescribe-signed = Signée. La pharmacie la voit.
prescribe-read-again = Lisez la phrase ci-dessous, puis signez.
prescribe-on-hand = { $n } en stock
prescribe-how-hint = 3 fois par jour, TID
prescribe-how-unknown = Ceci n’est pas compris. Choisissez la fréquence dans la liste.
prescribe-days-unit = jours
prescribe-days = { $n ->
    [one] { $n } jour
   *[other] { $n } jours
}
prescribe-note-hint = Mots pour la pharmacie et le patient, comme « avec un repas ».
prescribe-not-zero = Donnez un nombre supérieur à zéro.
prescribe-not-whole = Donnez un nombre entier, comme 5.
prescribe-not-a-number = Donnez un nombre, comme 2 ou 0,5.
prescribe-max-below-dose = Le maximum par jour est inférieur à une dose.
prescribe-said = { $medicine } : { $dose } { $route }, { $how }, { $days } = { $amount }
prescribe-said-once = { $medicine } : { $dose } { $route }, { $how } = { $amount }
prescribe-said-needed = { $medicine } : { $dose } { $route }, { $how }, au plus { $max } par jour, { $days } = { $amount }
prescribe-missing = Il manque encore : { $what }
prescribe-unchecked = Non vérifié : { $what }
prescribe-source = Source :
prescribe-reason = Pourquoi continuer
prescribe-again = Répéter la dernière : { $medicine }
prescribe-stop = L’arrêter

## Tests and what was done
tests-title = Examens
test-hint = Par exemple : test rapide du paludisme
test-order = Demander l’examen
test-ordered-now = L’examen est demandé.
test-take = Prélèvement fait
test-enter-result = Saisir le résultat
test-result-title = Résultat
test-save-result = Enregistrer le résultat
test-resulted-now = Le résultat est dans le dossier.
test-see = Je l’ai vu
procedures-title = Fait ici
procedure-add = Ajouter ce qui a été fait
procedure-saved = C’est dans le dossier.

## Outcome
outcome-title = Issue
outcome-save = Enregistrer l’issue
outcome-saved = L’issue est dans le dossier.
outcome-next = Où va le patient ensuite
outcome-to-pharmacy = Envoyer à la pharmacie
outcome-observe = Garder en observation
outcome-close = Clore la visite
outcome-reopen = Rouvrir la visite
outcome-asked = Dites comment la visite s’est terminée. Si personne ne le sait, appuyez de nouveau sur « Clore la visite ».
outcome-none = Aucune issue notée.
outcome-closed = La visite est close ({ $when }).
outcome-follow-hint = Quand et pour quoi, par exemple : dans 3 jours, pansement
outcome-ask-referred = Dites où, et si c’est accepté.
outcome-ask-admitted = Dites dans quel service.
outcome-ask-died = Dites l’heure, le lieu et les causes.
visit-to-pharmacy = Le patient attend à la pharmacie.
visit-observed = Le patient est en observation.
visit-closed = La visite est close.
visit-reopened = La visite est rouverte.
stands-triage = Le patient attend le triage.
stands-medical = Le patient est avec vous ou attend d’être vu.
stands-pharmacy = Le patient attend à la pharmacie.
stands-observation = Le patient est en observation.
stands-closed = La visite est close.

## Written rows, errors, a visit in the wrong chart
written-by = { $who }, { $when }
mark-verb = Saisi par erreur
mark-what = Cela reste lisible, barré, et ne compte plus. Vous pouvez revenir en arrière.
mark-why = Dites pourquoi en quelques mots.
mark-save = Barrer
mark-stands = Saisi par erreur :
mark-moved = Déplacé vers un autre patient :
mark-take-back = Revenir en arrière
move-title = Mauvais patient ?
move-what = Si cette visite est celle de quelqu’un d’autre, déplacez-la dans son dossier.
move-verb = Déplacer cette visite
move-whose = Cherchez, puis choisissez à qui est cette visite.
move-sure = Ceci déplace la visite de { $from } vers { $to }.
move-goes = Notes, signes vitaux, examens et ordonnances suivent ; le stock reste tel quel. Les deux dossiers le diront. Seul un nouveau déplacement l’annule.
move-confirm = Déplacer la visite maintenant

## Codes of the medical forms
reaction-mild = Légère
reaction-moderate = Modérée
reaction-severe = Grave
certainty-confirmed = Confirmée
certainty-suspected = Suspectée
certainty-refuted = Écartée
history-flag-diabetes = Diabète
history-flag-hypertension = Hypertension
history-flag-high-cholesterol = Cholestérol élevé
history-flag-smoker = Fume
history-flag-alcohol = Boit de l’alcool
problem-active = Actif
problem-resolved = Résolu
request-active = À délivrer
request-completed = Délivrée
request-stopped = Arrêtée
request-reported = pris, selon une autre source
test-ordered = Demandé
test-taken = Prélevé, résultat attendu
test-resulted = Résultat à voir
test-seen = Vu
procedure-procedure = Geste
procedure-given = Donné ici
procedure-vaccine = Vaccin
procedure-counselling = Conseil
outcome-treated = Soigné, rentré
outcome-referred = Référé
outcome-admitted = Hospitalisé
outcome-left-unseen = Parti sans être vu
outcome-left-against-advice = Parti contre avis
outcome-dead-on-arrival = Mort à l’arrivée
outcome-died-here = Mort ici
step-triage = Triage
step-medical = Médical
step-pharmacy = Pharmacie
step-observation = Observation
step-closed = Close
alert-allergy = Allergie
alert-duplicate = Déjà prescrit
alert-pregnancy = Grossesse
alert-breast-feeding = Allaitement
alert-dose-high = Dose au-dessus de l’habituelle
unchecked-no-weight = dose (pas de poids ce mois-ci)
unchecked-no-dose-data = dose (pas de source pour ce médicament)
unchecked-not-in-list = allergie et grossesse (médicament hors liste)
unchecked-pregnancy-unknown = grossesse (pas demandée)
form-capsule = gélule
form-tablet = comprimé
form-chewable = comprimé à croquer
form-suspension = suspension
form-syrup = sirop
form-elixir = élixir
form-solution = solution
form-injection = injection
form-cream = crème
form-ointment = pommade
form-lotion = lotion
form-drops = gouttes
form-sachet = sachet
form-suppository = suppositoire
form-inhaler = inhalateur
form-nebuliser = nébulisation
form-sublingual = comprimé sublingual
form-patch = patch
route-oral = par la bouche
route-sublingual = sous la langue
route-buccal = contre la joue
route-rectal = dans le rectum
route-vaginal = dans le vagin
route-topical = sur la peau
route-transdermal = à travers la peau
route-eye = dans l’œil
route-ear = dans l’oreille
route-nasal = dans le nez
route-inhaled = inhalé
route-intramuscular = dans un muscle
route-intravenous = dans une veine
route-subcutaneous = sous la peau
route-intradermal = dans la peau
route-intraosseous = dans la moelle osseuse
route-infiltration = autour de la zone à endormir
route-intrathecal = dans le liquide spinal
route-tube = par la sonde
administration-1-a-day = 1 fois par jour
administration-morning = 1 fois par jour, le matin
administration-evening = 1 fois par jour, le soir
administration-bedtime = 1 fois par jour, au coucher
administration-2-a-day = 2 fois par jour
administration-3-a-day = 3 fois par jour
administration-4-a-day = 4 fois par jour
administration-5-a-day = 5 fois par jour
administration-every-4-hours = toutes les 4 heures
administration-every-4-to-6-hours = toutes les 4 à 6 heures
administration-every-6-hours = toutes les 6 heures
administration-every-8-hours = toutes les 8 heures
administration-every-12-hours = toutes les 12 heures
administration-alternate-days = un jour sur deux
administration-1-a-week = 1 fois par semaine
administration-2-a-week = 2 fois par semaine
administration-3-a-week = 3 fois par semaine
administration-as-needed = au besoin
administration-once = une dose, maintenant
units-tablet = comprimés
units-capsule = gélules
units-ml = mL
units-ampoule = ampoules
units-application = applications
units-drop = gouttes
units-sachet = sachets
units-suppository = suppositoires
units-puff = bouffées
units-nebule = dosettes
units-patch = patchs
units-dose = par dose
unit-tablet = { $n ->
    [one] { $shown } comprimé
   *[other] { $shown } comprimés
}
unit-capsule = { $n ->
    [one] { $shown } gélule
   *[other] { $shown } gélules
}
unit-ml = { $n ->
    [one] { $shown } mL
   *[other] { $shown } mL
}
unit-ampoule = { $n ->
    [one] { $shown } ampoule
   *[other] { $shown } ampoules
}
unit-application = { $n ->
    [one] { $shown } application
   *[other] { $shown } applications
}
unit-drop = { $n ->
    [one] { $shown } goutte
   *[other] { $shown } gouttes
}
unit-sachet = { $n ->
    [one] { $shown } sachet
   *[other] { $shown } sachets
}
unit-suppository = { $n ->
    [one] { $shown } suppositoire
   *[other] { $shown } suppositoires
}
unit-puff = { $n ->
    [one] { $shown } bouffée
   *[other] { $shown } bouffées
}
unit-nebule = { $n ->
    [one] { $shown } dosette
   *[other] { $shown } dosettes
}
unit-patch = { $n ->
    [one] { $shown } patch
   *[other] { $shown } patchs
}
unit-dose = { $n ->
    [one] { $shown } unité
   *[other] { $shown } unités
}

## Fields of the medical forms
field-encounter = Visite
field-complaint = Plainte
field-history = Histoire
field-onset = Début
field-severity = Intensité
field-radiation = Irradie vers
field-quality = Comment c’est
field-provokes = Aggravé par
field-palliates = Soulagé par
field-time_of_day = Moment de la journée
field-examination = Examen
field-medical = Maladies et opérations
field-social = Vie et travail
field-family_history = Maladies dans la famille
field-medication = Médicaments pris actuellement
field-history_flags = A ou fait
field-no_known_allergies = Demandé : aucune allergie connue
field-substance = Allergique à
field-reaction = Ce qui s’est passé
field-certainty = Certitude
field-code = Code
field-text = Problème
field-medicine = Médicament et dosage
field-ingredients = Composants
field-form = Forme
field-dose_milli = Chaque dose
field-route = Voie
field-administration = Fréquence
field-days = Durée
field-daily_max_milli = Maximum par jour
field-amount = Quantité
field-note = Note
field-overridden = Alertes passées
field-unchecked = Non vérifié
field-reason = Raison
field-test_name = Examen
field-result = Résultat
field-kit_lot = Lot du kit
field-reader = Lu par
field-kind = Genre
field-done_text = Ce qui a été fait ou donné
field-lot = Lot
field-done_at = Quand
field-opened_at = Début
field-outcome = Comment elle s’est terminée
field-outcome_note = Plus de détails
field-follow_up = Suivi
field-step = Étape
field-step_since = Depuis
field-closed = Close
field-complaints = Plaintes
field-number = Numéro
field-age_band = Tranche d’âge
field-move_query = À qui est cette visite ?
field-move_reason = Pourquoi la déplacer
unwritten = Tapé, mais pas encore écrit : { $forms }. Écrivez-le maintenant, ou appuyez encore pour le laisser en brouillon.
unwritten-write = Tout écrire
