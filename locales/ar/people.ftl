### People, roles, PINs, the access log.

nav-people = الأشخاص
people-title = الأشخاص

## People
person-add = إضافة شخص
person-add-title = شخص جديد
person-amend-title = تعديل { $name }
person-save = حفظ
person-you = أنت
person-until = حتى { $day }
person-ended = انتهى في { $day }
person-out = معطّل
ends-hint = اتركه فارغًا إن لم تكن هناك نهاية. بعد هذا اليوم لا يستطيع الشخص تسجيل الدخول.
ends-wrong = اكتب اليوم بصيغة سنة-شهر-يوم، مثل 2026-08-31.
role-nurse = ممرّض
role-physician = طبيب
role-pharmacist = صيدلي
role-researcher = باحث
role-manager = مدير
role-coordinator = منسّق
role-auditor = مدقّق
role-administrator = مسؤول النظام
role-what-nurse = الفرز والملفات والصيدلية والمخزون.
role-what-physician = الفرز والملفات والصيدلية والمخزون.
role-what-pharmacist = الفرز والملفات والصيدلية والمخزون.
role-what-researcher = تقارير بلا أسماء. لا ملفات.
role-what-manager = سير المرضى والتقرير اليومي. لا ملفات.
role-what-coordinator = الأجهزة والاقتران والمزامنة. لا ملفات.
role-what-auditor = يتحقق من السجل ويرى من فتح ماذا. لا ملفات.
role-what-administrator = الأشخاص والإعدادات وتجهيز المخزون. لا ملفات.
matrix-title = ما يسمح به كل دور
matrix-role = الدور
matrix-ticked = الأدوار المختارة معًا
permission-read-chart = قراءة الملفات
permission-write-chart = الكتابة في الملفات
permission-manage-stock = إدارة المخزون
permission-audit = التدقيق
permission-coordinate = الأجهزة والمزامنة
permission-administer = الأشخاص والإعدادات
permission-redact = توقيع عمليات الحجب
deactivate-verb = تعطيل
deactivate-title = تعطيل { $name }؟
deactivate-what = لن يستطيع هذا الشخص تسجيل الدخول على هذا الجهاز، وتنتهي جلساته الآن. يبقى كل ما كتبه مع اسمه. لا يمكن التراجع عن هذا: من يعود يُضاف من جديد.
once-title = عبارة المرور الخاصة بـ { $name }
once-what = تُعرض مرة واحدة ولا تُحفظ في أي مكان. اطبعها، أو اقرأها حين لا يسمع أحد آخر.
once-next = تفتح هذا الجهاز وتبيّن هوية صاحبها. ويمكنه تغييرها في الإعدادات.
once-done = لقد استلمها

## Access log
access-title = من فتح أي ملف
access-what = تظهر الملفات هنا بمعرّفها، لا بالاسم أبدًا. إعادة فتح الملف نفسه خلال 15 دقيقة لا تضيف سطرًا.
access-when = متى
access-who = من
access-chart = الملف
access-none = لم يفتح أحد أي ملف بعد.
access-older = عرض الأقدم

## PIN, passphrase, handing over the screen
pin-hint = ليس تاريخًا ولا تسلسلًا ولا تكرارًا.
own-pin-title = رمز PIN الخاص بي
own-pin-what = يعيد فتح هذه الشاشة ما دمت مسجّل الدخول؛ ولا يفتح المخزن أبدًا. بعد ثلاث محاولات خاطئة تلزم عبارة المرور.
own-pin-verb = تعيين الرمز
own-pin-said = تم تعيين الرمز.
own-passphrase-title = عبارة المرور الخاصة بي
passphrase-rule = خمس كلمات، أو 12 حرفًا على الأقل.
own-passphrase-verb = تغيير عبارة المرور
own-passphrase-said = تم تغيير عبارة المرور. القديمة لا تفتح شيئًا على هذا الجهاز.
take-back-verb = الفتح بالرمز
take-over-verb = المتابعة باسم { $name }
others-title = شخص آخر
others-what = هؤلاء مسجّلو الدخول هنا. اختر من أنت، ثم أدخل رمزك.
others-log-in = تسجيل الدخول كشخص آخر
others-log-in-what = تبيّن من أنت. وتبقى الجلسة المقفلة هنا مقفلة.

## Fields
field-person_name = الاسم
field-roles = الأدوار
field-ends = آخر يوم
field-pin = رمز PIN من ستة أرقام
field-old_passphrase = عبارة المرور الحالية
field-new_passphrase = عبارة المرور الجديدة
field-new_again = عبارة المرور الجديدة مرة أخرى
field-other_passphrase = عبارة المرور الخاصة بك

## What must be mended, what went wrong
problem-name-taken = يوجد شخص نشط بهذا الاسم. أضف ما يميّز بينهما.
problem-last-administrator = لا أحد غيره يدير هذه العملية دون يوم أخير. عيّن مسؤولًا آخر أولًا.
problem-in-the-past = هذا اليوم انقضى. اختر اليوم أو يومًا لاحقًا.
error-wrong-pin = { $left ->
    [one] هذا الرمز خاطئ. بقيت محاولة واحدة ({ $left }).
    [two] هذا الرمز خاطئ. بقيت محاولتان ({ $left }).
   *[other] هذا الرمز خاطئ. بقي { $left } من المحاولات.
}
error-no-pin = لا رمز يفتح هذا الآن: لم يُعيَّن، أو انتهت الجلسة، أو كان خاطئًا ثلاث مرات. استعمل عبارة المرور.
error-account-ended = انتهى هذا الحساب في { $day }. يمكن لمسؤول النظام تمديده.
