# A person's own phones and certificates, on the phone that people hold.

## What there is
keys-title = My phones and certificates
keys-loading = Asking the service …
keys-failed-title = It could not be looked up
keys-failed = The service could not be reached. What you see may be old.
keys-this = This phone
keys-unnamed = Phone of { $since }
keys-used = Last used { $when }
keys-never-used = Not used yet.
keys-ended = Ended: it can no longer log you in or sign.
keys-name = Give it a name
keys-name-label = What you call this phone
keys-name-save = Keep this name
keys-end = End this phone
keys-freeze = Freeze everything now
keys-unfreeze = End the freeze, with PIN 2
keys-frozen-title = Everything is frozen
keys-frozen = Nobody can log in or sign in your name, on any of your phones, until you end the freeze with PIN 2.

## The PIN that grants it
grant-unfreeze-title = Enter PIN 2 to end the freeze
grant-unfreeze = Then your phones can log you in and sign again.
grant-end-device-title = Enter PIN 2 to end this phone
grant-end-device = It can never log you in or sign again. What it signed stays valid.
grant-submit = Do it

## What came of it
done-freeze-title = Everything is frozen
done-freeze = Nobody can log in or sign in your name now, on any of your phones. Requests that were open have ended. You end the freeze with PIN 2.
done-unfreeze-title = The freeze has ended
done-unfreeze = Your phones can log you in and sign again.
done-end-device-title = That phone has ended
done-end-device = It can no longer log you in or sign, and says so when it is opened.
done-back = Back to my phones
undone-offline-title = No connection
undone-offline = The service could not be reached, so it is not sure whether it was done. Try again when you have a connection.
undone-lock-shut-title = The lock of this device stayed shut
undone-lock-shut = Nothing was done, and your PIN was not tried.
undone-late-title = Too late: nothing was done
undone-late = The time for it is over. Begin again.
undone-locked-title = Too many wrong PINs
undone-locked = Nothing was done. You can try again at { $until }. If it was not you, go to an officer.
undone-many-title = Too many tries
undone-many = Nothing was done. Wait a while, then begin again.
undone-not-frozen-title = There is nothing for you to end
undone-not-frozen = You have not frozen anything. What an officer or the service suspended, an officer can release.
undone-failed-title = It did not work
undone-failed = Nothing was done. Begin again, or go to an officer.
result-freeze = If somebody may be acting in your name, freeze everything: then nobody can log in or sign in your name. It needs no PIN, and you can end it yourself.

## Another PIN
pins-change = Change { $pin }
pins-forgotten = Forgotten a PIN? Nobody can look it up. Go to an officer, who gives you a link to set up this phone anew.
change-title = Choose your new { $pin }
change-lead-authentication = 4 to 12 digits, and not inside your PIN 2: this phone cannot compare them. Then you enter the PIN 1 that you have now.
change-lead-signature = 5 to 12 digits, and your PIN 1 must not be inside it: this phone cannot compare them. Then you enter the PIN 2 that you have now.
grant-change-pin-title = Now the { $pin } that you have until now
grant-change-pin = It grants the change. Wrong tries count like any others.
done-change-pin-title = Your { $pin } is changed
done-change-pin = From now on enter the new one. Your other phones keep theirs.
undone-same-title = That is the PIN that you have
undone-same = Nothing was changed. Begin again, and choose another one.
undone-unsure-title = It is not sure whether your PIN was changed
undone-unsure = The service could not be reached at the end. Next time enter the new PIN; if it is called wrong, the one before. One of them is right, and this phone keeps both ways until it knows.

## Another phone
add-phone = Add another phone
grant-activate-title = Enter PIN 2 to add another phone
grant-activate = The other phone gets keys and PINs of its own, and signs in your name too.
add-phone-title = Open this code with the other phone
add-phone-lead = Point its camera at the code. It is good for some minutes, for one phone.
add-phone-qr = QR code for the other phone
add-phone-typed = Or open the phone’s page there and type:
add-phone-secret = Show this to nobody: whoever has it becomes a phone of yours.
phone-arrived-title = Your other phone is there
phone-arrived-lead = It must show this number now. Another one? Then somebody else was faster.
phone-arrived-same = It shows the same number
phone-arrived-other = Another number: end that phone
phone-added-title = A phone was added to yours
phone-added = Added: { $when }. If that was not you, look at your phones and end it, or freeze everything.
phone-added-mine = I added it
phone-added-look = Look at my phones
undone-no-further-title = This phone cannot add another one
undone-no-further = It is too new for that, you have as many phones as you may, or only officers add phones here. Nothing was done: ask an officer for a link.
