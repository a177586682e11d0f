# Ce qui a été demandé à une personne, sur tous ses téléphones, sur le téléphone que les gens tiennent en main.

mine-title = À moi

## The list
history-title = Mes signatures
history-lead = Ce qu’on vous a demandé, sur tous vos téléphones, que vous ayez accepté ou non. Le plus récent d’abord.
history-loading = Demande au service …
history-failed-title = Impossible de vérifier
history-failed = Le service n’est pas joignable. Réessayez quand vous avez une connexion.
history-empty = Personne ne vous a encore rien demandé.
history-more = Montrer les plus anciennes
history-missing = Rien n’est effacé avec le temps. Les demandes que le service a tenues loin de vous n’ont atteint aucun téléphone : elles ne sont pas ici.
history-unacceptable-title = { $count ->
    [one] Une demande n’est pas montrée
   *[other] { $count } demandes ne sont pas montrées
}
history-unacceptable = Le service en a parlé, mais elles n’ont pas passé une vérification de ce téléphone.
history-own = Vous, avec votre téléphone

## How each ended
outcome-done = Fait
outcome-expired = Sans réponse à temps
outcome-cancelled = Retirée
outcome-failed = Échec
outcome-open = Encore ouverte

## What you wanted of your own keys
deed-freeze = Tout geler
deed-unfreeze = Mettre fin au gel
deed-end-device = Mettre un téléphone hors service
deed-change-pin = Changer le { $pin }
deed-activate = Ajouter un téléphone
deed-name-device = Nommer un téléphone

## One of them
past-asker = Demandé par
past-for = Pour
past-phone = Sur le téléphone
past-other-phone = Un autre de vos téléphones
past-asked = Demandé
past-ended = Terminé
past-receipt = Reçu, SHA-256
past-certificate = Votre certificat, SHA-256
past-device = Numéro du téléphone
past-save = Enregistrer la preuve
past-save-text = Le fichier contient ce qui a été demandé, ce que votre téléphone a montré, comment cela s’est terminé, et la preuve de son inscription au journal du pays. Quiconque a les clés du pays peut le vérifier sans ce service.
past-saved-title = Enregistré
past-saved = Il est là où ce navigateur garde ses téléchargements. Gardez-le bien : il dit ce qu’on vous a demandé.
past-unproven-title = Enregistré, mais sans sa preuve
past-unproven = Le journal ne l’a pas encore inscrit. Enregistrez-le de nouveau dans une minute.
past-offline-title = Pas de connexion
past-offline = Rien n’a été enregistré. Réessayez quand vous avez une connexion.
past-failed-title = Rien n’a été enregistré
past-failed = Le service n’a pas donné ce fichier, ou ce téléphone l’a refusé. Réessayez plus tard.
