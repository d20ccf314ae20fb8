### Pharmacy and stock, and what is printed.

nav-pharmacy = الصيدلية
pharmacy-title = الصيدلية
nav-stock = المخزون
stock-title = المخزون
number-not-whole = اكتب عددًا صحيحًا، مثل 30.

## Queue
pharmacy-count = { $n } ينتظرون، و{ $owed } لهم باقٍ يأخذونه
pharmacy-empty = لا أحد ينتظر هنا. يظهر المريض حين تُرسل زيارته إلى الصيدلية.
queue-open = { $n ->
    [one] وصفة واحدة
    [two] وصفتان
    [few] { $n } وصفات
   *[other] { $n } وصفة
}
queue-owed = له باقٍ
queue-waits = ينتظر منذ { $minutes } د
queue-left = غادر { $when }

## One patient
pharmacy-back = العودة إلى الطابور
pharmacy-to-visit = افتح الزيارة
pharmacy-all-done = تم التعامل مع كل ما وُصف. أغلق الزيارة أو استدعِ المريض التالي.
pharmacy-nothing-prescribed = لم يوصف شيء في هذه الزيارة.
pharmacy-close = أغلق الزيارة
rx-to-give = للصرف: { $owed }
rx-given = صُرف: { $given }
rx-given-owed = صُرف: { $given }. الباقي: { $owed }
rx-open-give = اصرف
rx-open-not = لا تصرف
rx-open-back = استرجع
directions = { $dose } { $route }، { $how }، { $days }
directions-once = { $dose } { $route }، { $how }
directions-needed = { $dose } { $route }، { $how }، بحد أقصى { $max } في اليوم، { $days }

## Giving
give-title = الصرف
give-lots = خذ أولًا ما تنتهي صلاحيته أولًا
give-lot-hint = كما هو مطبوع على العلبة التي بيدك.
give-none = لا يوجد منه شيء. يبقى { $owed } مستحقًا، إلا إذا كانت لديك دفعة ليست في المخزون بعد.
give-short = ينقص { $owed }. اصرف الموجود، ويبقى الباقي مستحقًا.
give-verb = اصرف
give-units-verb = اصرف { $units }
give-part-verb = اصرف { $units }، ويبقى { $owed }
give-instead-verb = اصرف { $units } بدلًا منه
give-what = { $units } من { $medicine }
give-done = صُرف: { $what }.
give-instead-what = تحقق بنفسك من الحساسية والجرعة: كانت التنبيهات لما وُصف.
lot-word = الدفعة
lot-no-expiry = تاريخ الصلاحية غير معروف
lot-until = صالح حتى { $day }
lot-left = بقي { $units }
lot-take = خذ { $units }
lot-known = { $until }؛ بقي { $units }
lot-unknown = هذه الدفعة ليست في المخزون بعد. ستُحسب تحت الصفر حتى تُستلم.
lot-no-stock = هذا الدواء ليس في القائمة. لا يتغير المخزون.
field-quantity = الكمية
field-instead = شيء آخر بدلًا منه
field-counselled = شُرحت طريقة الاستعمال
dispense-not-dispensed = لم يُصرف
dispense-substituted = بدلًا منه
dispense-counselled = شُرح
dispense-taken-back = استُرجع:
not-dispensed-title = لماذا لم يُصرف
not-dispensed-verb = لا تصرف
not-dispensed-done = سُجّل أنه لم يُصرف.
take-back-title = لماذا استُرجع
take-back-units-verb = استرجع { $units }
take-back-not = تراجع عن هذا
take-back-done = استُرجع. عاد المخزون كما كان.
why-out-of-stock = نفد من المخزون
why-declined = المريض لا يريده
why-has-some = لدى المريض منه
why-not-safe = غير آمن لهذا المريض
why-wrong-patient = مريض خطأ
why-wrong-lot = دفعة خطأ
why-wrong-number = عدد خطأ
why-brought-back = أعاده المريض

## Stock
stock-query = ابحث عن صنف
stock-count = { $total ->
    [few] { $total } أصناف، منها { $wanting } تحتاج إلى متابعة
   *[other] { $total } صنفًا، منها { $wanting } تحتاج إلى متابعة
}
field-wanting = القليل وما قارب الانتهاء أو انتهى فقط
stock-none-found = لا صنف مطابق. جرّب حروفًا أقل أو أزل العلامة.
stock-none-yet = القائمة فارغة. أضف صنفًا أو استورد قائمة من ملف.
stock-pages = الصفحات
page-before = السابق
page-after = التالي
page-of = { $first } إلى { $last } من { $total }
stock-item = الصنف
stock-usable = صالح اليوم
stock-wanting = للمتابعة
stock-lots = الدفعات
stock-no-lots = لا دفعات بعد. استلم الأولى.
stock-where = أين، وممن
stock-does = ما العمل
stock-open-receive = استلم
wanting-low = قليل: { $at } أو أقل
wanting-expired = { $n ->
    [few] { $n } دفعات منتهية
   *[other] { $n } دفعة منتهية
}
wanting-expiring = { $n ->
    [few] { $n } دفعات تنتهي قريبًا
   *[other] { $n } دفعة تنتهي قريبًا
}
wanting-below = { $n ->
    [few] { $n } دفعات للعدّ
   *[other] { $n } دفعة للعدّ
}
lot-expired = منتهي
lot-expiring = ينتهي قريبًا
lot-expired-on = انتهى في { $day }.
lot-held = محجوز
lot-below = تحت الصفر: عُدّها.
hold-verb = احجز
hold-done = الدفعة محجوزة. لا تُعرض لأحد.
release-verb = أطلق
release-done = يمكن صرف الدفعة من جديد.
item-new = أضف صنفًا
item-new-title = صنف جديد
item-amend = عدّل الصنف
item-amend-title = عدّل الصنف
item-save = احفظ الصنف
item-saved = { $name } في القائمة.
item-controlled = خاضع للرقابة
item-retired = لم يعد يُعرض
ingredients-hint = تفصل بينها فاصلة منقوطة. تُفحص الحساسية بها.
low-at-hint = عند هذا العدد أو أقل يظهر أنه قليل.
cost-not-a-number = اكتب مبلغًا، مثل 0.35.
field-generic = الاسم العلمي
field-strength = التركيز
field-brand = الاسم التجاري
field-pack_size = الوحدات في العبوة
field-unit_cost_milli = كلفة الوحدة
field-low_at = قليل عند
field-controlled = دواء خاضع للرقابة
field-retired = لم يعد يُعرض
field-expiry = انتهاء الصلاحية
field-units = الوحدات
field-donor = ممن
field-place = الصندوق أو الرف
field-manufacturer = الشركة المصنّعة
field-change = الكمية
receive-title = الاستلام
receive-units-hint = أقراص أو أمبولات أو مل مفردة، لا عبوات.
receive-verb = استلم
receive-units-verb = استلم { $units }
receive-done = استُلم: { $units }.
expiry-hint = كما هو مطبوع: 06/2027 تعني آخر يوم فيه.
expiry-wrong = هذا ليس تاريخ انتهاء. اكتبه هكذا 06/2027 أو 30/06/2027.
adjust-verb = صحّح
adjust-title = تصحيح العدد
adjust-hint = ما يُضاف، أو ما يُطرح بعلامة ناقص.
adjust-save = صحّح العدد
adjust-done = صُحّح العدد.
waste-open = أتلف
waste-title = الإتلاف
waste-hint = ما أُتلف أو كُسر أو فُقد.
waste-verb = أتلف
waste-units-verb = أتلف { $units }
waste-done = سُجّل أنه أُتلف.
move-after = من { $before } إلى { $after }
why-expired = منتهي الصلاحية
why-broken = مكسور
why-spoilt = أفسدته الحرارة أو الماء
why-counted = أُعيد العدّ
why-typed-wrong = كُتب خطأ من قبل
movements-open = الحركات
movements-title = الحركات، الأحدث أولًا
movements-none = لا حركة بعد.
movement-when = متى
movement-what = ماذا
movement-who = من
movement-receive = استُلم
movement-dispense = صُرف
movement-return = استُرجع
movement-adjust = صُحّح
movement-waste = أُتلف

## Files
export-verb = احفظ في ملف
export-done = يحوي الملف القائمة وكل دفعة بقي منها شيء.
import-open = استورد ملفًا
import-title = استيراد أصناف ومخزون
import-what = يُجرَّب الملف أولًا. لا يُكتب شيء حتى يصح كل سطر.
import-columns = ملف CSV بترميز UTF-8؛ يسمّي السطر الأول الأعمدة بأي ترتيب:
import-choose = اختر ملفًا
import-encoding = هذا الملف ليس بترميز UTF-8. احفظه من جديد بصيغة «CSV UTF-8» ثم اختره.
import-read = { $n ->
    [few] قُرئت { $n } أسطر.
   *[other] قُرئ { $n } سطرًا.
}
import-would = كل سطر صحيح. أصناف جديدة: { $items }. دفعات مستلمة: { $lots }.
import-grown = { $n ->
    [few] { $n } من هذه الدفعات موجودة هنا وتزيد. إن كان الملف قد استُورد من قبل فلا تستورده ثانية.
   *[other] { $n } من هذه الدفعات موجودة هنا وتزيد. إن كان الملف قد استُورد من قبل فلا تستورده ثانية.
}
import-verb = استورد { $items } أصناف و{ $lots } دفعات
import-done = تم الاستيراد. أصناف جديدة: { $items }. دفعات مستلمة: { $lots }.
import-refused = { $n ->
    [few] { $n } أسطر يجب إصلاحها. لم يُكتب شيء.
   *[other] { $n } سطرًا يجب إصلاحه. لم يُكتب شيء.
}
import-line = السطر
import-column = العمود
import-found = ما وُجد
import-mend = ما العمل

## Prints
print-title = طباعة
print-back = رجوع
print-prescription = اطبع الوصفة
print-summary = اطبع الملخص
print-label = ملصق
print-card = اطبع البطاقة
print-nothing = لا شيء للطباعة هنا.
print-paper = الورق: A4 أو ما في الطابعة. تُظهر الصفحة ما سيُطبع، ولا يُطبع غيره.
sheet-prescription = وصفة طبية
sheet-summary = ملخص الزيارة
sheet-age-weight = { $age }، { $sex }
sheet-weight = { $kg } كغ
sheet-visit = زيارة { $when }
sheet-prescriber = وصفها { $who }
sheet-signature = التوقيع
sheet-given = الأدوية
sheet-by-hand = طريقة الاستعمال:
sheet-card-number = رقم البطاقة
sheet-card-what = أحضر هذه البطاقة. تفتح ملفك هنا؛ ولا يحوي رمزها اسمك ولا شيئًا عن صحتك.
sheet-card-qr = رمز QR لرقم البطاقة
sheet-printed = طُبع { $when } بيد { $who } في { $site }
sheet-unreviewed = اسأل من يتكلم اللغة قبل أن تعتمد على هذه الكلمات.
