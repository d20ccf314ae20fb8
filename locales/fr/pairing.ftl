### Rejoindre par le réseau : un code que l’on dit, un code QR, six mots sur deux écrans.

## Admitting
pair-title = Admettre un ordinateur par le réseau
pair-what = Les deux ordinateurs doivent être sur le même réseau. Le nouveau choisit « Rejoindre une équipe » au premier écran et saisit le code affiché ici.
pair-verb = Afficher un code
pair-code = Dites ce code à la personne devant le nouvel ordinateur :
pair-where = Si le nouvel ordinateur ne trouve pas celui-ci, elle saisit aussi où il est :
pair-qr = Code QR pour un lecteur
pair-until = Le code vaut jusqu’à { $when }. Après trois codes faux, il est périmé.
pair-end = Retirer le code
pair-words = Quelqu’un a donné le code. Le nouvel ordinateur affiche-t-il ces six mêmes mots ?
pair-same = Mêmes mots : l’admettre
pair-other = Autres mots : le refuser
pair-sending = Admis. Les données vont vers le nouvel ordinateur : laissez les deux allumés
pair-admitted = L’ordinateur { $name } est admis et a les { $n } entrées. Chacun s’y connecte avec la phrase secrète qu’il a ici.
pair-further = En admettre un autre
pair-again = Afficher un nouveau code
pair-expired = Personne n’est venu à temps. Le code est périmé.
pair-guessed = Quelqu’un a saisi trois codes faux. Le code est périmé. Ne dites le suivant qu’à une personne que vous voyez ou connaissez.
pair-refused = Refusé. Personne n’a été admis. Si vous n’attendiez pas d’autres mots, quelqu’un d’autre est peut-être sur ce réseau : prenez une clé USB.
pair-broke = L’ordinateur est admis, mais la connexion s’est coupée avant qu’il ait tout. Affichez un nouveau code et refaites la demande.
pair-failed = L’ordinateur n’a pas pu être admis. Affichez un nouveau code et réessayez.

## Joining
join-near = Par le réseau
join-near-what = Un administrateur de l’équipe ouvre « Portables » sur un de ses ordinateurs et affiche un code. Les deux ordinateurs doivent être sur le même réseau.
join-near-verb = Demander à rejoindre
join-stick = Par une clé USB
join-code-hint = Six chiffres, tels qu’on les dit. Ou lisez le code QR dans ce champ.
join-address-hint = Comme l’autre ordinateur l’affiche. Rempli s’il a été trouvé ; inutile avec un code QR.
join-found = Plusieurs ordinateurs en admettent d’autres en ce moment. Choisissez celui dont vous avez le code :
join-same = Dites ces six mots à l’administrateur. Son écran doit afficher les mêmes :
join-stopped = Arrêté. Cet ordinateur n’a pas rejoint l’équipe.
phase-pair = L’administrateur compare les mots ; ensuite les données arrivent
field-join_code = Code

problem-not-a-code = Ce ne sont ni six chiffres ni le texte d’un code QR. Redemandez le code et saisissez-le chiffre par chiffre.
problem-other-code = L’autre ordinateur affiche un autre code. Redemandez-le : après trois codes faux, il est périmé.
problem-nobody-there = Aucun ordinateur qui en admet d’autres n’y répond. Sont-ils sur le même réseau, et le code est-il encore affiché ? Sinon, prenez une clé USB.
problem-offer-over = L’autre ordinateur n’admet pas celui-ci : son code est périmé, ou quelqu’un a refusé. Demandez un nouveau code.
