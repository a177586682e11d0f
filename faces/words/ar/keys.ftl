# هواتف الشخص وشهاداته، على الهاتف الذي يحمله الناس.

## What there is
keys-title = هواتفي وشهاداتي
keys-loading = نسأل الخدمة …
keys-failed-title = تعذّر الاستعلام
keys-failed = تعذّر الوصول إلى الخدمة. قد يكون ما تراه قديمًا.
keys-this = هذا الهاتف
keys-unnamed = هاتف { $since }
keys-used = آخر استعمال: { $when }
keys-never-used = لم يُستعمل بعد.
keys-ended = انتهى: لم يعد قادرًا على تسجيل دخولك ولا على التوقيع.
keys-name = أعطه اسمًا
keys-name-label = ما تسمّي به هذا الهاتف
keys-name-save = احفظ هذا الاسم
keys-end = أنهِ هذا الهاتف
keys-freeze = جمّد كل شيء الآن
keys-unfreeze = أنهِ التجميد بالرقم السري 2
keys-frozen-title = كل شيء مجمّد
keys-frozen = لا أحد يستطيع تسجيل الدخول أو التوقيع باسمك، على أي من هواتفك، حتى تنهي التجميد بالرقم السري 2.

## The PIN that grants it
grant-unfreeze-title = أدخل الرقم السري 2 لإنهاء التجميد
grant-unfreeze = عندئذ تستطيع هواتفك تسجيل دخولك والتوقيع من جديد.
grant-end-device-title = أدخل الرقم السري 2 لإنهاء هذا الهاتف
grant-end-device = لن يستطيع بعدها أبدًا تسجيل دخولك ولا التوقيع. ما وقّعه يبقى صحيحًا.
grant-submit = نفّذ

## What came of it
done-freeze-title = كل شيء مجمّد
done-freeze = لا أحد يستطيع الآن تسجيل الدخول أو التوقيع باسمك، على أي من هواتفك. انتهت الطلبات المفتوحة. تنهي التجميد بالرقم السري 2.
done-unfreeze-title = انتهى التجميد
done-unfreeze = تستطيع هواتفك تسجيل دخولك والتوقيع من جديد.
done-end-device-title = انتهى ذلك الهاتف
done-end-device = لم يعد قادرًا على تسجيل دخولك ولا على التوقيع، ويقول ذلك عند فتحه.
done-back = العودة إلى هواتفي
undone-offline-title = لا اتصال
undone-offline = تعذّر الوصول إلى الخدمة، فليس مؤكدًا أن الأمر نُفّذ. حاول من جديد عند وجود اتصال.
undone-lock-shut-title = بقي قفل هذا الجهاز مغلقًا
undone-lock-shut = لم يُنفّذ شيء، ولم يُجرَّب رقمك السري.
undone-late-title = فات الأوان: لم يُنفّذ شيء
undone-late = انتهى الوقت المخصّص. ابدأ من جديد.
undone-locked-title = أرقام سرية خاطئة كثيرة
undone-locked = لم يُنفّذ شيء. يمكنك المحاولة من جديد في { $until }. إن لم تكن أنت، فاذهب إلى موظف.
undone-many-title = محاولات كثيرة
undone-many = لم يُنفّذ شيء. انتظر قليلًا ثم ابدأ من جديد.
undone-not-frozen-title = ليس هناك ما تنهيه
undone-not-frozen = لم تجمّد شيئًا. ما علّقه موظف أو الخدمة يستطيع موظف إعادته.
undone-failed-title = لم ينجح الأمر
undone-failed = لم يُنفّذ شيء. ابدأ من جديد، أو اذهب إلى موظف.
result-freeze = إن كان أحد قد يتصرف باسمك فجمّد كل شيء: عندها لا يستطيع أحد تسجيل الدخول أو التوقيع باسمك. لا يلزم رقم سري، وتستطيع إنهاءه بنفسك.
