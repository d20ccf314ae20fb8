# Fieldchart، العربية. لم يراجعها بعدُ متحدث أصلي.

app-name = Fieldchart
choose-one = اختر
cancel-verb = إلغاء
close-verb = إغلاق
retry-verb = حاول مرة أخرى
print-verb = طباعة
skip-to-main = انتقل إلى الجزء الرئيسي
progress-of = { $done } من { $total }
progress-spoken = تمّ { $percent } %
saved-at = حُفظ { $time }
draft-restored = عاد ما كتبته من قبل.
draft-discard = إفراغ النموذج
bytes = { $n } بايت

## Languages
language-label = اللغة
language-note = الترجمة التي لم يراجعها متحدث أصلي بعد تُذكر كذلك في القائمة.
language-unreviewed = { $name } (غير مراجَعة)
language-en = English
language-fr = Français
language-es = Español
language-ar = العربية
language-sw = Kiswahili
language-qps = إنجليزية ممدودة للاختبار

## Frame
nav-label = الرئيسية
nav-patients = المرضى
nav-register = تسجيل
nav-journal = السجل
nav-settings = الإعدادات
search-label = البحث عن المرضى
search-hint = الاسم أو الرقم أو الهاتف أو المكان
sync-alone = كل شيء محفوظ هنا. لم يُقابَل جهاز آخر بعد.
user-label = المستخدم:
lock-verb = قفل

## First run
first-run-title = بدء عملية
first-run-what = العملية هي انتشار واحد: بعثة أو مخيم أو استجابة. يبقى كل شيء على هذا الجهاز.
operation-hint = مثال: الاستجابة للفيضان 2026
site-hint = المكان الذي يعمل فيه هذا الجهاز، مثل العيادة أ
passphrase-hint = خمس كلمات، أو 12 حرفًا على الأقل. تفتح المخزن على هذا الجهاز.
suggest-verb = اقترح خمس كلمات
suggested-words = اكتبها واحتفظ بها معك:
start-verb = ابدأ العملية
demo-title = جولة
demo-what = يفتح عملية فيها 200 شخص مختلَق. لا أحد منهم حقيقي.
demo-verb = جولة ببيانات تجريبية
demo-operation = تجربة
demo-site = موقع تجريبي
demo-user = مستخدم تجريبي
demo-passphrase = عبارة المرور هذه تفتح التجربة مرة أخرى. تُعرض مرة واحدة.
demo-ready = الأشخاص المختلَقون جاهزون.
demo-done = افتح المرضى
restore-title = استعادة نسخة احتياطية
restore-aside = تجلب إلى هنا ملفات جهاز ضاع أو تعطّل.
restore-link = استعد نسخة احتياطية
restore-what = تُنسخ النسخة الاحتياطية إلى هذا الجهاز. ثم ادخل بعبارة المرور المستعملة حيث صُنعت. يواصل هذا الجهاز في سجل خاص به، فلا يتعارض شيء مما وُقّع.
restore-from-hint = مجلد النسخة من جذره: مثل ‎/media/stick/fieldchart-backup‎.
restore-verb = استعد
restore-back = رجوع
phase-demo = كتابة الأشخاص المختلَقين
phase-verify = فحص كل بايت محفوظ
phase-check = يجري فحص المخزن كله
phase-rebuild = تُصنع القوائم من جديد
phase-backup = يجري نسخ المخزن وفحص النسخة
phase-export = تجري كتابة السجل للمدقق
phase-restore = يجري نسخ النسخة الاحتياطية إلى هذا الجهاز

## Sheets
sheets-title = اطبع هاتين الورقتين
sheets-what = اطبعهما الآن أو انسخهما بخط اليد. تُعرضان مرة واحدة ولا يمكن لأحد صنعهما مرة أخرى.
sheets-confirm-first = ضع علامة في المربع بعد أن تصبح الورقتان على الورق.
sheets-done = تابع إلى المرضى
sheet-qr = رمز QR لنص هذه الورقة
sheet-recovery-title = ورقة الاسترداد
sheet-recovery-what = تفتح سجلات هذه العملية عند فقدان كل عبارات المرور.
sheet-recovery-where = احفظها في مكان مقفل بعيدًا عن هذا الجهاز. من يملك الاثنين يستطيع قراءة كل شيء والكتابة باسم أي شخص.
sheet-root-title = ورقة مفتاح الجذر
sheet-root-what = تثبت من يحق له إضافة مستخدمين وأجهزة إلى هذه العملية.
sheet-root-where = احفظها في خزنة بعيدًا عن ورقة الاسترداد.

## Log in and lock
log-in-title = تسجيل الدخول
log-in-what = عبارة المرور تفتح المخزن وتبيّن من أنت.
log-in-verb = دخول
recover-link = نسيت عبارة المرور: استخدم ورقة الاسترداد
recover-title = استخدام ورقة الاسترداد
recover-what = مفتاح الاسترداد المطبوع على الورقة يفتح المخزن ويعطيك عبارة مرور جديدة. لا يضيع شيء مما سُجّل.
recovery-key-hint = المجموعات الأربع عشرة كلها، كل منها أربعة رموز، بترتيبها. لا فرق في المسافات والشرطات والأحرف الصغيرة.
recover-user-hint = الاسم كما هو مكتوب في Fieldchart. اتركه فارغًا إن كنت وحدك تستخدم هذا الجهاز.
recover-verb = اعتمد عبارة المرور الجديدة
recover-back = العودة إلى الدخول
lock-title = مقفل
lock-what = { $name } مسجَّل الدخول. ما كُتب محفوظ.
unlock-verb = فتح القفل

## Patients
patients-title = المرضى
patients-latest = { $total ->
    [one] مريض واحد ({ $total }):
   *[other] المرضى: { $total }. آخر ما كُتب ({ $n }):
}
patients-found = { $n ->
    [0] لم يُعثر على أحد بين { $total }.
    [one] عُثر على مريض واحد ({ $n }) بين { $total }.
   *[other] عُثر على { $n } بين { $total }.
}
patients-none-yet = لم يُسجَّل أحد بعد. سجّل أول مريض: يكفي اسم واحد.
patients-none-found = لا أحد يطابق. جرّب حروفًا أقل أو اسم العائلة وحده أو رقم هاتف. إن كان الشخص جديدًا فسجّله.
register-verb = تسجيل

## Register
register-title = تسجيل مريض
register-hint = يكفي اسم واحد. زر الإدخال ينتقل إلى الحقل التالي.
register-more = المزيد: أسماء أخرى، العنوان، الأرقام، القريب
no-name-label = شخص مجهول، { $when }
ids-hint = رقم في كل سطر. اذكر من أعطاه إن عُرف: المخيم: 1234
alike-title = مسجَّل من قبل؟
alike-what = لهؤلاء أسماء مشابهة. افتح أحدهم لترى المزيد.
same-name = اسم مشابه
same-sex = الجنس نفسه
same-birth = تاريخ الميلاد نفسه
same-age = العمر نفسه تقريبًا
same-phone = الهاتف نفسه
same-place = المكان نفسه

## Chart
chart-title = الملف
banner-age = العمر
photo-add = أضف صورة
photo-change = غيّر الصورة
photo-of = صورة المريض
photo-unreadable = هذا الملف ليس صورة يمكن قراءتها. اختر ملف JPEG أو PNG أو WebP.
banner-died = توفي { $when }
banner-conflicts = كُتب بشكل مختلف في مكانين: { $fields }. قرّر في الملف أيها يُعتمد.
conflict-title = كُتب بشكل مختلف في مكانين
conflict-what = كُتب هذا على حواسيب لم تلتقِ. يبقى كل شيء في التاريخ. اسأل المريض أو من كتبه، واختر ما يُعتمد.
conflict-in = (كُتب { $when })
conflict-by = كتب { $who } هذا { $when } على { $laptop }.
conflict-settle = هذا يُعتمد
amend-verb = تعديل
amend-patient = تعديل بيانات المريض
amend-save = حفظ التعديل
amend-saved = عُدّل. ما كُتب من قبل يبقى في التاريخ.
amended-mark = معدَّل
history-verb = التاريخ
history-title = التاريخ
history-written = كتب { $who } هذا { $when }.
history-amended = عدّل { $who } هذا { $when }.
history-entry = القيد { $index } في السجل
history-field = الحقل
history-before = قبل
history-after = بعد
history-empty = فارغ
vitals-title = العلامات الحيوية
vitals-new-title = قياس العلامات الحيوية
vitals-verb = حفظ العلامات الحيوية
vitals-saved = حُفظت العلامات الحيوية.
vitals-measured = القياس
vitals-none = لا علامات حيوية بعد. املأ أعلاه ما قيس؛ تكفي قيمة واحدة.
vitals-show-all = عرض الكل ({ $n })
vitals-amend = تعديل العلامات الحيوية، { $when }
vitals-history = تاريخ العلامات الحيوية، { $when }
vitals-of = العلامات الحيوية، { $when }
vitals-ask-age = العمر غير معروف، فلا يمكن تمييز القيم غير المعتادة. اسأل عن العمر أو اختر فئة عمرية عبر تعديل بيانات المريض.
unusual-mark = غير معتاد
unusual-range = غير معتاد لهذا العمر. المعتاد: { $low } إلى { $high }.
absence-none = لا قيمة بسبب…
absence-of = { $field }: سبب عدم وجود قيمة
problems-title = المشكلات
problem-since = منذ { $when }
findings-title = نتائج من أماكن أخرى ({ $n })
findings-what = النتيجة
findings-value = القيمة
findings-when = الوقت
attachments-title = المرفقات ({ $n })
attachment-open = افتح
attachment-add = أضف ملفًا
attachment-kinds = PNG أو JPEG أو WebP أو PDF أو JSON أو XML أو نص عادي، حتى 25 ميغابايت.
attachment-not-shown = لا تُعرض ملفات من هذا النوع هنا. احفظ الملف لفتحه في مكان آخر.
attachment-unreadable = لا يمكن قراءة هذا الملف هنا. حاول مرة أخرى؛ وإن بقي كذلك فتحقق من السجل.

## Journal
journal-title = السجل
journal-count = { $n ->
    [one] قيد واحد ({ $n }).
   *[other] القيود: { $n }.
}
journal-whole = لم يُغيَّر أيٌّ منها. جرى التحقق { $when }.
journal-broken = وجد الفحص { $when } تغييرات. لا تعتمد على هذا الجهاز؛ أخبر المنسق.
journal-unverified = لم يُتحقق منها على هذا الجهاز بعد.
journal-faults = هذه القيود لا تجتاز التحقق
verify-verb = تحقق الآن
digest-title = الملخص
digest-what = أسطر قليلة تمثل كل القيود. اطبعها: أي تغيير لاحق لن يطابقها.
digest-qr = رمز QR للملخص
entries-title = القيود والبصمات
entries-root = بصمة الجذر
entries-index = الرقم
entries-class = الصنف
entries-laptop = كُتب على
entries-at = كُتب
entries-bytes = بايت
entries-leaf = بصمة الورقة
class-clinical = سريري
class-stock = مخزون
class-access = اطلاع
class-membership = عضوية
class-redaction = حجب
class-settings = إعدادات
class-key = مفتاح
class-heads = رؤوس
class-chunk = مرفق
class-newer = من إصدار أحدث

## Settings
settings-title = الإعدادات
settings-look = اللغة والمظهر
settings-leave = المغادرة
lock-screen-verb = قفل الشاشة
lock-screen-what = يخفي كل شيء؛ ثم تتابع من حيث كنت.
log-out-verb = تسجيل الخروج
log-out-what = ينهي جلستك على هذا الجهاز.
lock-store-verb = قفل المخزن
lock-store-what = ينهي كل الجلسات وينسى كل المفاتيح. افعل ذلك قبل أن يغيب الجهاز عن نظرك.
theme-auto = مثل النظام
theme-light = فاتح
theme-dark = داكن
theme-contrast = تباين عالٍ

## Ages and dates
age-days = { $n ->
    [one] يوم واحد ({ $n })
   *[other] العمر بالأيام: { $n }
}
age-months = { $n ->
    [one] شهر واحد ({ $n })
   *[other] العمر بالأشهر: { $n }
}
age-years = { $n ->
    [one] سنة واحدة ({ $n })
    [two] سنتان ({ $n })
    [few] { $n } سنوات
    [many] { $n } سنة
   *[other] { $n } سنة
}
age-years-months = { $years ->
    [one] سنة واحدة ({ $years })
    [two] سنتان ({ $years })
   *[other] { $years } سنوات
} و{ $months ->
    [one] شهر واحد ({ $months })
    [two] شهران ({ $months })
    [few] { $months } أشهر
   *[other] { $months } شهرًا
}
age-about = حوالي { $age }
age-judged = { $class } (تقديرًا)
age-unclear = العمر غير واضح
age-not-asked = لم يُسأل عن العمر
birth-born = وُلد { $date }
birth-count = { $n } { $unit }
birth-told = { $age }، قيل في { $date }
birth-judged = { $class }، تقدير في { $date }
birth-way-age = العمر
birth-way-date = تاريخ الميلاد
birth-way-class = الفئة العمرية
birth-date-hint = اترك اليوم، أو اليوم والشهر، فارغًا إن لم يُعرف.
birth-wrong-date = هذا التاريخ ليس في التقويم. تحقق من اليوم والشهر.
birth-wrong-year = اذكر السنة، أو اذكر العمر بدلًا منها.
birth-wrong-month = اذكر الشهر، أو اترك اليوم فارغًا أيضًا.
birth-wrong-four = اكتب السنة بأربعة أرقام، مثل 1990.
birth-wrong-age = اكتب العمر عددًا صحيحًا.
birth-wrong-unit = اختر أيامًا أو أسابيع أو أشهرًا أو سنوات.
date-day = { $day } { $month } { $year }
date-month = { $month } { $year }
date-time = { $date }، { $time }
time-now = الآن
time-minutes = { $n ->
    [one] قبل دقيقة واحدة ({ $n })
    [two] قبل دقيقتين ({ $n })
    [few] قبل { $n } دقائق
   *[other] قبل { $n } دقيقة
}
time-today = اليوم { $time }
time-yesterday = أمس { $time }
month-1 = يناير
month-2 = فبراير
month-3 = مارس
month-4 = أبريل
month-5 = مايو
month-6 = يونيو
month-7 = يوليو
month-8 = أغسطس
month-9 = سبتمبر
month-10 = أكتوبر
month-11 = نوفمبر
month-12 = ديسمبر

## Codes
sex-female = أنثى
sex-male = ذكر
sex-other = آخر
sex-unknown = غير معروف
sex-not-asked = لم يُسأل عن الجنس
status-refugee = لاجئ
status-displaced = نازح
status-host = المجتمع المضيف
status-other = آخر
age-class-under-28-days = أقل من 28 يومًا
age-class-1-11-months = من 1 إلى 11 شهرًا
age-class-1-4 = من 1 إلى 4 سنوات
age-class-5-11 = من 5 إلى 11 سنة
age-class-12-17 = من 12 إلى 17 سنة
age-class-18-64 = من 18 إلى 64 سنة
age-class-65-plus = 65 سنة فأكثر
age-unit-days = أيام
age-unit-weeks = أسابيع
age-unit-months = أشهر
age-unit-years = سنوات
absence-not-measurable = تعذّر قياسه
absence-beyond-meter = خارج نطاق المقياس
absence-refused = رفض
acvpu-alert = واعٍ
acvpu-confused = ارتباك جديد
acvpu-voice = يستجيب للصوت
acvpu-pain = يستجيب للألم
acvpu-unresponsive = لا يستجيب
answer-yes = نعم
answer-no = لا

## Fields
field-operation = العملية
field-site = الموقع
field-name = اسمك
field-passphrase = عبارة المرور
field-recovery_key = مفتاح الاسترداد
field-user = عبارة مرور مَن
field-repeat = عبارة المرور مرة أخرى
field-sheets_kept = طبعت الورقتين أو نسختهما
field-theme = المظهر
field-draft = مسودة
field-patients = المرضى
field-no_name = لا اسم بعد
field-given = الاسم
field-family = اسم العائلة
field-other_names = أسماء أخرى
field-script_name = الاسم بكتابة أخرى
field-label = بماذا نسميه الآن
field-sex = الجنس
field-birth = الميلاد أو العمر
field-birth_age = العمر
field-birth_unit = الوحدة
field-birth_class = الفئة العمرية
field-birth_day = اليوم
field-birth_month = الشهر
field-birth_year = السنة
field-phone = الهاتف
field-phone_shared = هل يجيب آخرون على هذا الهاتف؟
field-phone_safe = هل الاتصال آمن؟
field-address = العنوان أو القطاع
field-city = المدينة أو المخيم أو القرية
field-country = البلد
field-ids = أرقام المخيم أو الأرقام الوطنية
field-status = الوضع
field-language = اللغة المفضلة
field-next_of_kin = أقرب الأقارب
field-consent = الموافقة
field-flags = أوجه الضعف
field-died = الوفاة
field-photo = الصورة
field-patient = المريض
field-at = القياس
field-vitals = العلامات الحيوية
field-temperature_mc = الحرارة
field-pulse_per_min = نبض القلب
field-breathing_per_min = معدل التنفس
field-spo2_pct = تشبع الأكسجين
field-oxygen_ml_per_min = الأكسجين المعطى
field-systolic_mmhg = الضغط الانقباضي
field-diastolic_mmhg = الضغط الانبساطي
field-weight_g = الوزن
field-height_mm = الطول
field-muac_mm = محيط العضد
field-glucose_umol_per_l = سكر الدم
field-pain = الألم
field-acvpu = الوعي

## What must be mended
errors-title = لم يُحفظ بعد. أصلح هذا أولًا
problem-name-or-label-needed = اكتب اسمًا واحدًا، أو ضع علامة على «لا اسم بعد».
problem-too-long = هذا { $length } حرفًا؛ والحد { $max }.
problem-control-character = فيه حرف لا يُرى. اكتبه من جديد باليد.
problem-in-the-future = هذا اليوم لم يأتِ بعد. تحقق من السنة.
problem-too-old = لا أحد يتجاوز { $years } سنة. تحقق من السنة.
problem-too-high = { $value } أعلى من الممكن ({ $limit }). تحقق من الرقم والوحدة.
problem-too-low = { $value } أدنى من الممكن ({ $limit }). تحقق من الرقم والوحدة.
problem-nothing = املأ هذا الحقل.
problem-no-vitals = لم يُملأ شيء بعد. تكفي قيمة واحدة.
problem-passphrase-too-short = استعمل { $min } حرفًا على الأقل، أو اطلب اقتراح خمس كلمات.
problem-passphrase-common = هذه من أول ما يجرّبه أي شخص. اختر غيرها، أو اطلب اقتراح خمس كلمات.
problem-bad-pin = استخدم ستة أرقام لا يخمّنها أحد: لا 123456 ولا 111111.
problem-alert-needs-reason = اذكر لماذا تتابع رغم هذا التنبيه.
problem-gone = لم يعد هذا موجودًا. اختر من جديد.
problem-lot-expired = انتهت صلاحية التشغيلة { $lot } في { $expiry }. خذ تشغيلة أخرى.
problem-lot-held = التشغيلة { $lot } محجوزة. خذ تشغيلة أخرى.
problem-other-expiry = هذه التشغيلة معروفة هنا بتاريخ انتهاء { $known }. انظر إلى العبوة مرة أخرى، أو صحّح التشغيلة.
problem-more-than-owed = { $value } أكثر من المتبقي للمريض ({ $limit }). تحقق من العدد.
problem-less-than-owed = { $value } أقل من المتبقي للمريض ({ $limit }). سجّله جزءًا، أو أعطه كله.
problem-other-medicine = هذا ليس الدواء الموصوف. اختر «بديل» واذكر السبب.
import-unknown-column = هذا العمود غير معروف. غيّر اسمه أو احذفه.
import-twice = هذا العمود مكرر. أبقِ واحدًا.
import-missing = هذا ناقص. املأه.
import-not-a-form = هذا ليس اسم شكل دوائي، مثل tablet أو syrup.
import-not-a-route = هذا ليس اسم طريق إعطاء، مثل oral أو intramuscular.
import-not-a-date = هذا ليس تاريخًا مثل 2027-06-30 أو 2027-06.
import-not-a-number = هذا ليس عددًا صحيحًا.
import-not-units = اكتب الوحدات عددًا صحيحًا من 1 إلى 1000000.
import-not-yes-no = اكتب yes أو no.
import-bad-text = هذا طويل جدًا، أو فيه حرف لا يُرى.
import-other-expiry = هذه التشغيلة معروفة بتاريخ انتهاء آخر.
import-not-a-row = عدد خلايا هذا السطر يختلف عن السطر الأول.
import-too-large = الملف أكبر من 2 ميغابايت. استورده على أجزاء.
import-too-many-lines = في الملف أكثر من 5000 سطر. استورده على أجزاء.
problem-nobody-by-this-name = لا أحد على هذا الجهاز بهذا الاسم، أو أكثر من شخص. اكتب الاسم كما هو في Fieldchart.
problem-file-too-large = هذا الملف كبير جدًا؛ الحد { $max } ميغابايت.
problem-file-kind = لا تُحفظ ملفات من هذا النوع. تُحفظ الصور (PNG وJPEG وWebP) وملفات PDF وJSON وXML والنص العادي.
problem-picture-damaged = هذه الصورة تالفة أو ناقصة ولن يمكن عرضها لاحقًا. انسخها من مصدرها مرة أخرى أو التقطها من جديد.
problem-picture-too-large = في هذه الصورة نقاط أكثر مما يعرضه حاسوب صغير؛ الحد { $max } مليون. صغّرها وأضفها مرة أخرى.
problem-before-first-day = هذا اليوم قبل اليوم الأول. راجع اليومين.
problem-path-not-whole = اكتب المسار كاملًا من جذره: مثل ‎/media/stick/backup‎، أو ‎~/backup‎ لمجلدك الخاص.
problem-folder-missing = لا يوجد مجلد { $folder }. تأكد من وصل الذاكرة أو القرص، ومن الكتابة.
problem-folder-in-use = في هذا المجلد شيء بالفعل، ولا يُكتب فوق شيء. أعطِ مجلدًا لا يوجد بعد.
problem-folder-of-store = هذا المجلد داخل المخزن نفسه. أعطِ مجلدًا في مكان آخر، والأفضل على قرص آخر.
problem-folder-not-writable = لا يمكن لـ Fieldchart الكتابة هنا، أو نُزع القرص. لم يبقَ شيء؛ اختر مجلدًا آخر.
problem-folder-full = لا مكان لهذا على القرص، أو لا يقبل ملفات بهذا الحجم. لم يبقَ شيء؛ اختر قرصًا آخر.
problem-folder-unreadable = لا يمكن قراءة هذا المجلد. تأكد من وصل الذاكرة أو القرص.
problem-no-backup = ليس في هذا المجلد نسخة احتياطية يقرأها هذا الإصدار. في مجلد النسخة ملفا vault.json وjournal.db.
problem-repeat = عبارتا المرور مختلفتان. اكتب العبارة نفسها مرتين.
problem-not-a-number = اكتب رقمًا، مثل 37.5.
problem-too-exact = المنازل العشرية أكثر مما يمكن حفظه.

## What went wrong
error-invalid = هناك ما يجب إصلاحه أولًا. ما كتبته ما زال هنا.
error-no-operation = لا توجد عملية على هذا الجهاز بعد.
error-operation-exists = على هذا الجهاز عملية بالفعل. سجّل الدخول.
error-locked = المخزن مقفل. سجّل الدخول؛ ما كُتب محفوظ.
error-screen-locked = الشاشة مقفلة. افتحها؛ ما كُتب محفوظ.
error-no-session = انتهت الجلسة. سجّل الدخول؛ ما كُتب محفوظ.
error-wrong-passphrase = عبارة المرور هذه لا تفتح شيئًا هنا. تحقق من الأحرف ولغة لوحة المفاتيح.
error-wrong-recovery-key = ليس هذا مفتاح استرداد هذا المخزن. قارن المجموعات الأربع عشرة بالورقة واحدة واحدة، وتحقق من أن الورقة تحمل اسم هذه العملية وليست ورقة مفتاح الجذر.
error-too-many-tries = { $seconds ->
    [one] محاولات كثيرة. انتظر ثانية واحدة ({ $seconds }).
   *[other] محاولات كثيرة. انتظر { $seconds } ثانية.
}
error-not-allowed = صلاحياتك لا تسمح بهذا. اسأل مسؤولًا.
error-second-signer = يجب أن يكون التوقيع الثاني لشخص آخر يحق له الحجب. اطلب من مسؤول آخر.
error-held = هذا الملف محفوظ بأمر حفظ. ارفع أمر الحفظ أولًا أو انتظر آخر يوم له.
error-not-found = لا يوجد هذا القيد على هذا الجهاز.
error-unknown-call = الشاشة والبرنامج من إصدارين مختلفين. أغلق كل النوافذ وشغّل Fieldchart من جديد.
error-damaged = المخزن لا يجتاز التحقق: { $what }. توقف عن الكتابة وأخبر المنسق.
error-store-newer = كتب هذا المخزن إصدار أحدث من Fieldchart: صيغته { $found }، وهذا البرنامج يقرأ حتى الصيغة { $known }. لم يتغير فيه شيء. ثبّت الإصدار الأحدث على هذا الحاسوب ثم سجّل الدخول.
error-store-older = صيغة هذا المخزن { $found }، وهي أقدم من أول صيغة يقرؤها هذا البرنامج، { $known }. لم يتغير فيه شيء. أخبر المنسق.
error-disk = القرص ممتلئ أو لا يمكن الكتابة عليه. ما كتبته ما زال هنا؛ أفرغ مساحة واحفظ مرة أخرى.
error-cancelled = أُلغي. لم يُفقد شيء.
error-internal = حدث خلل داخلي. ما كتبته ما زال هنا. أخبر المنسق بهذا الرقم: { $id }.
error-unreachable = Fieldchart لا يجيب. ما كتبته ما زال هنا. تأكد أن البرنامج يعمل ثم حاول مرة أخرى.
