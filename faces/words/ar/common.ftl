# كلمات تشترك فيها عدة واجهات. للشيء الواحد كلمة واحدة في كل مكان.

language = اللغة
language-name = العربية
back = رجوع
details-for-specialists = تفاصيل للمختصين
purpose-authentication = تسجيل الدخول
purpose-signature = التوقيع
pin-authentication = الرقم السري 1
pin-signature = الرقم السري 2

# حال الشهادة.
standing-good = سارية
standing-frozen = جمّدتَها أنت
standing-suspended = علّقتها الخدمة أو موظف
standing-revoked = ملغاة نهائيًا
