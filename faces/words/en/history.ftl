# What a person was asked, on all their phones, on the phone that people hold.

mine-title = Mine

## The list
history-title = My signatures
history-lead = What you were asked, on all your phones, whether you agreed or not. The newest is first.
history-loading = Asking the service …
history-failed-title = It could not be looked up
history-failed = The service could not be reached. Try again when you have a connection.
history-empty = Nobody has asked you anything yet.
history-more = Show older ones
history-missing = Nothing of this is deleted by age. Requests that the service kept away from you reached no phone, so they are not here.
history-unacceptable-title = { $count ->
    [one] One request is not shown
   *[other] { $count } requests are not shown
}
history-unacceptable = The service told of them, but they failed a check of this phone.
history-own = You, with your phone

## How each ended
outcome-done = Done
outcome-expired = Not answered in time
outcome-cancelled = Taken back
outcome-failed = It failed
outcome-open = Still open

## What you wanted of your own keys
deed-freeze = Freeze everything
deed-unfreeze = End the freeze
deed-end-device = End a phone
deed-change-pin = Change { $pin }
deed-activate = Add a phone
deed-name-device = Name a phone

## One of them
past-asker = Asked by
past-for = For
past-phone = On the phone
past-other-phone = Another phone of yours
past-asked = Asked
past-ended = Ended
past-receipt = Receipt, SHA-256
past-certificate = Your certificate, SHA-256
past-device = Number of the phone
past-save = Save the proof
past-save-text = The file holds what was asked, what your phone was shown, how it ended, and the proof that it stands in the country’s log. Whoever has the country’s keys can check it without this service.
past-saved-title = Saved
past-saved = It is where this browser keeps its downloads. Keep it well: it says what you were asked.
past-unproven-title = Saved, but without its proof
past-unproven = The log has not taken it in yet. Save it again in a minute.
past-offline-title = No connection
past-offline = Nothing was saved. Try again when you have a connection.
past-failed-title = Nothing was saved
past-failed = The service gave no such file, or one that this phone refused. Try again later.
