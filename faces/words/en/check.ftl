# The page that checks a signed document.

check-title = Check a signed document
check-lead = Give a signed PDF. It is checked on this computer, with the root certificate of this country and without a network, and is not kept.
check-file = The signed PDF
check-file-help = Choose it, or drop it on the field.
check-button = Check it
check-no-file = No file was given. Choose one, or drop it on the field.
check-too-large = The file is too large: at most { $megabytes } megabytes are checked.
check-problem-title = Something has to be put right
check-holds = The signature holds
check-all-hold = All signatures hold
check-stamp-holds = Nobody signed this document; its time-stamp holds
check-fails = Do not rely on this document
check-unsure = It cannot be told whether the signature holds
check-unsigned = Nobody signed this document
check-unreadable = This file cannot be read
check-unreadable-text = It is no PDF, or it is damaged. Nothing can be said about signatures in it.
check-unsigned-text = There is no signature in it. If there should be one, ask who gave it to you for the signed file.
check-signed-by = Signed by { $name } on or before { $moment }. The document is as it was signed.
check-signed-by-unproven = Signed by { $name }, at a time that nothing proves. The document is as it was signed.
check-stamped = A time-stamp proves that the document existed on { $moment }.
check-fails-of = The signature of { $name } does not hold:
check-unsure-of = The signature of { $name } may hold or not:
check-somebody = somebody who cannot be told
check-claims = somebody who claims to be { $name }
check-additions = Added later, and not signed:
check-name = File
check-size = { $kilobytes } kB
check-root = Trusted root
check-until = Can be checked until
check-until-text = { $moment }, without a network
check-fingerprint = SHA-256 of the file
check-report = The whole report
check-save = Save the report (JSON)
check-another = Check another document
check-gone-title = This check is not known any more
check-gone = Only the latest are kept, for a while. Check the document again.
check-moment = { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
} { $year }, { $time } UTC
