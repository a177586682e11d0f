# الصفحة التي تتحقق من مستند موقّع.

check-title = تحقق من مستند موقّع
check-lead = أعطِ ملف PDF موقّعًا. يُتحقق منه على هذا الحاسوب، بشهادة جذر هذا البلد ومن دون شبكة، ولا يُحفظ.
check-file = ملف PDF الموقّع
check-file-help = اختره، أو أفلته على الحقل.
check-button = تحقق منه
check-no-file = لم يُعطَ أي ملف. اختر ملفًا، أو أفلته على الحقل.
check-too-large = الملف كبير جدًا: يُتحقق من { $megabytes } ميغابايت على الأكثر.
check-problem-title = هناك ما يجب تصحيحه
check-holds = التوقيع صحيح
check-all-hold = كل التواقيع صحيحة
check-stamp-holds = لم يوقّع أحد هذا المستند؛ وختم وقته صحيح
check-fails = لا تعتمد على هذا المستند
check-unsure = لا يمكن القول هل التوقيع صحيح
check-unsigned = لم يوقّع أحد هذا المستند
check-unreadable = لا يمكن قراءة هذا الملف
check-unreadable-text = ليس ملف PDF، أو هو تالف. لا يمكن قول شيء عن تواقيع فيه.
check-unsigned-text = لا توقيع فيه. إن كان يجب أن يكون فيه توقيع فاطلب الملف الموقّع ممن أعطاك إياه.
check-signed-by = وقّعه { $name } في { $moment } أو قبله. المستند كما كان حين وُقّع.
check-signed-by-unproven = وقّعه { $name }، في وقت لا يثبته شيء. المستند كما كان حين وُقّع.
check-stamped = يثبت ختم وقت أن المستند كان موجودًا في { $moment }.
check-fails-of = توقيع { $name } غير صحيح:
check-unsure-of = قد يكون توقيع { $name } صحيحًا أو لا:
check-somebody = شخص لا يمكن معرفته
check-claims = شخص يدّعي أنه { $name }
check-additions = أُضيف لاحقًا ولم يوقَّع:
check-name = الملف
check-size = { $kilobytes } ك.ب
check-root = الجذر الموثوق
check-until = يمكن التحقق حتى
check-until-text = { $moment }، من دون شبكة
check-fingerprint = ‏SHA-256 للملف
check-report = التقرير كله
check-save = احفظ التقرير (JSON)
check-another = تحقق من مستند آخر
check-gone-title = لم يعد هذا التحقق معروفًا
check-gone = لا يُحتفظ إلا بالأحدث، ولمدة. تحقق من المستند مرة أخرى.
check-moment = { $day } { $month ->
    [1] يناير
    [2] فبراير
    [3] مارس
    [4] أبريل
    [5] مايو
    [6] يونيو
    [7] يوليو
    [8] أغسطس
    [9] سبتمبر
    [10] أكتوبر
    [11] نوفمبر
   *[12] ديسمبر
} { $year }، { $time } UTC
