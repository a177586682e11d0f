# الهاتف الذي يحمله الناس.

## Starting
phone-name = الهاتف
phone-opening = يُفتح هاتفك الآن …
phone-does-not-open = إن لم يظهر شيء هنا فهذا المتصفح قديم جدًا أو لا يشغّل البرامج النصية. استخدم أحدث إصدار من متصفحك.

start-title = جهّز هاتفك
start-lead = بهذا الهاتف تستطيع تسجيل الدخول والتوقيع لدى الخدمات الإلكترونية. يعطيك موظف اطّلع على وثيقة هويتك رمز QR أو رابطًا أو سطرًا من الحروف لهذا الغرض.
start-once = الرابط يعمل مرة واحدة. لا ترسله إلى أحد: من يملكه يستطيع تجهيز هاتف باسمك.
start-scan = امسح رمز QR
start-code = اكتب الرمز باليد
start-enter = أدخل السطر يدويًا
start-needs = تختار رقمين سريين. لا يغادران هذا الهاتف أبدًا.

scan-title = امسح رمز QR الذي أعطاك إياه الموظف
scan-lead = أمسك هذا الجهاز بحيث يظهر الرمز كله في الصورة. تبقى الصورة على هذا الجهاز ولا تُحفظ.
scan-picture = صورة الكاميرا
scan-asking = في انتظار الكاميرا. إن سألك المتصفح فاسمح بها لهذه الصفحة.
scan-other-title = هذا رمز آخر
scan-other = امسح الرمز الذي أعطاك إياه الموظف.
scan-refused-title = لا يمكن استخدام الكاميرا
scan-refused = لا يُسمح لهذه الصفحة باستخدامها، أو لا توجد كاميرا. أدخل السطر الذي أعطاك إياه الموظف يدويًا، أو افتح رابطه على هذا الجهاز. لاستخدام الكاميرا اسمح بها لهذه الصفحة في إعدادات متصفحك، ثم حاول مرة أخرى.
scan-again = حاول بالكاميرا مرة أخرى

activation-title = أدخل السطر الذي أعطاك إياه الموظف
activation-label = يبدأ السطر بالكلمة sign-activation
activation-help = انسخه كما هو، بكل حروفه وأرقامه.
activation-continue = متابعة
activation-wrong = ليس هذا سطرًا من هذا النوع. لم يُجهَّز شيء. تأكد أن أوله وآخره لم ينقصا.
activation-other-service = هذا السطر لخدمة أخرى غير هذه. افتح العنوان الذي أعطاك إياه الموظف.
activation-found-title = قُرئ رابطك
activation-found = الرابط مخصص لـ { $host }. تختار الآن رقمين سريين: واحدًا لتسجيل الدخول وواحدًا للتوقيع.
activation-begin = اختر رقمَيَّ السريين
code-title = اكتب الرمز الذي أعطاك إياه الموظف
code-lead = ست مجموعات في كل منها ستة أحرف وأرقام. الأحرف الصغيرة لا تضر، ولا يوجد حرف O: إنه صفر.
code-group = المجموعة { $number }
code-slips = انظر مرة أخرى إلى: { $groups }. فيها حرف غير الذي على الورقة.
code-slip = في إحدى المجموعات خطأ. لم يُعَدَّ شيء.
code-other-service = هذا الرمز لخدمة غير هذه الصفحة. افتح العنوان الذي أعطاك إياه الموظف.
code-line-instead = لديّ سطر طويل بدلًا من ذلك

errors-title = هناك ما يجب تصحيحه

## Choosing PINs
choose-title-authentication = اختر الرقم السري 1 لتسجيل الدخول
choose-title-signature = اختر الرقم السري 2 للتوقيع
choose-again-title = { $pin } مرة أخرى
choose-lead-authentication = من 4 إلى 12 رقمًا. تدخله عندما تطلب منك خدمة إلكترونية تسجيل الدخول.
choose-lead-signature = من 5 إلى 12 رقمًا. تدخله عندما توقّع. يجب أن يختلف عن الرقم السري 1.
choose-again-lead = أدخل الأرقام نفسها مرة أخرى، حتى لا يمنعك خطأ في الكتابة من الدخول.
choose-next = استخدم هذا: { $pin }
choose-same = هذا هو { $pin }
choose-differs = ليست هذه الأرقام نفسها. اختر { $pin } من جديد.
pin-strength = مدى صعوبة تخمينه
pin-weak-malformed = أرقام فقط، 12 رقمًا على الأكثر.
pin-weak-short = { $missing ->
    [one] قصير جدًا: ينقص رقم واحد.
    [two] قصير جدًا: ينقص رقمان.
    [few] قصير جدًا: تنقص { $missing } أرقام.
   *[other] قصير جدًا: ينقص { $missing } رقمًا.
}
pin-weak-sequence = سهل التخمين: الأرقام متتالية، كما في 12345.
pin-weak-repetition = سهل التخمين: الأرقام متكررة، كما في 1111 أو 1212.
pin-weak-date = سهل التخمين: هذه سنة أو تاريخ.
pin-weak-related = يشبه الرقم السري 1 كثيرًا: أحدهما داخل الآخر.
pin-good = جيد. لا يخمّنه أحد في المحاولات القليلة المسموحة.
pin-strong = جيد جدًا: طويل وصعب التخمين.

## The lock of the device
protect-title = هل تحمي مفاتيحك بقفل هذا الجهاز؟
protect-lead = عندئذ لا تُفتح مفاتيحك إلا على هذا الجهاز، بعد بصمة إصبعك أو وجهك أو رمز الجهاز. لا تنفع أحدًا نسخةٌ مما يحفظه هذا المتصفح.
protect-lost = إن فقدت هذا الجهاز أو حذفت مفتاح المرور لهذه الصفحة فقد ضاع هذا الهاتف أيضًا. يعطيك موظف عندئذ رابطًا جديدًا.
protect-pins = تبقى بحاجة إلى رقميك السريين في كل مرة.
protect-with = احمِها بالقفل
protect-without = تابع من دونه
protect-wait = في انتظار قفل هذا الجهاز …
protect-failed-title = لم تُحمَ مفاتيحك بعد
protect-failed = لم يُفتح القفل، أو لا يستطيع حماية مفاتيح هذه الصفحة. حاول مرة أخرى، أو تابع من دونه.

## Making keys
making-title = يُجهَّز هاتفك الآن
making-keys = تُصنع مفاتيحك وتُطلب شهادتاك. يستغرق هذا بضع ثوان.
making-failed-title = لم يُجهَّز هاتفك بعد
making-failed = تعذّر الوصول إلى الخدمة. مفاتيحك محفوظة على هذا الهاتف. لم يضِع شيء: حاول مرة أخرى.
making-again = حاول مرة أخرى
making-unreached = تعذّر الوصول إلى الخدمة. لم يُجهَّز شيء بعد. حاول مرة أخرى عندما يتوفر اتصال.
making-link-over = لم يعد هذا الرابط صالحًا: استُخدم من قبل أو سُحب أو مضى وقته.
making-refused = لم تقبله الخدمة. تقول:
making-failed-check = لم يجتز جواب الخدمة أحد الفحوص، فلم يأخذه هذا الهاتف.
making-refused-next = لم يُجهَّز شيء. اطلب من الموظف رابطًا جديدًا.
making-start-over = ابدأ من جديد برابط جديد

enrolled-title = هاتفك جاهز
enrolled-lead = { $name }، يستطيع هذا الهاتف الآن تسجيل دخولك والتوقيع عنك حتى { $until }.
enrolled-authentication = تسجيل الدخول، بالرقم السري 1
enrolled-authentication-text = يُظهر للخدمة الإلكترونية أنك أنت.
enrolled-signature = التوقيع، بالرقم السري 2
enrolled-signature-text = يُعد توقيعك الشخصي. لا تدخل الرقم السري 2 إلا لما تريد توقيعه.
enrolled-keep = لن يطلب منك أحد هذين الرقمين أبدًا: لا مكتب ولا مصرف ولا شرطة.
comparison-title = يجب أن يعرض الموظف، أو هاتفك الآخر، الرقم نفسه
comparison-text = اقرأه للموظف، أو انظر إلى الهاتف الذي أضفت به هذا الهاتف. رقم آخر؟ إذن أعدّ شخص آخر هاتفًا باسمك: اطلب إنهاءه حالًا.
enrolled-done = اذهب إلى هاتفي

## At rest
home-lead = يستطيع هذا الهاتف تسجيل دخولك والتوقيع عنك حتى { $until }.
home-ended = انتهت شهادتاك في { $until }. لم يعد هذا الهاتف يستطيع تسجيل دخولك ولا التوقيع. اطلب من موظف رابطًا جديدًا.
home-nothing-title = لا يوجد طلب في انتظارك
home-nothing = عندما تطلب خدمة إلكترونية شيئًا يظهر هنا، ما دامت هذه الصفحة مفتوحة.
home-waiting-title = { $count ->
    [one] طلب واحد في انتظارك
    [two] طلبان في انتظارك
    [few] { $count } طلبات في انتظارك
   *[other] { $count } طلبًا في انتظارك
}
home-look = انظر إليه
home-more = و{ $count } غيرها
home-past-title = آخر ما فعلته على هذا الهاتف
home-past-empty = لا شيء بعد.
home-certificates = ما يستطيعه هذا الهاتف
home-offline-title = لا يوجد اتصال
home-offline = لا يستطيع هذا الهاتف الوصول إلى الخدمة الآن. يعيد المحاولة بنفسه. لم يضِع شيء.
home-unacceptable-title = طلب لم يُعرض
home-unacceptable = لم يجتز أحد الفحوص، فرفض هذا الهاتف عرضه. لم يُوقَّع شيء. إن كنت على وشك تسجيل الدخول أو التوقيع فابدأ من جديد لدى الخدمة الإلكترونية.
home-clock-title = ساعة هذا الهاتف خاطئة
home-clock = لا تجيب الخدمة لأن وقت هذا الهاتف غير صحيح. اضبط التاريخ والوقت على الوضع التلقائي ثم عُد.
home-keep-title = قد ينسى هذا المتصفح هاتفك
home-keep = أضف هذه الصفحة إلى شاشتك الرئيسية حتى يحتفظ بها المتصفح.
waking-title = الإشعارات
waking-text = إذا انتظرك طلب وكانت هذه الصفحة مغلقة، يستطيع جهازك أن يُعلمك. لا يقول الإشعار من يطلب ولا ماذا يطلب.
waking-begin = أعلمني
waking-end = أوقف إعلامي
waking-is-on = إذا انتظرك طلب وكانت هذه الصفحة مغلقة، يُعلمك جهازك.
waking-is-off = لا تُعلمك هذه الصفحة. تجد ما ينتظرك عندما تفتحها.
waking-is-denied = إشعارات هذه الصفحة موقوفة في إعدادات متصفحك. تجد ما ينتظرك عندما تفتحها.
waking-busy = لحظة …
waking-failed-title = تعذّر تشغيل الإشعارات
waking-failed = حاول لاحقًا. تجد ما ينتظرك عندما تفتح هذه الصفحة.
notification-title = طلب في انتظارك
notification-text = افتح هاتفك للنظر إليه.
outcome-signed = وُقِّع
outcome-logged-in = سُجِّل الدخول
outcome-refused = رُفض
outcome-not-me = أُبلغ: لست أنت
outcome-wrong-code = رُفض: رقم آخر

## A request
request-title-authentication = تطلب منك { $name } تسجيل الدخول
request-title-signature = تطلب منك { $name } التوقيع
request-signed-by = تم التحقق، بتوقيعها هي
request-vouched-by = لم توقّعه بنفسها: { $door } يشهد بمن يطلب
door-mobile-id = Mobile-ID
request-code = يجب أن ترى على الشاشة الأخرى
request-code-warning = رقم آخر، أو لم تبدأ أنت شيئًا؟ ارفض.
request-other-number = أرى رقمًا آخر
request-choose = أيّ رقم يظهر على الشاشة الأخرى؟
request-choose-warning = لا يجوز لأحد أن يمليَ عليك الرقم بالهاتف. لا ترى أيًّا منها، أو لم تبدأ شيئًا؟ ارفض.
request-none-of-these = لا أرى أيًّا منها
request-choose-first = اختر الرقم أوّلًا
request-no-code = لا يوجد رقم للمقارنة. لا توقّع إلا إذا بدأت هذا بنفسك الآن.
request-no-code-authentication = لا يوجد رقم للمقارنة. لا تسجّل الدخول إلا إذا بدأت هذا بنفسك الآن.
request-document = الوثيقة
request-says = تقول
request-pay = تدفع
request-payee = إلى
request-purpose = الغرض
request-purpose-authentication = تسجيل الدخول إلى { $domain }
request-text-title = توقّع هذا النص
request-digest-only-title = المرسل وحده يعلم ما يُوقَّع
request-digest-only = لا يستطيع هذا الهاتف رؤية الوثيقة. لا توقّع إلا إذا كنت تعرف من يطلب وتثق به.
request-vouched-title = لم توقّع الخدمة الإلكترونية هذا الطلب
request-vouched = { $door } يقول من يطلب. كن أكثر حذرًا من المعتاد.
request-country = البلد
request-left-minutes = { $minutes ->
    [one] بقيت دقيقة واحدة تقريبًا.
    [two] بقيت دقيقتان تقريبًا.
    [few] بقيت { $minutes } دقائق تقريبًا.
   *[other] بقيت { $minutes } دقيقة تقريبًا.
}
request-left-little = بقي أقل من دقيقة.
request-more = المزيد عن هذا الطلب
request-digest = بصمة الوثيقة
request-rest = اعرض الباقي
request-sign-authentication = سجّل الدخول بالرقم السري 1
request-sign-signature = وقّع بالرقم السري 2
request-documents = توقّع { $count } وثائق معًا
request-documents-left = { $count ->
    [one] ستُوقَّع وثيقة واحدة. يمكنك شطب ما لا تريد توقيعه.
    [two] ستُوقَّع وثيقتان. يمكنك شطب ما لا تريد توقيعه.
    [few] ستُوقَّع { $count } وثائق. يمكنك شطب ما لا تريد توقيعه.
   *[other] ستُوقَّع { $count } وثيقة. يمكنك شطب ما لا تريد توقيعه.
}
request-none-left = شطبت كل شيء. أعد وثيقة أو ارفض.
request-number = { $number }.
request-document-text = نص
request-document-unnamed = الوثيقة { $number }
request-open = اقرأ
request-opened = قُرئت
request-strike = اشطب
request-put-back = أعد
request-struck = مشطوبة
request-must-open = تجب قراءتها أولًا
request-differs = ملف آخر
request-read = اقرأ الوثيقة
request-read-first = اقرأ أولًا رقم { $number }
request-sign-documents = { $count ->
    [one] وقّع وثيقة واحدة بالرقم السري 2
    [two] وقّع وثيقتين بالرقم السري 2
    [few] وقّع { $count } وثائق بالرقم السري 2
   *[other] وقّع { $count } وثيقة بالرقم السري 2
}
request-refuse = ارفض
request-not-me = لست أنا
request-wait = في انتظار الخدمة …
detail-session = الجلسة
detail-statement = البيان، SHA-256
detail-request = الطلب، SHA-256
detail-relying-party = مسجلة باسم
detail-certificate-of-asker = شهادتها، SHA-256
detail-signed-digest = ما يُوقَّع، SHA-256
detail-until = تنتهي في (UTC)

## Reading a document
read-title = ما توقّعه
read-back = عُد إلى الطلب
read-waiting = الوثيقة قادمة …
read-exact = هذا تمامًا ما سيُوقَّع. تحقق هذا الهاتف منه.
read-page = الصفحة #
read-save = احفظ الوثيقة
read-other = لا يستطيع هذا الهاتف عرض هذا النوع من الوثائق. احفظها وانظر إليها ببرنامج آخر.
read-broken-title = لا يمكن عرض هذه الوثيقة هنا
read-unreached-title = لم تصل الوثيقة
read-unreached = لا أحد يجيب حيث يجب أن تكون. يمكنك المحاولة مرة أخرى أو الرفض.
read-differs-title = ليس هذا ما ستوقّعه
read-differs = في مكانها ملف آخر. لا يعرضه هذا الهاتف ولا يوقّعه. أخبر الخدمة الإلكترونية.

## The PIN
pin-title-authentication = أدخل الرقم السري 1 لتسجيل الدخول
pin-title-signature = أدخل الرقم السري 2 للتوقيع
pin-summary-code = الرقم { $code }
pin-summary-payment = { $amount } إلى { $payee }
pin-documents = { $count ->
    [one] وثيقة واحدة
    [two] وثيقتان
    [few] { $count } وثائق
   *[other] { $count } وثيقة
}
pin-count = { $count ->
    [0] لم يُدخل أي رقم
    [one] أُدخل رقم واحد
    [two] أُدخل رقمان
    [few] أُدخلت { $count } أرقام
   *[other] أُدخل { $count } رقمًا
}
pin-digits = الأرقام
pin-delete = احذف آخر رقم
pin-submit-authentication = دخول
pin-submit-signature = وقّع
pin-lock-next = بعد ذلك يطلب هذا الجهاز قفله هو.
pin-never = لن يطلب منك أحد هذا الرقم السري أبدًا: لا مكتب ولا مصرف ولا شرطة.
pin-wrong = لم يكن هذا { $pin } الخاص بك. لم يُوقَّع شيء. { $remaining ->
    [one] بقيت لك محاولة واحدة ثم انتظار.
    [two] بقيت لك محاولتان ثم انتظار.
    [few] بقيت لك { $remaining } محاولات ثم انتظار.
   *[other] بقيت لك { $remaining } محاولة ثم انتظار.
}
pin-wrong-last = لم يكن هذا { $pin } الخاص بك. لم يُوقَّع شيء. رقم خاطئ آخر يؤدي إلى انتظار.
pin-working = لحظة واحدة …

## What came of it
result-signed-title = وقّعت
result-signed = توقيعك لدى { $name }.
result-logged-in-title = سُجّل دخولك
result-logged-in = تعلم { $name } أنك أنت. تابع على الشاشة الأخرى.
result-refused-title = رفضت
result-refused = أُبلغت { $name }. لم يُوقَّع شيء.
result-not-me-title = قلت إنك لست من بدأ هذا
result-not-me = أُبلغت { $name } وأُبلغت الخدمة. لم يُوقَّع شيء. إن تكرر هذا فأخبر موظفًا: ربما يعرف أحدهم هويتك لدى الخدمة الإلكترونية.
result-wrong-code-title = رأيت رقمًا آخر
result-wrong-code = رُفض الطلب وأُبلغت الخدمة. لم يُوقَّع شيء. أغلق الصفحة الأخرى وافتح الخدمة الإلكترونية من جديد بعنوانها.
result-late-title = فات الوقت: لم يُوقَّع شيء
result-late = انتهى وقت هذا الطلب. اطلب من { $name } إرساله مرة أخرى.
result-gone-title = انتهى هذا الطلب
result-gone = أُنهي لدى الخدمة الإلكترونية أو على هاتف آخر. لم يوقّع هذا الهاتف شيئًا.
result-elsewhere-title = أجاب أحدهم، وليس هذا الهاتف
result-elsewhere = أجاب هاتف آخر عن هذا الطلب بمفتاحك. إن لم تكن أنت فاذهب إلى موظف فورًا: ربما يملك غيرك ما على هذا الهاتف.
result-unsure-title = ليس مؤكدًا بعد
result-unsure = انقطع الاتصال في اللحظة الأخيرة. يُبلغ هذا الهاتف الخدمة بنفسه متى استطاع. انظر إلى الشاشة الأخرى هل تابعت قبل أن تبدأ من جديد.
result-offline-title = لا يوجد اتصال
result-offline = تعذّر الوصول إلى الخدمة. لم يُوقَّع شيء. حاول مرة أخرى عندما يتوفر اتصال.
result-lock-shut-title = بقي قفل هذا الجهاز مغلقًا
result-lock-shut = لم يُوقَّع شيء، ولم يُجرَّب رقمك السري. حاول مرة أخرى. إن حُذف مفتاح المرور لهذه الصفحة، أو كان هذا جهازًا غير الذي جهّزته، فقد ضاع هذا الهاتف: اطلب من موظف رابطًا جديدًا.
result-locked-title = أرقام سرية خاطئة كثيرة
result-locked = لم يُوقَّع شيء. تستطيع المحاولة مرة أخرى عند { $until }. إن لم تكن أنت فاذهب إلى موظف.
result-many-title = محاولات كثيرة لهذا الطلب
result-many = لم يُوقَّع شيء. اطلب من { $name } إرسال الطلب مرة أخرى. إن لم تكن أنت من حاول فاذهب إلى موظف.
result-failed-title = لم ينجح الأمر
result-failed = لم يُوقَّع شيء. تقول الخدمة:
result-failed-plain = لم يُوقَّع شيء. ابدأ من جديد لدى الخدمة الإلكترونية.
result-wrong-pins = { $count ->
    [one] منذ آخر استخدام لك أُدخل خطأً مرة واحدة: { $pin }.
    [two] منذ آخر استخدام لك أُدخل خطأً مرتين: { $pin }.
    [few] منذ آخر استخدام لك أُدخل خطأً { $count } مرات: { $pin }.
   *[other] منذ آخر استخدام لك أُدخل خطأً { $count } مرة: { $pin }.
}
result-wrong-pins-month = في آخر 30 يومًا كان العدد { $count }. الخطأ التاسع ينهي هذا الهاتف. إن لم تكن أنت فاذهب إلى موظف.
result-done = العودة إلى هاتفي
result-try-again = حاول مرة أخرى

## What this phone can do
certificates-title = ما يستطيعه هذا الهاتف
certificates-for = لـ { $name }
certificates-until = حتى { $until }
certificates-lock-title = يحميه قفل هذا الجهاز
certificates-lock = لا تُفتح مفاتيحك إلا على هذا الجهاز، بعد بصمة إصبعك أو وجهك أو رمز الجهاز. إن فقدته أو حذفت مفتاح المرور لهذه الصفحة فاطلب من موظف رابطًا جديدًا.
certificates-issuer = أصدرتها
certificates-person = رقم الشخص
certificates-serial = الرقم التسلسلي
certificates-sha256 = SHA-256
certificates-from = صالحة من (UTC)
certificates-to = صالحة حتى (UTC)
certificates-device = هذا الهاتف
certificates-comparison = رقم المقارنة
certificates-service = الخدمة

## Where it ends
halted-blocked-title = هذا الهاتف محظور
halted-blocked = لم يعد يستطيع تسجيل دخولك ولا التوقيع. اذهب إلى موظف يخبرك بالسبب ويعطيك رابطًا جديدًا.
halted-ended-title = انتهى هذا الهاتف
halted-ended = أنهيته أنت أو أنهاه موظف: لم يعد قادرًا على تسجيل دخولك ولا على التوقيع. ما وقّعه يبقى صحيحًا. لاستعمال هذا الهاتف من جديد، اطلب رابطًا جديدًا من موظف.
halted-copied-title = نُسخ هذا الهاتف
halted-copied = استخدم أحدهم المفاتيح نفسها في مكان آخر فأوقفتها الخدمة. اذهب إلى موظف فورًا.
halted-exhausted-title = أرقام سرية خاطئة كثيرة
halted-exhausted = انتهى هذا الهاتف نهائيًا: لم يعد يستطيع تسجيل دخولك ولا التوقيع. اطلب من موظف رابطًا جديدًا.
halted-again = جهّزه من جديد
halted-tab-title = هاتفك مفتوح في نافذة أخرى
halted-tab = يمكن استخدامه في نافذة واحدة في كل مرة.
halted-tab-take = استخدمه هنا
halted-storage-title = هذا المتصفح لا يحفظ شيئًا
halted-storage = يجب أن يحفظ هاتفك مفاتيحه في هذا المتصفح، والمتصفح لا يسمح بذلك. غادر النافذة الخاصة، أو اسمح لهذه الصفحة بحفظ البيانات، ثم افتحها من جديد.
halted-old-title = هذا المتصفح قديم جدًا
halted-old = ينقصه ما يحفظ مفاتيحك آمنة. استخدم أحدث إصدار من متصفحك.
halted-damaged-title = تعذّر فتح هاتفك
halted-damaged = تعذّرت قراءة ما يحفظه في هذا المتصفح. افتحه من جديد. إن لم يفد ذلك فاطلب من موظف رابطًا جديدًا.
