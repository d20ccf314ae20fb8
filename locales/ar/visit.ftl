### The floor and the visit.

nav-today = اليوم
today-title = اليوم
visit-title = الزيارة

## Board and triage
today-count = { $n } هنا الآن، { $closed } أُغلقت اليوم
today-empty = لا أحد ينتظر. سجّل شخصًا، أو افتح ملفًا وابدأ زيارة.
today-wait = { $minutes } د
today-called = ناداه { $name }
today-nobody-waits = لم يبق أحد لمناداته: { $step }.
call-next-triage = نادِ التالي للفرز
call-next-medical = نادِ التالي للطبيب
call-next-pharmacy = نادِ التالي للصيدلية
red-now = أحمر الآن
red-now-title = أحمر: كم العمر تقريبًا؟
red-now-hint = هذا يفتح زيارة فورًا. سجّل الشخص لاحقًا.
red-now-label = مجهول، { $class }، { $time }
category-red = أحمر
category-yellow = أصفر
category-green = أخضر
category-none = لم يُفرز
waits-triage = ينتظر الفرز
waits-medical = ينتظر الطبيب
waits-pharmacy = ينتظر الصيدلية
waits-observation = تحت الملاحظة
waits-closed = مغلقة
visit-number = رقم { $n }
visit-writing = { $names } يكتب هنا
steps-label = خطوات الزيارة
step-prescriptions = الوصفات
step-outcome = النتيجة
triage-title = الفرز
triage-save = احفظ الفرز
triage-saved = الفرز في الملف.
triage-red-signs = علامات حمراء
triage-yellow-signs = علامات صفراء
triage-suggested = العلامات تقترح
triage-nothing-suggested = علّم العلامات أو قس العلامات الحيوية لتظهر اقتراحًا. القرار لك.
triage-high-risk = خطر مرتفع بالقياس: { $what }. استدعِ الأقدم فورًا.
field-category = الفئة
past-title = ما مضى
past-medicines = الأدوية
past-visits = زيارات سابقة
past-done = ما أُجري سابقًا
ahead-on-hand = { $n } متوفر
start-visit = ابدأ زيارة
sign-unresponsive = لا يستجيب
sign-stridor = صوت خشن عند الشهيق (صرير)
sign-respiratory-distress = ضيق تنفس شديد أو ازرقاق الشفتين
sign-capillary-refill-over-3s = امتلاء شعيري أكثر من 3 ثوانٍ
sign-weak-fast-pulse = نبض ضعيف وسريع
sign-cold-extremities = برودة اليدين والقدمين
sign-heavy-bleeding = نزف شديد
sign-convulsions = تشنجات الآن
sign-altered-with-fever-or-stiff-neck = تشوّش مع حمى أو برودة أو تيبّس الرقبة
sign-hypoglycaemia = انخفاض سكر الدم
sign-high-risk-trauma = إصابة عالية الخطورة
sign-threatened-limb = طرف مهدد
sign-snake-bite = لدغة أفعى
sign-poisoning = تسمم أو تعرض كيميائي
sign-testicular-pain = ألم خصية مفاجئ
sign-under-8-days = أقل من 8 أيام
sign-pregnant-bleeding = حامل مع نزف شديد
sign-pregnant-abdominal-pain = حامل مع ألم بطن شديد
sign-pregnant-convulsions = حامل مع تشنجات أو تشوّش
sign-pregnant-headache = حامل مع صداع شديد أو اضطراب رؤية
sign-labour = في المخاض
sign-swelling-of-mouth-or-neck = تورم الفم أو الحلق أو الرقبة
sign-wheezing = أزيز
sign-vomits-everything = يتقيأ كل شيء
sign-ongoing-diarrhoea = إسهال مستمر
sign-cannot-feed-or-drink = لا يستطيع الرضاعة أو الشرب
sign-dehydration = علامات جفاف
sign-severe-wasting-or-oedema = هزال شديد أو وذمة
sign-under-6-months = من 8 أيام إلى 6 أشهر
sign-severe-pallor = شحوب شديد
sign-ongoing-bleeding = نزف مستمر
sign-recent-fainting = إغماء حديث
sign-restless-or-lethargic = تشوّش أو هياج أو خمول
sign-weakness-or-loss-of-vision = ضعف أو فقدان بصر مفاجئ
sign-severe-pain = ألم شديد
sign-new-rash-peeling = طفح جديد يزداد أو يتقشر
sign-open-fracture-or-dislocation = كسر مفتوح أو خلع
sign-other-trauma-or-burns = إصابة أخرى أو حروق
sign-sexual-assault = اعتداء جنسي
sign-cannot-pass-urine = لا يستطيع التبول
sign-pregnant-referred = حامل محالة بسبب مشكلة

field-pregnant = حامل؟
field-gestation_weeks = أسابيع الحمل
## Medical
narrative-title = القصة المرضية والفحص
narrative-hint = بكلمات المريض. Ctrl + Enter للمتابعة.
narrative-details = البداية والشدة وتفاصيل أخرى
narrative-for-all = كل الشكاوى
narrative-save = حفظ الملاحظة
narrative-saved = الملاحظة في الملف.
background-title = السوابق
background-asked = سُئل عنه ودُوّن
background-save = حفظ السوابق
background-saved = السوابق في الملف.
allergies-title = الحساسية
allergies-none-known = لا حساسية معروفة.
allergies-not-asked = لم يُسأل عن الحساسية بعد.
allergy-add = إضافة الحساسية
allergy-saved = الحساسية في الملف.
assess-title = المشكلات
assess-add = إضافة المشكلة
assess-code = رمز ICD-10:
problem-saved = المشكلة في الملف.

## Prescriptions
prescribe-title = الوصفات
prescribe-sign = توقيع الوصفة
prescribe-signed = وُقّعت. الصيدلية تراها.
prescribe-read-again = اقرأ الجملة أدناه ثم وقّع.
prescribe-on-hand = المتوفر: { $n }
prescribe-how-hint = 3 مرات في اليوم، TID
prescribe-how-unknown = هذا غير مفهوم. اختر عدد المرات من القائمة.
prescribe-days-unit = أيام
prescribe-days = { $n ->
    [few] { $n } أيام
   *[other] { $n } يومًا
}
prescribe-note-hint = كلمات للصيدلية وللمريض، مثل «مع الطعام».
prescribe-not-zero = اكتب عددًا أكبر من الصفر.
prescribe-not-whole = اكتب عددًا صحيحًا مثل 5.
prescribe-not-a-number = اكتب عددًا مثل 2 أو 0.5.
prescribe-max-below-dose = الحد الأقصى في اليوم أقل من جرعة واحدة.
prescribe-said = { $medicine }: { $dose } { $route }، { $how }، { $days } = { $amount }
prescribe-said-once = { $medicine }: { $dose } { $route }، { $how } = { $amount }
prescribe-said-needed = { $medicine }: { $dose } { $route }، { $how }، لا أكثر من { $max } في اليوم، { $days } = { $amount }
prescribe-missing = ما زال ناقصًا: { $what }
prescribe-unchecked = لم يُتحقق من: { $what }
prescribe-source = المصدر:
prescribe-reason = لماذا تتابع
prescribe-again = كرر الأخيرة: { $medicine }
prescribe-stop = إيقافها

## Tests and what was done
tests-title = الفحوص
test-hint = مثلًا: اختبار الملاريا السريع
test-order = طلب الفحص
test-ordered-now = طُلب الفحص.
test-take = أُخذت العينة
test-enter-result = إدخال النتيجة
test-result-title = النتيجة
test-save-result = حفظ النتيجة
test-resulted-now = النتيجة في الملف.
test-see = اطلعت عليها
procedures-title = ما أُجري هنا
procedure-add = إضافة ما أُجري
procedure-saved = صار في الملف.

## Outcome
outcome-title = نتيجة الزيارة
outcome-save = حفظ نتيجة الزيارة
outcome-saved = نتيجة الزيارة في الملف.
outcome-next = إلى أين يذهب المريض بعد ذلك
outcome-to-pharmacy = إرسال إلى الصيدلية
outcome-observe = إبقاء تحت المراقبة
outcome-close = إغلاق الزيارة
outcome-reopen = إعادة فتح الزيارة
outcome-asked = اذكر كيف انتهت الزيارة. إن لم يعرف أحد، اضغط «إغلاق الزيارة» مرة أخرى.
outcome-none = لم تُسجل نتيجة.
outcome-closed = الزيارة مغلقة ({ $when }).
outcome-follow-hint = متى ولماذا، مثلًا: بعد 3 أيام، تغيير الضماد
outcome-ask-referred = اذكر إلى أين، وهل قُبلت الإحالة.
outcome-ask-admitted = اذكر إلى أي جناح.
outcome-ask-died = اذكر الوقت والمكان والأسباب.
visit-to-pharmacy = المريض ينتظر في الصيدلية.
visit-observed = المريض تحت المراقبة.
visit-closed = أُغلقت الزيارة.
visit-reopened = فُتحت الزيارة من جديد.
stands-triage = المريض ينتظر الفرز.
stands-medical = المريض عندك أو ينتظر المعاينة.
stands-pharmacy = المريض ينتظر في الصيدلية.
stands-observation = المريض تحت المراقبة.
stands-closed = الزيارة مغلقة.

## Written rows, errors, a visit in the wrong chart
written-by = { $who }، { $when }
mark-verb = أُدخل خطأً
mark-what = يبقى مقروءًا مشطوبًا ولا يُحتسب بعد الآن. يمكنك التراجع عن ذلك.
mark-why = اذكر السبب ببضع كلمات.
mark-save = شطب
mark-stands = أُدخل خطأً:
mark-moved = نُقل إلى مريض آخر:
mark-take-back = تراجع
move-title = مريض خطأ؟
move-what = إن كانت هذه الزيارة لشخص آخر فانقلها إلى ملفه.
move-verb = نقل هذه الزيارة
move-whose = ابحث ثم اختر صاحب هذه الزيارة.
move-sure = هذا ينقل الزيارة من { $from } إلى { $to }.
move-goes = تنتقل الملاحظات والعلامات الحيوية والفحوص والوصفات، ويبقى المخزون كما هو. سيذكر الملفان ذلك. لا يُلغى إلا بنقلها من جديد.
move-confirm = انقل الزيارة الآن

## Codes of the medical forms
reaction-mild = خفيفة
reaction-moderate = متوسطة
reaction-severe = شديدة
certainty-confirmed = مؤكدة
certainty-suspected = مشتبه بها
certainty-refuted = مستبعدة
history-flag-diabetes = السكري
history-flag-hypertension = ارتفاع ضغط الدم
history-flag-high-cholesterol = ارتفاع الكوليسترول
history-flag-smoker = يدخن
history-flag-alcohol = يشرب الكحول
problem-active = قائمة
problem-resolved = انتهت
request-active = بانتظار الصرف
request-completed = صُرفت
request-stopped = أوقفت
request-reported = يتناوله، حسب مصدر آخر
test-ordered = مطلوب
test-taken = أُخذت العينة، النتيجة منتظرة
test-resulted = نتيجة لم يُطلع عليها
test-seen = اطُّلع عليه
procedure-procedure = إجراء
procedure-given = أُعطي هنا
procedure-vaccine = لقاح
procedure-counselling = إرشاد
outcome-treated = عولج وعاد إلى بيته
outcome-referred = أُحيل
outcome-admitted = أُدخل
outcome-left-unseen = غادر دون معاينة
outcome-left-against-advice = غادر خلافًا للنصيحة
outcome-dead-on-arrival = وصل متوفى
outcome-died-here = توفي هنا
step-triage = الفرز
step-medical = المعاينة الطبية
step-pharmacy = الصيدلية
step-observation = المراقبة
step-closed = مغلقة
alert-allergy = حساسية
alert-duplicate = موصوف من قبل
alert-pregnancy = حمل
alert-breast-feeding = رضاعة
alert-dose-high = جرعة فوق المعتاد
unchecked-no-weight = الجرعة (لا وزن هذا الشهر)
unchecked-no-dose-data = الجرعة (لا مصدر لهذا الدواء)
unchecked-not-in-list = الحساسية والحمل (الدواء ليس في القائمة)
unchecked-pregnancy-unknown = الحمل (لم يُسأل عنه)
form-capsule = كبسولة
form-tablet = قرص
form-chewable = قرص للمضغ
form-suspension = معلق
form-syrup = شراب
form-elixir = إكسير
form-solution = محلول
form-injection = حقنة
form-cream = كريم
form-ointment = مرهم
form-lotion = غسول
form-drops = قطرات
form-sachet = كيس مسحوق
form-suppository = تحميلة
form-inhaler = بخاخ
form-nebuliser = رذاذ
form-sublingual = قرص تحت اللسان
form-patch = لصقة
route-oral = بالفم
route-sublingual = تحت اللسان
route-buccal = داخل الخد
route-rectal = في المستقيم
route-vaginal = في المهبل
route-topical = على الجلد
route-transdermal = عبر الجلد
route-eye = في العين
route-ear = في الأذن
route-nasal = في الأنف
route-inhaled = استنشاقًا
route-intramuscular = في العضل
route-intravenous = في الوريد
route-subcutaneous = تحت الجلد
route-intradermal = في الأدمة
route-intraosseous = في نقي العظم
route-infiltration = حول الموضع المراد تخديره
route-intrathecal = في السائل النخاعي
route-tube = عبر أنبوب التغذية
administration-1-a-day = مرة في اليوم
administration-morning = مرة في اليوم صباحًا
administration-evening = مرة في اليوم مساءً
administration-bedtime = مرة في اليوم عند النوم
administration-2-a-day = مرتين في اليوم
administration-3-a-day = 3 مرات في اليوم
administration-4-a-day = 4 مرات في اليوم
administration-5-a-day = 5 مرات في اليوم
administration-every-4-hours = كل 4 ساعات
administration-every-4-to-6-hours = كل 4 إلى 6 ساعات
administration-every-6-hours = كل 6 ساعات
administration-every-8-hours = كل 8 ساعات
administration-every-12-hours = كل 12 ساعة
administration-alternate-days = يومًا بعد يوم
administration-1-a-week = مرة في الأسبوع
administration-2-a-week = مرتين في الأسبوع
administration-3-a-week = 3 مرات في الأسبوع
administration-as-needed = عند الحاجة
administration-once = جرعة واحدة الآن
units-tablet = أقراص
units-capsule = كبسولات
units-ml = مل
units-ampoule = أمبولات
units-application = دهنات
units-drop = قطرات
units-sachet = أكياس
units-suppository = تحاميل
units-puff = بخات
units-nebule = جرعات رذاذ
units-patch = لصقات
units-dose = لكل جرعة
unit-tablet = { $n ->
    [few] { $shown } أقراص
   *[other] { $shown } قرص
}
unit-capsule = { $n ->
    [few] { $shown } كبسولات
   *[other] { $shown } كبسولة
}
unit-ml = { $n ->
    [few] { $shown } مل
   *[other] { $shown } مل
}
unit-ampoule = { $n ->
    [few] { $shown } أمبولات
   *[other] { $shown } أمبولة
}
unit-application = { $n ->
    [few] { $shown } دهنات
   *[other] { $shown } دهنة
}
unit-drop = { $n ->
    [few] { $shown } قطرات
   *[other] { $shown } قطرة
}
unit-sachet = { $n ->
    [few] { $shown } أكياس
   *[other] { $shown } كيس
}
unit-suppository = { $n ->
    [few] { $shown } تحاميل
   *[other] { $shown } تحميلة
}
unit-puff = { $n ->
    [few] { $shown } بخات
   *[other] { $shown } بخة
}
unit-nebule = { $n ->
    [few] { $shown } جرعات رذاذ
   *[other] { $shown } جرعة رذاذ
}
unit-patch = { $n ->
    [few] { $shown } لصقات
   *[other] { $shown } لصقة
}
unit-dose = { $n ->
    [few] { $shown } وحدات
   *[other] { $shown } وحدة
}

## Fields of the medical forms
field-encounter = الزيارة
field-complaint = الشكوى
field-history = القصة المرضية
field-onset = البداية
field-severity = الشدة
field-radiation = ينتشر إلى
field-quality = طبيعته
field-provokes = يزداد مع
field-palliates = يخف مع
field-time_of_day = وقت اليوم
field-examination = الفحص
field-medical = الأمراض والعمليات
field-social = الحياة والعمل
field-family_history = أمراض العائلة
field-medication = الأدوية الحالية
field-history_flags = لديه أو يفعل
field-no_known_allergies = سُئل: لا حساسية معروفة
field-substance = حساسية من
field-reaction = ماذا حدث
field-certainty = مدى التأكد
field-code = الرمز
field-text = المشكلة
field-medicine = الدواء وتركيزه
field-ingredients = المكونات
field-form = الشكل
field-dose_milli = كل جرعة
field-route = الطريق
field-administration = عدد المرات
field-days = المدة
field-daily_max_milli = الحد الأقصى في اليوم
field-amount = الكمية
field-note = ملاحظة
field-overridden = تنبيهات تم تجاوزها
field-unchecked = لم يُتحقق منه
field-reason = السبب
field-test_name = الفحص
field-result = النتيجة
field-kit_lot = رقم دفعة العدة
field-reader = قرأها
field-kind = النوع
field-done_text = ما أُجري أو أُعطي
field-lot = رقم الدفعة
field-done_at = متى
field-opened_at = بدأت
field-outcome = كيف انتهت
field-outcome_note = تفاصيل
field-follow_up = المتابعة
field-step = الخطوة
field-step_since = منذ
field-closed = أُغلقت
field-complaints = الشكاوى
field-number = الرقم
field-age_band = الفئة العمرية
field-move_query = لمن هذه الزيارة؟
field-move_reason = سبب النقل
unwritten = كُتب ولم يُحفظ بعد: { $forms }. احفظه الآن، أو اضغط الزر مرة أخرى لتركه مسودة.
unwritten-write = احفظ كل شيء
