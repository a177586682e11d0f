# Device links on the phone in a browser: a code on another screen, or a link on a page of this device.

link-scan = Scan a code on another screen
link-scan-title = Scan the code on the other screen
link-scan-lead = The code changes each second. Hold this device so that the whole code is in the picture. The picture stays on this device and is not kept.
link-scan-other = It is not of an e-service that asks you to log in or to sign.
link-scan-refused = This page may not use it, or there is none. If the e-service is on this device, it can lead you here by a link. To use the camera, allow it for this page in the settings of your browser, then try again.
link-scan-again = Scan the code again

link-title = You came by a link
link-wait = Asking who wants what from you …

link-by-code-title = You scanned a code on another screen
link-by-code = Go on only if you opened { $domain } there yourself. If somebody sent or showed you the code, refuse: they would be logged in as you.
link-by-page-title = You came from a page on this device
link-by-page = When it is done, you are led back to { $host }.
link-back = Back to { $domain }

link-no-phone-title = There is no phone in this browser yet
link-no-phone = Open the link, or scan the code, with the browser or device on which your phone is. Or set up a phone here, with an activation from an officer.
link-set-up = Set up a phone
link-late-title = The code was too old
link-late = Each code lasts a few seconds. Scan the one that the screen shows now.
link-over-title = This code or link is over
link-over = It was used, taken back, or has expired. Nothing was signed. Begin again at the e-service.
link-unknown-title = This service does not know the link
link-unknown = It is of another country or service, or was mistyped. Nothing was signed.
link-wrong-title = This link is not genuine
link-wrong = Whoever gave it to you is not who it says. Nothing was signed. Open the e-service by its own address.
link-not-in-force-title = Your certificate is not in force
link-not-in-force = It is suspended, revoked, or over, so nothing can be signed with it now. Look at “My keys”.
link-often-title = Too often in a short time
link-often = You are left alone for a while, so that nobody wears you out. Nothing was signed. Try again in some minutes.
link-open-title = Something waits for you already
link-open = Decide about the request that waits, then scan or open the link again.
link-locked-title = Your PIN is locked
link-locked = Too many PINs were wrong. You can use it again from { $until }.
link-offline-title = No connection
link-offline = The service could not be reached. Nothing was signed.
link-failed-title = It did not work
link-failed = Nothing was signed. Begin again at the e-service.
