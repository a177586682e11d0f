# The phone in a terminal.

## A request
terminal-asks-authentication = { $name } ({ $domain }, { $country }) asks you to log in (PIN 1)
terminal-asks-signature = { $name } ({ $domain }, { $country }) asks you to sign (PIN 2)
terminal-says = It says:  { $text }
terminal-payment = You pay: { $currency } { $amount }, to { $payee }
terminal-document = Document: { $name }
terminal-digest = Digest:   { $digest }
terminal-vouched = Asked through { $door }: the service vouches for who asks. It did NOT sign this request itself.
terminal-scanned = You scanned a code on another screen. Go on only if you opened { $domain } there yourself.
terminal-led-back = You came from a page on this device. When it is done you are led back to { $host }.
terminal-number = Document { $number } of { $count }
terminal-strike-out = You can strike documents out: type their numbers, such as 2 5. All others are signed with one PIN.
terminal-document-saved = Document { $number } is here to be read, exactly as it would be signed: { $path }
terminal-digest-only = What is signed is known only to the sender.
terminal-signed-text = You sign this text:
terminal-code = Code:     { $code }  (must be the same on the other screen)
terminal-choices = On the other screen is one of these numbers: { $codes }
terminal-left = Time left: { $seconds } s
terminal-question-authentication = Log in?
terminal-question-signature = Sign?
terminal-question-documents = { $count ->
    [one] Sign one document?
   *[other] Sign these { $count } documents?
}
terminal-answers = y = yes, n = no, x = I did not start this
terminal-answers-code = y = yes, n = no, x = I did not start this, c = the codes differ
terminal-answers-choose = the number on the other screen = go on, n = no, x = I did not start this, c = none of these

## The PIN
terminal-pin-wrong = { $pin } ({ $remaining ->
    [one] wrong; one more before it is locked
   *[other] wrong; { $remaining } more before it is locked
})
terminal-pin-rules = PIN 1: 4 to 12 digits. PIN 2: 5 to 12 digits. No sequences such as 12345, no repeated digits or groups such as 1111 or 1212, no years or dates, and neither PIN inside the other.
terminal-choose = Choose { $pin }
terminal-choose-again = { $pin } again
terminal-differ = They differ.

## What came of it
terminal-waiting = Waiting for requests. Stop with Ctrl-C.
terminal-done-authentication = Logged in. The service says: { $state }.
terminal-done-signature = Signed. The service says: { $state }.
terminal-way-back = Go on where you came from, in the browser on this device: { $address }
terminal-refused = Refused. The service knows.
terminal-freeze-offer = To suspend all your certificates at once, on all your phones, run `freeze`. It needs no PIN.
terminal-wrong = The PIN was wrong.
terminal-wrong-since = { $count ->
    [one] One wrong PIN since your last use ({ $pin }).
   *[other] { $count } wrong PINs since your last use ({ $pin }).
} { $month } in the last 30 days; the ninth ends this phone.
terminal-wrong-officer = If that was not you, somebody else has what is on this phone: see an officer.
terminal-unacceptable = A request was not shown, because it failed a check: { $reason }
terminal-failed = It did not work: { $reason }

## Enrolment, and what this phone is
terminal-resumes = An enrolment was begun and not answered: sending the same message again.
terminal-activation = Activation (from the officer’s QR code or letter; it is not shown)
terminal-begun = An enrolment was begun and not answered: run enrol again.
terminal-not-enrolled = Not enrolled.
terminal-device = Device { $device } at { $address }
terminal-certificate = { $purpose }: { $subject }, valid until { $until }, certificate_id { $id }
terminal-comparison = Comparison code { $code }: the officer, or your other phone, must show the same.

## Your phones and certificates
terminal-phone = { $name } ({ $which ->
    [own] this phone
   *[other] another phone
}) { $device }, since { $since }, last used { $used }
terminal-phone-certificate = { $purpose }: { $standing }, until { $until }
terminal-done-freeze = Everything is frozen: nobody can log in or sign in your name. `unfreeze` ends it, with PIN 2.
terminal-done-unfreeze = Your certificates are in force again.
terminal-done-end-device = That phone has ended. Its certificates are revoked.
terminal-pin-before = Now the { $pin } that you have had until now.
terminal-done-change-pin = The PIN is changed: from now on the new one is asked for.
terminal-pin-in-doubt = Nobody knows yet whether it was changed. Next time enter the new { $pin }; if it is called wrong, the one before.
terminal-done-activate = Enrol the other phone with this line or this code within some minutes. Show it to nobody else.
terminal-phone-added = A phone was added to yours at { $since }: { $device }. Its number is { $code }. If that was not you, run `freeze`.
terminal-done-name-device = The phone has its name.

## What you were asked
terminal-past = { $at } { $who }: { $what }, { $state } ({ $problem }), session { $session }
terminal-past-own = yourself
terminal-past-phone = on the phone { $phone }
terminal-past-none = Nobody has asked you anything.
terminal-past-saved = Saved as { $file }
terminal-past-unproven = Saved as { $file }, without the proof that it is in the log: that follows some moments after the event
terminal-past-unacceptable = { $count } more cannot be checked by this phone, and are not shown.
terminal-past-more = There are older ones: history --after { $session }
