# La page qui dit où se trouve tout ce qu’a un pays.

landing-lead = Voici le service de confiance d’un pays ({ $country }), assuré par Great Seal : il délivre les certificats des citoyens, demande à leurs téléphones de signer, dit si un certificat est encore bon, horodate, et permet à un auditeur de vérifier un document signé sans aucun réseau.
landing-begin-title = Commencez ici
landing-begin = L’essayer dans ce navigateur
landing-commands-title = Commandes à essayer dans un terminal, dans cet ordre
landing-addresses-title = Adresses
landing-who = Qui
landing-what = Quoi
landing-where = Où
landing-citizens = Citoyens
landing-e-services = E-services
landing-everybody = Tout le monde
landing-officers = Agents
landing-phone-app = Le téléphone, dans un navigateur
landing-relying-parties = Demander des signatures et des connexions (TLS mutuel)
landing-time-stamps = Horodatages (RFC 3161)
landing-ocsp = Un certificat est-il encore bon ? (OCSP)
landing-root-list = La liste de révocation de la racine
landing-root = Le certificat racine, pour vérifier les documents
landing-phones = L’API des téléphones
landing-key-list = La liste signée des clés du service
landing-registration = Inscrire des personnes, donner des activations, révoquer (TLS mutuel)
landing-programs-title = Pour les programmes
landing-programs = Toutes les adresses, et les descriptions des interfaces, pour les machines :
landing-licence = Great Seal { $version } · MIT ou Apache-2.0, à votre choix
