# ما طُلب من الشخص، على كل هواتفه، على الهاتف الذي يحمله الناس.

mine-title = ما يخصني

## The list
history-title = توقيعاتي
history-lead = ما طُلب منك، على كل هواتفك، وافقت أم لم توافق. الأحدث أولًا.
history-loading = نسأل الخدمة …
history-failed-title = تعذّر الاستعلام
history-failed = تعذّر الوصول إلى الخدمة. حاول من جديد عند وجود اتصال.
history-empty = لم يطلب منك أحد شيئًا بعد.
history-more = أظهر ما هو أقدم
history-missing = لا يُحذف شيء من هذا بمرور الوقت. الطلبات التي أبعدتها الخدمة عنك لم تصل إلى أي هاتف، فليست هنا.
history-unacceptable-title = { $count ->
    [zero] لم يُخفَ أي طلب
    [one] طلب واحد لا يُعرض
    [two] طلبان لا يُعرضان
    [few] { $count } طلبات لا تُعرض
    [many] { $count } طلبًا لا يُعرض
   *[other] { $count } طلب لا يُعرض
}
history-unacceptable = ذكرتها الخدمة، لكنها لم تجتز فحصًا على هذا الهاتف.
history-own = أنت، بهاتفك

## How each ended
outcome-done = نُفّذ
outcome-expired = لم يُجَب في الوقت
outcome-cancelled = سُحب
outcome-failed = لم ينجح
outcome-open = ما زال مفتوحًا

## What you wanted of your own keys
deed-freeze = تجميد كل شيء
deed-unfreeze = إنهاء التجميد
deed-end-device = إنهاء هاتف
deed-change-pin = تغيير { $pin }
deed-activate = إضافة هاتف
deed-name-device = تسمية هاتف

## One of them
past-asker = طلبه
past-for = من أجل
past-phone = على الهاتف
past-other-phone = هاتف آخر لك
past-asked = طُلب
past-ended = انتهى
past-receipt = الإيصال، SHA-256
past-certificate = شهادتك، SHA-256
past-device = رقم الهاتف
past-save = احفظ الإثبات
past-save-text = في الملف ما طُلب، وما عُرض على هاتفك، وكيف انتهى، وإثبات وجوده في سجل البلد. من لديه مفاتيح البلد يستطيع التحقق منه من دون هذه الخدمة.
past-saved-title = حُفظ
past-saved = هو حيث يحفظ هذا المتصفح تنزيلاته. احفظه جيدًا: ففيه ما طُلب منك.
past-unproven-title = حُفظ، لكن من دون إثباته
past-unproven = لم يأخذه السجل بعد. احفظه من جديد بعد دقيقة.
past-offline-title = لا اتصال
past-offline = لم يُحفظ شيء. حاول من جديد عند وجود اتصال.
past-failed-title = لم يُحفظ شيء
past-failed = لم تعطِ الخدمة هذا الملف، أو رفضه هذا الهاتف. حاول لاحقًا.
