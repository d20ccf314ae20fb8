### نهاية العملية: إعلانها، والحواسيب التي لن تأتي، وتوقيعها.

## What everybody sees
closing-notice-until = تُغلق هذه العملية في { $day }.
closing-notice-over = أُغلقت هذه العملية في { $day }.
closing-notice-sync = زامن هذا الحاسوب مع { $name } حتى ذلك اليوم.
closing-notice-gather = اجمع كل حاسوب بهذا الحاسوب حتى ذلك اليوم.
closing-notice-late = ما يُكتب الآن لن يكون في ورقة الإغلاق ما لم يُزامَن هذا الحاسوب مع { $name } من جديد.
closing-notice-late-here = ما تكتبه الحواسيب الأخرى الآن لن يكون في ورقة الإغلاق ما لم تُزامَن مع هذا الحاسوب من جديد.
closing-notice-signed = وُقّع الإغلاق: ما يُكتب الآن ليس في ورقته ما لم يُوقَّع من جديد.
closing-see = انظر الإغلاق

## The page
closing-verb = إغلاق العملية
closing-title = إغلاق العملية
closing-print = اطبع ورقة الإغلاق
closing-what = قبل أن تنتهي العملية يجب أن يجتمع كل شيء على حاسوب واحد. هنا يُعلَن الإغلاق، ويحضر كل حاسوب أو يُسجَّل ناقصًا، ويُوقَّع على ما هو موجود. مفاتيح الأرشيف وحزمة التسليم والشهادة ليست من Fieldchart بعد.

## Announced
closing-announced-title = ما أُعلن للجميع
closing-announce-what = لم يُعلَن شيء بعد. وبعد الإعلان يقول كل حاسوب يُزامَن إلى متى تُقدَّم الرعاية ومع أي حاسوب يجتمع. ولا يُمنع أحد من تقديم الرعاية.
closing-announce = أعلن الإغلاق
closing-amend = عدّل الإعلان
closing-announce-now = أعلن هذا
field-closing_last_day = آخر يوم للرعاية
field-closing_keep_until = تُحفظ السجلات حتى
field-closing_note = جملة للجميع
field-closing_withdrawn = هل تُغلق أصلًا
closing-last-day-hint = بعده يقول كل حاسوب إن العملية مغلقة. ويبقى تدوين الرعاية ممكنًا.
closing-keep-until-hint = كما يطلب القانون أو المنظمة.
closing-note-hint = مثل من يتسلّم بعدكم. ويمكن تركها فارغة.
closing-last-day = آخر يوم للرعاية: { $day }
closing-keep-until = تُحفظ السجلات حتى { $day }
closing-by = { $who }، { $when }، على { $laptop }
closing-is-withdrawn = أُلغي الإغلاق.
closing-withdraw = ألغِه
closing-withdraw-what = يكف كل حاسوب يُزامَن عن القول إن العملية تُغلق. ولا يُعتد بما وُقّع، ويبقى كله في السجل.
closing-withdraw-now = ألغِ الإغلاق
closing-disputed = قال عدة أشخاص أشياء مختلفة في الوقت نفسه. يُحفظ كل ذلك حتى يعلن أحد أيها المعتمد.
closing-value-withdrawn = أُلغي
closing-value-stands = تُغلق

## Laptops
closing-laptops-title = الحواسيب
closing-all-in = كل الحواسيب حاضرة أو مُبطَلة أو مسجَّلة، بقدر ما يُعرف هنا.
closing-some-missing = { $n ->
    [one] حاسوب واحد ليس حاضرًا. اجمع هذا الحاسوب به، أو سجّله ناقصًا واذكر السبب.
    [two] حاسوبان ليسا حاضرين. اجمع هذا الحاسوب بكل منهما، أو سجّلهما ناقصين واذكر السبب.
    [few] { $n } حواسيب ليست حاضرة. اجمع هذا الحاسوب بكل منها، أو سجّلها ناقصة واذكر السبب.
   *[other] { $n } حاسوبًا ليست حاضرة. اجمع هذا الحاسوب بكل منها، أو سجّلها ناقصة واذكر السبب.
}
closing-laptop = الحاسوب
closing-stands = حاله
closing-size = القيود
closing-root = الجذر
closing-is-in = حاضر وكامل
closing-is-behind = { $n ->
    [one] متأخر بقيد واحد
    [two] متأخر بقيدين
    [few] متأخر بـ { $n } قيود
    [many] متأخر بـ { $n } قيدًا
   *[other] متأخر بـ { $n } قيد
}
closing-is-unheard = لم يُسمع عنه بعد
closing-is-forked = تاريخان
closing-is-revoked = مُبطَل
closing-is-listed = لن يأتي
closing-compare = قد يكون حاسوب كتب شيئًا بعد ذلك. قارن: يُظهر سجله عدد القيود نفسه والجذر نفسه، أو اجمع الاثنين مرة أخرى.
missing-verb = لن يأتي
missing-title = { $name } لن يأتي
missing-what = عندئذ تقول الورقة ذلك مع السبب واسمك. وإن جاء رغم ذلك أُخذ ما فيه كالعادة. أما الحاسوب الذي صار بيد غريب فيجب إبطاله أيضًا.
field-missing_reason = السبب
field-missing_words = ما يُقال غير ذلك
missing-words-hint = مثل منذ متى ومن يعرف أكثر. لا يلزم إلا إذا لم يناسب أي سبب.
missing-reason-lost = مفقود
missing-reason-stolen = مسروق
missing-reason-broken = معطّل
missing-reason-in-use = ما زال يُستعمل في مكان آخر
missing-reason-other = شيء آخر
missing-now = سجّله ناقصًا
missing-off = ارفعه من القائمة
missing-listed = مسجَّل ناقصًا: { $reason }.
missing-was-listed = جاء مع أنه كان مسجَّلًا ناقصًا: { $reason }.

## Still open
closing-open-title = ما زال مفتوحًا
closing-open-what = سوِّ ما يمكن تسويته. لا يمنع ذلك أحدًا من التوقيع، ويُوقَّع كما هو.
closing-visits = الزيارات المفتوحة: { $n }
closing-lots = الدفعات التي منها شيء على الرف: { $n }
closing-lots-below = الدفعات التي عُدّت دون الصفر: { $n }
closing-forks = الحواسيب ذات التاريخين: { $n }
closing-behind = الحواسيب غير الحاضرة: { $n }
closing-see-list = انظرها

## Signed
closing-sign-title = التوقيع
closing-sign-first = أعلن الإغلاق أولًا، ثم يمكن توقيعه.
closing-sign-what = يدوّن التوقيع أحدث ملخص لكل حاسوب كما هو هنا، وما هو موجود، وما زال مفتوحًا. عندئذ يستطيع كل حاسوب أن يقول هل فيه ذلك بعينه.
closing-sign = وقّع الإغلاق
closing-sign-again = وقّع من جديد على ما هو موجود الآن
closing-signed-by = وقّعه { $by }
closing-confirmed-by = أكّده { $by }
closing-signed-once = لم يؤكده أحد بعد.
closing-rival = وقّعه في الوقت نفسه { $by }. يُحفظ الاثنان، ووقّع من جديد لحسم ذلك.
closing-amended = أُعلن أو سُجّل شيء لم يكن الموقّع قد رآه. انظر إليه ووقّع من جديد.
closing-confirm-what = يؤكد شخص ثانٍ ما وُقّع، والأفضل على حاسوب آخر فيه ذلك بعينه.
closing-confirm = أكّد التوقيع
closing-counted = المرضى: { $patients }. الزيارات: { $visits }. ما كان مفتوحًا عند التوقيع:
closing-exact = ما في هذا الحاسوب هو بعينه ما وُقّع.
closing-differs = ما في هذا الحاسوب ليس بعينه ما وُقّع:
closing-is-short = { $n ->
    [one] { $name }: قيد موقَّع واحد ليس هنا. زامن هذا الحاسوب.
    [two] { $name }: قيدان موقَّعان ليسا هنا. زامن هذا الحاسوب.
    [few] { $name }: { $n } قيود موقَّعة ليست هنا. زامن هذا الحاسوب.
   *[other] { $name }: { $n } قيدًا موقَّعًا ليست هنا. زامن هذا الحاسوب.
}
closing-contradicts = { $name }: ما هو هنا يناقض ما وُقّع. عند { $size } قيد له جذر آخر. احتفظ بالاثنين واسأل المدقق.
closing-absent = { $name }: من تواريخه الموقَّعة، ليس هنا ذو { $size } قيد. زامن هذا الحاسوب.
closing-beyond = { $n ->
    [one] كتب { $name } قيدًا واحدًا بعد الإغلاق: { $when }.
    [two] كتب { $name } قيدين بعد الإغلاق، أحدثهما: { $when }.
    [few] كتب { $name } { $n } قيود بعد الإغلاق، أحدثها: { $when }.
   *[other] كتب { $name } { $n } قيدًا بعد الإغلاق، أحدثها: { $when }.
}
closing-when-unknown = لا يُعرف هنا متى
closing-heads-title = ما وُقّع، سجلًا سجلًا
closing-here = على هذا الحاسوب
closing-held-whole = نفسه
closing-held-behind = ليس كله
closing-held-contradicts = جذر آخر
closing-held-absent = ليس هذا التاريخ

## The sheet
closing-digest-title = ملخص كل ما هو هنا
closing-digest-what = يشمل سجل هذا الحاسوب وأحدث ملخص لكل حاسوب آخر. وقّعه واحتفظ بنسخة وأعطِ نسخة.
closing-second = التوقيع الثاني

## What is wrong
problem-before-last-day = هذا اليوم قبل آخر يوم للرعاية، { $day }. راجع اليومين.
error-not-announced = لم يُعلَن الإغلاق، أو أُلغي في الأثناء. انظر إلى الصفحة من جديد.
error-closing-disputed = قال عدة أشخاص أشياء مختلفة عن الإغلاق في وقت واحد. أعلن أيها المعتمد، ثم يمكن التوقيع.
error-laptops-unaccounted = { $n ->
    [one] لا يمكن التوقيع بعد: حاسوب واحد ليس حاضرًا ولا مُبطَلًا ولا مسجَّلًا ناقصًا.
    [two] لا يمكن التوقيع بعد: حاسوبان ليسا حاضرين ولا مُبطَلين ولا مسجَّلين ناقصين.
    [few] لا يمكن التوقيع بعد: { $n } حواسيب ليست حاضرة ولا مُبطَلة ولا مسجَّلة ناقصة.
   *[other] لا يمكن التوقيع بعد: { $n } حاسوبًا ليست حاضرة ولا مُبطَلة ولا مسجَّلة ناقصة.
}
error-own-signature = يجب أن يكون التوقيع الثاني لشخص آخر.
