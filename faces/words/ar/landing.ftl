# الصفحة التي تقول أين يوجد كل ما للبلد.

landing-lead = هذه خدمة الثقة لبلد ({ $country })، يشغّلها Great Seal: تُصدر شهادات المواطنين، وتطلب من هواتفهم التوقيع، وتقول هل ما زالت الشهادة صالحة، وتختم الوقت، وتتيح لمدقق أن يتحقق من مستند موقّع من دون أي شبكة.
landing-begin-title = ابدأ من هنا
landing-begin = جرّبه في هذا المتصفح
landing-commands-title = أوامر تجربها في الطرفية، بهذا الترتيب
landing-addresses-title = العناوين
landing-who = من
landing-what = ماذا
landing-where = أين
landing-citizens = المواطنون
landing-e-services = الخدمات الإلكترونية
landing-everybody = الجميع
landing-officers = الموظفون
landing-phone-app = الهاتف، في متصفح
landing-relying-parties = طلب التواقيع وتسجيل الدخول (TLS متبادل)
landing-time-stamps = أختام الوقت (RFC 3161)
landing-ocsp = هل ما زالت الشهادة صالحة؟ (OCSP)
landing-root-list = قائمة إلغاء الجذر
landing-root = شهادة الجذر، للتحقق من المستندات
landing-phones = واجهة الهواتف
landing-key-list = قائمة مفاتيح الخدمة الموقّعة
landing-registration = تسجيل الأشخاص وإعطاء التفعيلات والإلغاء (TLS متبادل)
landing-programs-title = للبرامج
landing-programs = كل العناوين، وأوصاف الواجهات، للآلات:
landing-licence = Great Seal { $version } · ‏MIT أو Apache-2.0، كما تختار
