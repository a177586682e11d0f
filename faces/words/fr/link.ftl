# Liens vers le téléphone dans un navigateur : un code sur un autre écran, ou un lien sur une page de cet appareil.

link-scan = Scanner un code sur un autre écran
link-scan-title = Scannez le code sur l’autre écran
link-scan-lead = Le code change chaque seconde. Tenez cet appareil de façon que tout le code soit dans l’image. L’image reste sur cet appareil et n’est pas conservée.
link-scan-other = Il n’est pas d’un service en ligne qui vous demande de vous connecter ou de signer.
link-scan-refused = Cette page n’y a pas droit, ou il n’y en a pas. Si le service en ligne est sur cet appareil, il peut vous amener ici par un lien. Pour utiliser la caméra, autorisez-la pour cette page dans les réglages de votre navigateur, puis réessayez.
link-scan-again = Scanner le code à nouveau

link-title = Vous êtes venu par un lien
link-wait = On demande qui veut quoi de vous …

link-by-code-title = Vous avez scanné un code sur un autre écran
link-by-code = Ne continuez que si vous y avez ouvert { $domain } vous-même. Si quelqu’un vous a envoyé ou montré le code, refusez : il serait connecté à votre place.
link-by-page-title = Vous venez d’une page sur cet appareil
link-by-page = Ensuite, vous êtes ramené à { $host }.
link-back = Retour à { $domain }

link-no-phone-title = Il n’y a pas encore de téléphone dans ce navigateur
link-no-phone = Ouvrez le lien, ou scannez le code, avec le navigateur ou l’appareil où se trouve votre téléphone. Ou installez un téléphone ici, avec une activation d’un agent.
link-set-up = Installer un téléphone
link-late-title = Le code était trop ancien
link-late = Chaque code dure quelques secondes. Scannez celui que l’écran montre maintenant.
link-over-title = Ce code ou ce lien n’est plus valable
link-over = Il a été utilisé, retiré, ou a expiré. Rien n’a été signé. Recommencez dans le service en ligne.
link-unknown-title = Ce service ne connaît pas le lien
link-unknown = Il est d’un autre pays ou d’un autre service, ou mal saisi. Rien n’a été signé.
link-wrong-title = Ce lien n’est pas authentique
link-wrong = Celui qui vous l’a donné n’est pas celui qu’il dit. Rien n’a été signé. Ouvrez le service en ligne par sa propre adresse.
link-not-in-force-title = Votre certificat n’est pas en vigueur
link-not-in-force = Il est suspendu, révoqué ou arrivé à son terme : rien ne peut être signé avec lui maintenant. Regardez « Mes clés ».
link-often-title = Trop souvent en peu de temps
link-often = On vous laisse tranquille un moment, pour que personne ne vous use. Rien n’a été signé. Réessayez dans quelques minutes.
link-open-title = Quelque chose vous attend déjà
link-open = Décidez de la demande qui attend, puis scannez ou ouvrez le lien à nouveau.
link-locked-title = Votre code PIN est bloqué
link-locked = Trop de codes PIN étaient faux. Vous pourrez l’utiliser à nouveau à partir du { $until }.
link-offline-title = Pas de connexion
link-offline = Le service n’a pas pu être joint. Rien n’a été signé.
link-failed-title = Cela n’a pas marché
link-failed = Rien n’a été signé. Recommencez dans le service en ligne.
