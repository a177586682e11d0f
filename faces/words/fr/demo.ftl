# La démonstration : le chemin d’un nouveau venu, et l’e-service qu’elle joue.

## Le chemin d’un nouveau venu
demo-title = D’une personne à un verdict
demo-lead = En quatre étapes : une personne reçoit un téléphone, un e-service demande, la personne signe, et n’importe qui vérifie le document.
demo-enrol-title = Installer un téléphone
demo-enrol = Un agent inscrit une personne inventée et remet un lien pour un téléphone. Le téléphone est une page de ce navigateur : il s’ouvre dans un nouvel onglet, et vous y choisissez deux codes PIN.
demo-enrol-button = Inscrire une personne et ouvrir le téléphone
demo-enrolled = { $name } est inscrite au registre, sous le numéro { $number }.
demo-again-button = Ouvrir le téléphone de { $name }
demo-ask-title = Demander une signature
demo-ask = { $service } a un bail à vous faire signer. Soyez son client, dans un deuxième onglet.
demo-ask-link = Ouvrir l’e-service
demo-sign-title = Signer sur le téléphone
demo-sign = Allez à l’onglet du téléphone. Il montre qui demande, pour quoi, et un numéro qui doit être le même chez l’e-service. Signez avec le code PIN 2.
demo-check-title = Vérifier le document
demo-check = Enregistrez le bail signé chez l’e-service et donnez-le à la page de vérification, qui n’a besoin que du fichier et du certificat racine.
demo-check-link = Ouvrir la page de vérification
demo-elsewhere = Toutes les adresses de ce pays, et le même chemin dans un terminal :
demo-failed-title = Cela n’a pas marché
demo-failed = Le service dit :
demo-failed-next = Revenez en arrière et réessayez. Si cela n’aide pas, recommencez la démonstration avec --fresh.
demo-back = Retour aux quatre étapes

## Son e-service
e-service-title = Signez votre bail
e-service-lead = Vous louez la parcelle de jardin 17. Lisez le bail, puis signez-le avec le règlement du jardin, avec votre téléphone et un seul code PIN.
e-service-read = Lire le bail (PDF)
e-service-number = Votre numéro au registre
e-service-number-help = Votre téléphone le montre sous « Ce que peut ce téléphone ».
e-service-number-wrong = Ce n’est pas le numéro d’une personne. Il ressemble à { $example }. Personne n’a été sollicité.
e-service-number-unknown = Personne avec ce numéro n’a de téléphone qui puisse signer. Installez-en un d’abord. Personne n’a été sollicité.
e-service-too-soon = Une demande attend déjà sur votre téléphone, ou il y en a eu plusieurs il y a un instant. Réessayez dans quelques minutes. Personne n’a été sollicité à présent.
e-service-problem-title = Quelque chose est à corriger
e-service-ask = Demander à mon téléphone
e-service-text = Veuillez signer ce bail et le règlement
e-service-rules-name = Règlement du jardin
e-service-rules = Je garde l’allée libre, je ne laisse pas de déchets et j’arrose avant dix heures ou après dix-huit heures.
e-service-struck-out-title = Vous n’avez signé que le règlement
e-service-struck-out = Vous avez rayé le bail sur votre téléphone. Sans lui, pas de parcelle.
e-service-look-title = Regardez votre téléphone
e-service-look = Votre téléphone montre notre demande. Signez-la là-bas avec le code PIN 2, ou refusez-la.
e-service-sent = Notre demande est en route vers votre téléphone. Ouvrez-le s’il n’est pas ouvert.
e-service-answered = Votre téléphone a répondu. Le document est en cours d’achèvement.
e-service-code = Le téléphone doit montrer
e-service-code-warning = Un autre numéro ? Refusez sur le téléphone.
e-service-look-again = Voir si c’est signé
e-service-take-back = Retirer la demande
e-service-signed-title = Vous avez signé le bail
e-service-signed = Il porte votre signature, un horodatage, et la preuve que votre certificat était bon. Il peut être vérifié pendant des années, sans réseau.
e-service-save = Enregistrer le bail signé (PDF)
e-service-check = Le vérifier
e-service-again = Signer encore une fois
e-service-refused-title = Vous avez refusé sur votre téléphone
e-service-expired-title = Trop tard
e-service-expired = Personne n’a répondu à temps sur le téléphone.
e-service-cancelled-title = La demande a été retirée
e-service-failed-title = Cela n’a pas marché
e-service-nothing-signed = Rien n’a été signé.
e-service-gone-title = Cette demande n’est plus connue
e-service-gone = L’e-service ne garde que les dernières. Recommencez.

## Commandes
try-once = Voir tout le travail : un citoyen signe un PDF sur un téléphone, et un auditeur le vérifie sans réseau.
try-wait = Dans un deuxième terminal, laissez le téléphone du citoyen attendre des demandes. Le code PIN 2 est { $pin }.
try-sign = Dans un troisième, demandez au citoyen de signer ce document, ou un des vôtres à sa place.
try-verify = Vérifiez le document signé comme un auditeur, avec rien d’autre que le fichier et la racine du pays.

## Se connecter sans numéro
log-in-title = Se connecter avec votre téléphone
log-in-offer = Vous n’avez besoin d’aucun numéro : votre téléphone dit qui vous êtes quand vous approuvez.
log-in-begin = Se connecter
log-in-text = Se connecter au service des jardins
log-in-lead = Votre téléphone est-il dans ce navigateur ? Ouvrez-le ici, et vous revenez quand vous avez approuvé.
log-in-here = Ouvrir le téléphone dans ce navigateur
log-in-scan-title = Votre téléphone est-il sur un autre appareil ?
log-in-scan = Scannez ce code avec lui. Le code change chaque seconde : une image de lui ne sert à personne.
log-in-code = Code à scanner avec votre téléphone. Si vous ne pouvez pas scanner, utilisez le bouton ci-dessus.
log-in-claimed = Votre téléphone montre notre demande. Approuvez-la avec le code PIN 1, ou refusez-la.
log-in-go-back = Vous avez approuvé sur le téléphone. Continuez dans l’onglet qu’il ouvre.
log-in-failed-title = Vous n’êtes pas connecté
log-in-failed = Personne n’a approuvé à temps, ou la demande a été refusée.
log-in-not-yours = Ce navigateur n’a pas demandé cette connexion. Si quelqu’un vous a envoyé un lien et que vous avez approuvé, personne n’a été connecté.
log-in-done-title = Vous êtes connecté
log-in-done = Bienvenue, { $name }, { $number }.
log-in-again = Se connecter à nouveau
