# The phone that people hold.

## Starting
phone-name = Phone
phone-opening = Opening your phone …
phone-does-not-open = If nothing appears here, this browser is too old or does not run scripts. Use the newest version of your browser.

start-title = Set up your phone
start-lead = With this phone you can log in and sign at e-services. An officer who has seen your identity document gives you a QR code for it, or a link, or a line of letters.
start-once = The link works once. Do not send it to anybody: whoever has it can set up a phone in your name.
start-scan = Scan the QR code
start-code = Type the code by hand
start-enter = Enter the line by hand
start-needs = You choose two PINs. They never leave this phone.

scan-title = Scan the officer’s QR code
scan-lead = Hold this device so that the whole code is in the picture. The picture stays on this device and is not kept.
scan-picture = Picture of the camera
scan-asking = Waiting for the camera. If the browser asks, allow it for this page.
scan-other-title = This is another code
scan-other = Scan the one that the officer gave you.
scan-refused-title = The camera cannot be used
scan-refused = This page may not use it, or there is none. Enter the line from the officer by hand, or open the officer’s link on this device. To use the camera, allow it for this page in the settings of your browser, then try again.
scan-again = Try the camera again

activation-title = Enter the line from the officer
activation-label = The line begins with “sign-activation”
activation-help = Copy it exactly, with all letters and digits.
activation-continue = Go on
activation-wrong = This is not such a line. Nothing was set up. Look whether its beginning or its end is missing.
activation-other-service = This line is for another service than this one. Open the address that the officer gave you.
activation-found-title = Your link was read
activation-found = It is for { $host }. Next you choose two PINs: one to log in and one to sign.
activation-begin = Choose my PINs
code-title = Type the code from the officer
code-lead = Six groups of six letters and digits. Small letters do no harm, and there is no letter O: it is a zero.
code-group = Group { $number }
code-slips = Look once more at: { $groups }. Something in it is another letter than on the paper.
code-slip = A group has a slip. Nothing was set up.
code-other-service = This code is for another service than this page. Open the address that the officer gave you.
code-line-instead = I have a long line instead

errors-title = Something has to be put right

## Choosing PINs
choose-title-authentication = Choose PIN 1, to log in
choose-title-signature = Choose PIN 2, to sign
choose-again-title = { $pin } once more
choose-lead-authentication = 4 to 12 digits. You enter it when an e-service asks you to log in.
choose-lead-signature = 5 to 12 digits. You enter it when you sign. It must be another one than PIN 1.
choose-again-lead = Enter the same digits again, so that no slip of the finger locks you out.
choose-next = Use this { $pin }
choose-same = This is my { $pin }
choose-differs = These are not the same digits. Choose { $pin } again.
pin-strength = How hard it is to guess
pin-weak-malformed = Digits only, at most 12.
pin-weak-short = { $missing ->
    [one] Too short: one more digit.
   *[other] Too short: { $missing } more digits.
}
pin-weak-sequence = Easy to guess: the digits follow each other, as in 12345.
pin-weak-repetition = Easy to guess: digits repeat, as in 1111 or 1212.
pin-weak-date = Easy to guess: it is a year or a date.
pin-weak-related = Too much like PIN 1: one is inside the other.
pin-good = Good. Nobody guesses it in the few tries that there are.
pin-strong = Very good: long, and hard to guess.

## The lock of the device
protect-title = Protect your keys with the lock of this device?
protect-lead = Then your keys open on this device only, after your fingerprint, your face or its code. A copy of what this browser keeps is of no use to anybody.
protect-lost = If you lose this device, or delete the passkey of this page, this phone is lost too. An officer then gives you a new link.
protect-pins = You still need your PINs, each time.
protect-with = Protect with the lock
protect-without = Go on without it
protect-wait = Waiting for the lock of this device …
protect-failed-title = It is not protected yet
protect-failed = The lock was not opened, or it cannot protect keys of this page. Try again, or go on without it.

## Making keys
making-title = Your phone is being set up
making-keys = Your keys are being made, and your certificates asked for. This takes a few seconds.
making-failed-title = Your phone is not set up yet
making-failed = The service could not be reached. Your keys are kept on this phone. Nothing is lost: try again.
making-again = Try again
making-unreached = The service could not be reached. Nothing was set up yet. Try again when you have a connection.
making-link-over = This link can no longer be used: it was used, taken back, or is too old.
making-refused = The service did not accept it. It says:
making-failed-check = What the service answered failed a check, so this phone did not take it.
making-refused-next = Nothing was set up. Ask the officer for a new link.
making-start-over = Start again with a new link

enrolled-title = Your phone is ready
enrolled-lead = { $name }, this phone can now log you in and sign for you until { $until }.
enrolled-authentication = Log in, with PIN 1
enrolled-authentication-text = Shows an e-service that it is you.
enrolled-signature = Sign, with PIN 2
enrolled-signature-text = Counts as your own signature. Enter PIN 2 only for what you want to sign.
enrolled-keep = Nobody will ever ask you for these PINs: no office, no bank, no police.
comparison-title = The officer, or your other phone, must show the same number
comparison-text = Read it to the officer, or look at the phone with which you added this one. Another one? Then somebody else has set up a phone in your name: have it ended at once.
enrolled-done = Go to my phone

## At rest
home-lead = This phone can log you in and sign for you until { $until }.
home-ended = Your certificates ended on { $until }. This phone can no longer log you in or sign. Ask an officer for a new link.
home-nothing-title = No request waits for you
home-nothing = When an e-service asks, it appears here, as long as this page is open.
home-waiting-title = { $count ->
    [one] One request waits for you
   *[other] { $count } requests wait for you
}
home-look = Look at it
home-more = and { $count } more
home-past-title = What you did last on this phone
home-past-empty = Nothing yet.
home-certificates = What this phone can do
home-offline-title = No connection
home-offline = This phone cannot reach the service now. It tries again by itself. Nothing is lost.
home-unacceptable-title = A request was not shown
home-unacceptable = It failed a check, so this phone refused to show it. Nothing was signed. If you were about to log in or sign, begin again at the e-service.
home-clock-title = The clock of this phone is wrong
home-clock = The service does not answer, because the time on this phone is not right. Set date and time to automatic, then come back.
home-keep-title = This browser may forget your phone
home-keep = Add this page to your home screen, so that the browser keeps it.
waking-title = Notifications
waking-text = When a request waits and this page is closed, your device can notify you. The notification says nothing of who asks or what for.
waking-begin = Notify me
waking-end = Stop notifying me
waking-is-on = When a request waits and this page is closed, your device notifies you.
waking-is-off = This page does not notify you. You find what waits when you open it.
waking-is-denied = Notifications of this page are switched off in the settings of your browser. You find what waits when you open it.
waking-busy = One moment …
waking-failed-title = Notifications could not be switched on
waking-failed = Try again later. You find what waits when you open this page.
notification-title = A request waits for you
notification-text = Open your phone to look at it.
outcome-signed = Signed
outcome-logged-in = Logged in
outcome-refused = Refused
outcome-not-me = Reported: not you
outcome-wrong-code = Refused: other number

## A request
request-title-authentication = { $name } asks you to log in
request-title-signature = { $name } asks you to sign
request-signed-by = checked, signed by itself
request-vouched-by = not signed by it: { $door } vouches for who asks
door-mobile-id = Mobile-ID
request-code = On the other screen you must see
request-code-warning = Another number, or nobody you called? Refuse.
request-other-number = I see another number
request-choose = Which number is on the other screen?
request-choose-warning = Nobody may tell you the number on the telephone. You see none of them, or you began nothing? Refuse.
request-none-of-these = I see none of these
request-choose-first = Choose the number first
request-no-code = There is no number to compare. Sign only if you started this yourself, just now.
request-no-code-authentication = There is no number to compare. Log in only if you started this yourself, just now.
request-document = Document
request-says = They say
request-pay = You pay
request-payee = to
request-purpose = What for
request-purpose-authentication = To log in at { $domain }
request-text-title = You sign this text
request-digest-only-title = Only the sender knows what is signed
request-digest-only = This phone cannot see the document. Sign only if you know and trust who asks.
request-vouched-title = The e-service did not sign this request
request-vouched = { $door } says who asks. Be more careful than usual.
request-country = Country
request-left-minutes = { $minutes ->
    [one] About one minute left.
   *[other] About { $minutes } minutes left.
}
request-left-little = Less than a minute left.
request-more = More about this request
request-digest = Fingerprint of the document
request-rest = Show the rest
request-sign-authentication = Log in with PIN 1
request-sign-signature = Sign with PIN 2
request-documents = You sign { $count } documents at once
request-documents-left = { $count ->
    [one] One document will be signed. You can strike out what you do not want to sign.
   *[other] { $count } documents will be signed. You can strike out what you do not want to sign.
}
request-none-left = You have struck everything out. Put something back, or refuse.
request-number = { $number }.
request-document-text = A text
request-document-unnamed = Document { $number }
request-open = Read
request-opened = read
request-strike = Strike out
request-put-back = Put back
request-struck = struck out
request-must-open = must be read first
request-differs = another file
request-read = Read the document
request-read-first = Read number { $number } first
request-sign-documents = { $count ->
    [one] Sign one document with PIN 2
   *[other] Sign { $count } documents with PIN 2
}
request-refuse = Refuse
request-not-me = This is not me
request-wait = Waiting for the service …
detail-session = Session
detail-statement = Statement, SHA-256
detail-request = Request, SHA-256
detail-relying-party = Registered as
detail-certificate-of-asker = Its certificate, SHA-256
detail-signed-digest = What is signed, SHA-256
detail-until = Ends (UTC)

## Reading a document
read-title = What you sign
read-back = Back to the request
read-waiting = The document is coming …
read-exact = This is exactly what would be signed. This phone has checked it.
read-page = Page #
read-save = Save the document
read-other = This phone cannot show this kind of document. Save it and look at it with another program.
read-broken-title = This document cannot be shown here
read-unreached-title = The document did not come
read-unreached = Nobody answers where it should be. You can try again, or refuse.
read-differs-title = This is not what you would sign
read-differs = At its place lies another file. This phone does not show it and does not sign it. Tell the e-service.

## The PIN
pin-title-authentication = Enter PIN 1 to log in
pin-title-signature = Enter PIN 2 to sign
pin-summary-code = code { $code }
pin-summary-payment = { $amount } to { $payee }
pin-documents = { $count ->
    [one] one document
   *[other] { $count } documents
}
pin-count = { $count ->
    [0] No digit entered
    [one] One digit entered
   *[other] { $count } digits entered
}
pin-digits = Digits
pin-delete = Delete the last digit
pin-submit-authentication = Log in
pin-submit-signature = Sign
pin-lock-next = Then this device asks for its own lock.
pin-never = Nobody will ever ask you for this PIN: no office, no bank, no police.
pin-wrong = That was not your { $pin }. Nothing was signed. { $remaining ->
    [one] You have one more try, then a pause.
   *[other] You have { $remaining } more tries, then a pause.
}
pin-wrong-last = That was not your { $pin }. Nothing was signed. Another wrong one leads to a pause.
pin-working = One moment …

## What came of it
result-signed-title = You signed
result-signed = { $name } has your signature.
result-logged-in-title = You are logged in
result-logged-in = { $name } knows that it is you. Go on at the other screen.
result-refused-title = You refused
result-refused = { $name } was told. Nothing was signed.
result-not-me-title = You said that it was not you
result-not-me = { $name } and the service were told. Nothing was signed. If this happens again, tell an officer: somebody may know who you are with the e-service.
result-wrong-code-title = You saw another number
result-wrong-code = The request was refused, and the service was told. Nothing was signed. Close the other page, and open the e-service again by its own address.
result-late-title = Too late: nothing was signed
result-late = The time for this request is over. Ask { $name } to send it again.
result-gone-title = This request is over
result-gone = It was ended at the e-service or on another phone. This phone signed nothing.
result-elsewhere-title = Somebody answered, and not this phone
result-elsewhere = Another phone answered this request with your key. If that was not you, go to an officer at once: somebody else may have what is on this phone.
result-unsure-title = It is not sure yet
result-unsure = The connection ended at the last moment. This phone tells the service by itself as soon as it can. Look at the other screen whether it went on, before you begin again.
result-offline-title = No connection
result-offline = The service could not be reached. Nothing was signed. Try again when you have a connection.
result-lock-shut-title = The lock of this device stayed shut
result-lock-shut = Nothing was signed, and your PIN was not tried. Try again. If the passkey of this page was deleted, or this is another device than the one you set up, this phone is lost: ask an officer for a new link.
result-locked-title = Too many wrong PINs
result-locked = Nothing was signed. You can try again at { $until }. If it was not you, go to an officer.
result-many-title = Too many tries for this request
result-many = Nothing was signed. Ask { $name } to send the request again. If it was not you who tried, go to an officer.
result-failed-title = It did not work
result-failed = Nothing was signed. The service says:
result-failed-plain = Nothing was signed. Begin again at the e-service.
result-wrong-pins = { $count ->
    [one] Since your last use, one wrong { $pin } was entered.
   *[other] Since your last use, { $count } wrong { $pin } were entered.
}
result-wrong-pins-month = In the last 30 days there were { $count }. The ninth ends this phone. If it was not you, go to an officer.
result-done = Back to my phone
result-try-again = Try again

## What this phone can do
certificates-title = What this phone can do
certificates-for = For { $name }
certificates-until = Until { $until }
certificates-lock-title = Protected by the lock of this device
certificates-lock = Your keys open on this device only, after your fingerprint, your face or its code. If you lose it, or delete the passkey of this page, ask an officer for a new link.
certificates-issuer = Issued by
certificates-person = Number of the person
certificates-serial = Serial number
certificates-sha256 = SHA-256
certificates-from = Valid from (UTC)
certificates-to = Valid to (UTC)
certificates-device = This phone
certificates-comparison = Comparison code
certificates-service = Service

## Where it ends
halted-blocked-title = This phone is blocked
halted-blocked = It can no longer log you in or sign. Go to an officer, who can tell you why and give you a new link.
halted-ended-title = This phone has ended
halted-ended = You or an officer ended it: it can no longer log you in or sign. What it signed stays valid. To use this phone again, ask an officer for a new link.
halted-copied-title = This phone was copied
halted-copied = Somebody used the same keys elsewhere, so the service stopped them. Go to an officer at once.
halted-exhausted-title = Too many wrong PINs
halted-exhausted = This phone has ended for good: it can no longer log you in or sign. Go to an officer for a new link.
halted-again = Set it up again
halted-tab-title = Your phone is open in another window
halted-tab = It can be used in one window at a time.
halted-tab-take = Use it here
halted-storage-title = This browser keeps nothing
halted-storage = Your phone must keep its keys in this browser, and the browser does not let it. Leave the private window, or allow this page to store data, and open it again.
halted-old-title = This browser is too old
halted-old = It lacks what keeps your keys safe. Use the newest version of your browser.
halted-damaged-title = Your phone cannot be opened
halted-damaged = What it keeps in this browser cannot be read. Open it again. If that does not help, ask an officer for a new link.
