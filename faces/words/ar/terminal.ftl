# الهاتف في الطرفية.

## طلب
terminal-asks-authentication = تطلب منك { $name } ({ $domain }، { $country }) تسجيل الدخول (الرقم السري 1)
terminal-asks-signature = تطلب منك { $name } ({ $domain }، { $country }) التوقيع (الرقم السري 2)
terminal-says = تقول: { $text }
terminal-payment = تدفع: { $amount } { $currency } إلى { $payee }
terminal-document = المستند: { $name }
terminal-digest = البصمة: { $digest }
terminal-vouched = طُلب عبر { $door }: تضمن الخدمة هوية من يطلب. لكنه لم يوقّع هذا الطلب بنفسه.
terminal-scanned = مسحت رمزًا على شاشة أخرى. لا تتابع إلا إذا فتحت { $domain } هناك بنفسك.
terminal-led-back = أتيت من صفحة على هذا الجهاز. عند الانتهاء تعود إلى { $host }.
terminal-number = المستند { $number } من { $count }
terminal-strike-out = يمكنك شطب مستندات: اكتب أرقامها، مثل 2 5. يُوقَّع كل ما عداها برقم سري واحد.
terminal-document-saved = المستند { $number } هنا للقراءة، كما سيُوقَّع تمامًا: { $path }
terminal-digest-only = لا يعرف ما يُوقَّع إلا المرسل.
terminal-signed-text = توقّع هذا النص:
terminal-code = الرقم: { $code } (يجب أن يكون نفسه على الشاشة الأخرى)
terminal-choices = على الشاشة الأخرى أحد هذه الأرقام: { $codes }
terminal-left = الوقت الباقي: { $seconds } ث
terminal-question-authentication = تسجيل الدخول؟
terminal-question-signature = التوقيع؟
terminal-question-documents = { $count ->
    [one] هل توقّع مستندًا واحدًا؟
    [two] هل توقّع هذين المستندين؟
   *[other] هل توقّع هذه المستندات وعددها { $count }؟
}
terminal-answers = y = نعم، n = لا، x = لم أبدأ هذا
terminal-answers-code = y = نعم، n = لا، x = لم أبدأ هذا، c = الرقمان مختلفان
terminal-answers-choose = الرقم على الشاشة الأخرى = متابعة، n = لا، x = لم أبدأ هذا، c = لا شيء منها

## الرقم السري
terminal-pin-wrong = { $pin } ({ $remaining ->
    [one] خطأ؛ بقيت محاولة واحدة قبل القفل
    [two] خطأ؛ بقيت محاولتان قبل القفل
    [few] خطأ؛ بقيت { $remaining } محاولات قبل القفل
   *[other] خطأ؛ بقيت { $remaining } محاولة قبل القفل
})
terminal-pin-rules = الرقم السري 1: من 4 إلى 12 رقمًا. الرقم السري 2: من 5 إلى 12 رقمًا. لا تسلسل مثل 12345، ولا أرقام أو مجموعات مكررة مثل 1111 أو 1212، ولا سنوات أو تواريخ، ولا أحد الرقمين داخل الآخر.
terminal-choose = اختر { $pin }
terminal-choose-again = { $pin } مرة أخرى
terminal-differ = هما مختلفان.

## ما نتج عنه
terminal-waiting = في انتظار الطلبات. أوقفه بـ Ctrl-C.
terminal-done-authentication = سُجّل الدخول. تقول الخدمة: { $state }.
terminal-done-signature = وُقّع. تقول الخدمة: { $state }.
terminal-way-back = تابع من حيث أتيت، في متصفح هذا الجهاز: { $address }
terminal-refused = رُفض. تعرف الخدمة ذلك.
terminal-freeze-offer = لتعليق كل شهاداتك فورًا على كل هواتفك شغّل `freeze`. لا يلزم رقم سري.
terminal-wrong = كان الرقم السري خطأ.
terminal-wrong-since = { $count ->
    [one] رقم سري خاطئ واحد منذ آخر استعمال ({ $pin }).
    [two] رقمان سريان خاطئان منذ آخر استعمال ({ $pin }).
    [few] { $count } أرقام سرية خاطئة منذ آخر استعمال ({ $pin }).
   *[other] { $count } رقمًا سريًا خاطئًا منذ آخر استعمال ({ $pin }).
} { $month } في آخر 30 يومًا؛ والتاسع ينهي هذا الهاتف.
terminal-wrong-officer = إن لم تكن أنت، فلدى شخص آخر ما على هذا الهاتف: اذهب إلى موظف.
terminal-unacceptable = لم يُعرض طلب لأنه لم يجتز أحد الفحوص: { $reason }
terminal-failed = لم ينجح ذلك: { $reason }

## التجهيز، وما هو هذا الهاتف
terminal-resumes = بدأ تجهيز ولم يُجَب: تُرسل الرسالة نفسها من جديد.
terminal-activation = التفعيل (من رمز QR أو رسالة الموظف؛ لا يُعرض)
terminal-begun = بدأ تجهيز ولم يُجَب: شغّل enrol من جديد.
terminal-not-enrolled = غير مجهَّز.
terminal-device = الجهاز { $device } لدى { $address }
terminal-certificate = { $purpose }: { $subject }، صالحة حتى { $until }، certificate_id { $id }
terminal-comparison = رقم المقارنة { $code }: يجب أن يعرض الموظف، أو هاتفك الآخر، الرقم نفسه.

## هواتفك وشهاداتك
terminal-phone = { $name } ({ $which ->
    [own] هذا الهاتف
   *[other] هاتف آخر
}) { $device }، منذ { $since }، آخر استعمال { $used }
terminal-phone-certificate = { $purpose }: { $standing }، حتى { $until }
terminal-done-freeze = جُمّد كل شيء: لا أحد يستطيع تسجيل الدخول أو التوقيع باسمك. ينهي `unfreeze` ذلك بالرقم السري 2.
terminal-done-unfreeze = عادت شهاداتك سارية.
terminal-done-end-device = انتهى ذلك الهاتف. أُلغيت شهاداته.
terminal-pin-before = والآن { $pin } الذي كان لديك حتى الآن.
terminal-done-change-pin = غُيّر الرقم السري: من الآن فصاعدًا يُطلب الرقم الجديد.
terminal-pin-in-doubt = لا أحد يعرف بعدُ إن كان قد غُيّر. في المرة القادمة أدخل الجديد من { $pin }؛ وإن قيل إنه خاطئ فأدخل السابق.
terminal-done-activate = سجّل الهاتف الآخر بهذا السطر أو بهذا الرمز خلال دقائق. لا تُره لأحد غيرك.
terminal-phone-added = أُضيف هاتف إلى هواتفك في { $since }: { $device }. رقمه { $code }. إن لم تكن أنت فشغّل `freeze`.
terminal-done-name-device = صار للهاتف اسمه.

## What you were asked
terminal-past = { $at } { $who }: { $what }، { $state } ({ $problem })، الجلسة { $session }
terminal-past-own = أنت نفسك
terminal-past-phone = على الهاتف { $phone }
terminal-past-none = لم يطلب منك أحد شيئًا.
terminal-past-saved = حُفظ في { $file }
terminal-past-unproven = حُفظ في { $file } من دون إثبات وجوده في السجل: يأتي الإثبات بعد لحظات
terminal-past-unacceptable = لا يستطيع هذا الهاتف التحقق من { $count } أخرى، فلا تُعرض.
terminal-past-more = هناك ما هو أقدم: history --after { $session }
