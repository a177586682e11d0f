# Les mots de plusieurs faces. Une chose, un mot, partout.

language = Langue
language-name = Français
back = Retour
details-for-specialists = Détails pour spécialistes
purpose-authentication = se connecter
purpose-signature = signer
pin-authentication = code PIN 1
pin-signature = code PIN 2

# L’état d’un certificat.
standing-good = valable
standing-frozen = gelé par vous
standing-suspended = suspendu par le service ou un agent
standing-revoked = révoqué pour toujours
