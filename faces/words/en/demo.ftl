# The demonstration: the way of a newcomer, and the e-service that it plays.

## The way of a newcomer
demo-title = From a person to a verdict
demo-lead = In four steps: a person gets a phone, an e-service asks, the person signs, and anybody checks the document.
demo-enrol-title = Set up a phone
demo-enrol = An officer registers an invented person and hands over a link for a phone. The phone is a page of this browser: it opens in a new tab, and there you choose two PINs.
demo-enrol-button = Register a person and open the phone
demo-enrolled = { $name } is in the register, with the number { $number }.
demo-again-button = Open the phone of { $name }
demo-ask-title = Ask for a signature
demo-ask = { $service } has a lease for you to sign. Be its customer, in a second tab.
demo-ask-link = Open the e-service
demo-sign-title = Sign on the phone
demo-sign = Go to the tab of the phone. It shows who asks, for what, and a number that must be the same at the e-service. Sign with PIN 2.
demo-check-title = Check the document
demo-check = Save the signed lease at the e-service and give it to the check page, which needs nothing but the file and the root certificate.
demo-check-link = Open the check page
demo-elsewhere = All addresses of this country, and the same way in a terminal:
demo-failed-title = That did not work
demo-failed = The service says:
demo-failed-next = Go back and try again. If it does not help, start the demonstration anew with --fresh.
demo-back = Back to the four steps

## Its e-service
e-service-title = Sign your lease
e-service-lead = You rent garden plot 17. Read the lease, then sign it and the rules of the garden with your phone, with one PIN.
e-service-read = Read the lease (PDF)
e-service-number = Your number in the register
e-service-number-help = Your phone shows it under “What this phone can do”.
e-service-number-wrong = This is no number of a person. It looks like { $example }. Nobody was asked.
e-service-number-unknown = Nobody with this number has a phone that can sign. Set one up first. Nobody was asked.
e-service-too-soon = A request waits on your phone already, or there were several a moment ago. Try again in some minutes. Nobody was asked now.
e-service-problem-title = Something has to be put right
e-service-ask = Ask my phone
e-service-text = Please sign this lease and the rules
e-service-rules-name = Rules of the garden
e-service-rules = I keep the path free, leave no rubbish behind, and water before ten or after six.
e-service-struck-out-title = You signed the rules alone
e-service-struck-out = You struck the lease out on your phone. Without it there is no garden plot.
e-service-look-title = Look at your phone
e-service-look = Your phone shows our request. Sign it there with PIN 2, or refuse it.
e-service-sent = Our request is on its way to your phone. Open it if it is not open.
e-service-answered = Your phone has answered. The document is being completed.
e-service-code = The phone must show
e-service-code-warning = Another number? Refuse on the phone.
e-service-look-again = Look whether it is signed
e-service-take-back = Take the request back
e-service-signed-title = You signed the lease
e-service-signed = It has your signature, a time-stamp, and proof that your certificate was good. It can be checked for years, without a network.
e-service-save = Save the signed lease (PDF)
e-service-check = Check it
e-service-again = Sign once more
e-service-refused-title = You refused on your phone
e-service-expired-title = Too late
e-service-expired = Nobody answered on the phone in time.
e-service-cancelled-title = The request was taken back
e-service-failed-title = That did not work
e-service-nothing-signed = Nothing was signed.
e-service-gone-title = This request is not known any more
e-service-gone = The e-service keeps only the latest. Begin again.

## Commands
try-once = See the whole job: a citizen signs a PDF on a phone, and an auditor checks it without a network.
try-wait = In a second terminal, let the citizen’s phone wait for requests. PIN 2 is { $pin }.
try-sign = In a third one, ask the citizen to sign this document, or one of your own in its place.
try-verify = Check the signed document as an auditor, with nothing but the file and the country’s root.

## Logging in without a number
log-in-title = Log in with your phone
log-in-offer = You need no number: your phone says who you are when you approve.
log-in-begin = Log in
log-in-text = Log in to the garden service
log-in-lead = Is your phone in this browser? Open it here, and you come back when you have approved.
log-in-here = Open the phone in this browser
log-in-scan-title = Is your phone on another device?
log-in-scan = Scan this code with it. The code changes each second, so a picture of it is of no use to anybody.
log-in-code = Code to scan with your phone. If you cannot scan, use the button above.
log-in-claimed = Your phone shows our request. Approve it there with PIN 1, or refuse it.
log-in-go-back = You approved on the phone. Go on in the tab that it opens.
log-in-failed-title = You are not logged in
log-in-failed = Nobody approved in time, or the request was refused.
log-in-not-yours = This browser did not ask for this login. If somebody sent you a link and you approved, nobody was logged in.
log-in-done-title = You are logged in
log-in-done = Welcome, { $name }, { $number }.
log-in-again = Log in again
