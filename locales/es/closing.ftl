### El fin de una operación: anunciado, portátiles que no vendrán, firmado.

## What everybody sees
closing-notice-until = Esta operación termina el { $day }.
closing-notice-over = Esta operación terminó el { $day }.
closing-notice-sync = Sincronice este portátil con { $name } hasta entonces.
closing-notice-gather = Reúna cada portátil con este hasta entonces.
closing-notice-late = Lo que se escriba ahora no estará en la hoja de cierre, salvo que este portátil se sincronice otra vez con { $name }.
closing-notice-late-here = Lo que otros portátiles escriban ahora no estará en la hoja de cierre, salvo que se sincronicen otra vez con este.
closing-notice-signed = El cierre está firmado: lo que se escriba ahora no está en su hoja, salvo que se firme de nuevo.
closing-see = Ver el cierre

## The page
closing-verb = Cerrar la operación
closing-title = Cerrar la operación
closing-print = Imprimir la hoja de cierre
closing-what = Antes de que termine una operación, todo debe haberse reunido en un portátil. Aquí se anuncia, cada portátil llega o se anota como ausente, y se firma lo que hay. Las claves de archivo, el paquete de entrega y el certificado aún no forman parte de Fieldchart.

## Announced
closing-announced-title = Anunciado a todos
closing-announce-what = Aún no se ha anunciado nada. Una vez anunciado, cada portátil que se sincroniza dice hasta cuándo se atiende y con qué portátil reunirse. A nadie se le impide atender.
closing-announce = Anunciar el cierre
closing-amend = Corregir el anuncio
closing-announce-now = Anunciar esto
field-closing_last_day = Último día de atención
field-closing_keep_until = Los expedientes deben guardarse hasta
field-closing_note = Una frase para todos
field-closing_withdrawn = Si la operación se cierra
closing-last-day-hint = Después, cada portátil dice que la operación está cerrada. Aún se puede anotar la atención.
closing-keep-until-hint = Como lo exija la ley o la organización.
closing-note-hint = Por ejemplo, quién continúa. Puede quedar vacía.
closing-last-day = Último día de atención: { $day }
closing-keep-until = Los expedientes deben guardarse hasta el { $day }
closing-by = { $who }, { $when }, en { $laptop }
closing-is-withdrawn = El cierre se canceló.
closing-withdraw = Cancelarlo
closing-withdraw-what = Cada portátil que se sincroniza deja de decir que la operación termina. Lo firmado ya no cuenta; todo queda en el diario.
closing-withdraw-now = Cancelar el cierre
closing-disputed = Varias personas dijeron cosas distintas a la vez. Todo se guarda hasta que alguien anuncie cuál vale.
closing-value-withdrawn = cancelado
closing-value-stands = se cierra

## Laptops
closing-laptops-title = Portátiles
closing-all-in = Todos los portátiles están, o están revocados o anotados, hasta donde se sabe aquí.
closing-some-missing = { $n ->
    [one] Falta { $n } portátil. Reúna este con él, o anótelo como ausente y diga por qué.
   *[other] Faltan { $n } portátiles. Reúna este con cada uno de ellos, o anótelos como ausentes y diga por qué.
}
closing-laptop = Portátil
closing-stands = Estado
closing-size = Entradas
closing-root = Raíz
closing-is-in = está, y completo
closing-is-behind = { $n ->
    [one] atrasado en { $n } entrada
   *[other] atrasado en { $n } entradas
}
closing-is-unheard = sin noticias aún
closing-is-forked = dos historias
closing-is-revoked = revocado
closing-is-listed = no vendrá
closing-compare = Un portátil puede haber escrito algo desde entonces. Compare: su propio Diario muestra el mismo número de entradas y la misma raíz, o reúna los dos una vez más.
missing-verb = No vendrá
missing-title = { $name } no vendrá
missing-what = La hoja lo dice entonces, con el motivo y su nombre. Si viene de todos modos, se recoge como siempre. Un portátil en manos ajenas debe además revocarse.
field-missing_reason = Por qué
field-missing_words = Qué más hay que decir
missing-words-hint = Por ejemplo, desde cuándo y quién sabe más. Solo hace falta si ningún motivo encaja.
missing-reason-lost = Perdido
missing-reason-stolen = Robado
missing-reason-broken = Averiado
missing-reason-in-use = Aún en uso en otro lugar
missing-reason-other = Otra cosa
missing-now = Anotarlo como ausente
missing-off = Quitarlo de la lista
missing-listed = Anotado como ausente: { $reason }.
missing-was-listed = Vino, aunque estaba anotado como ausente: { $reason }.

## Still open
closing-open-title = Aún abierto
closing-open-what = Resuelva lo que se pueda. No impide firmar, y se firma tal como está.
closing-visits = Visitas abiertas: { $n }
closing-lots = Lotes con existencias: { $n }
closing-lots-below = Lotes contados por debajo de cero: { $n }
closing-forks = Portátiles con dos historias: { $n }
closing-behind = Portátiles que no están: { $n }
closing-see-list = Verlos

## Signed
closing-sign-title = La firma
closing-sign-first = Anuncie primero el cierre; después se puede firmar.
closing-sign-what = Al firmar se anota el resumen más reciente de cada portátil tal como está aquí, lo que hay y lo que sigue abierto. Cada portátil puede decir entonces si contiene exactamente eso.
closing-sign = Firmar el cierre
closing-sign-again = Firmar de nuevo lo que hay ahora
closing-signed-by = Firmado por { $by }
closing-confirmed-by = Confirmado por { $by }
closing-signed-once = Nadie lo ha confirmado aún.
closing-rival = Firmado a la vez por { $by }. Ambas se guardan; firme de nuevo para resolverlo.
closing-amended = Se anunció o anotó algo que quien firmó no había visto. Mírelo y firme de nuevo.
closing-confirm-what = Una segunda persona confirma lo firmado, mejor en otro portátil que contenga exactamente eso.
closing-confirm = Confirmar la firma
closing-counted = Pacientes: { $patients }. Visitas: { $visits }. Aún abierto al firmar:
closing-exact = Lo que contiene este portátil es exactamente lo que se firmó.
closing-differs = Lo que contiene este portátil no es exactamente lo que se firmó:
closing-is-short = { $n ->
    [one] { $name }: { $n } entrada firmada no está aquí. Sincronice este portátil.
   *[other] { $name }: { $n } entradas firmadas no están aquí. Sincronice este portátil.
}
closing-contradicts = { $name }: lo que está aquí contradice lo firmado. Con { $size } entradas tiene otra raíz. Guarde ambos y pregunte al auditor.
closing-absent = { $name }: de sus historias firmadas, la de { $size } entradas no está aquí. Sincronice este portátil.
closing-beyond = { $n ->
    [one] { $name } escribió { $n } entrada después del cierre: { $when }.
   *[other] { $name } escribió { $n } entradas después del cierre; la más reciente: { $when }.
}
closing-when-unknown = aquí no se sabe cuándo
closing-heads-title = Lo firmado, registro por registro
closing-here = En este portátil
closing-held-whole = lo mismo
closing-held-behind = no todo
closing-held-contradicts = otra raíz
closing-held-absent = esta historia no

## The sheet
closing-digest-title = Resumen de todo lo que está aquí
closing-digest-what = Cubre el diario de este portátil y el resumen más reciente de cada uno de los otros. Fírmelo, guarde un ejemplar y entregue otro.
closing-second = Segunda firma

## What is wrong
problem-before-last-day = Este día es anterior al último día de atención, el { $day }. Revise ambos.
error-not-announced = El cierre no está anunciado, o se canceló entretanto. Vuelva a mirar la página.
error-closing-disputed = Varias personas dijeron cosas distintas del cierre a la vez. Anuncie cuál vale; después se puede firmar.
error-laptops-unaccounted = { $n ->
    [one] Aún no se puede firmar: { $n } portátil ni está, ni está revocado, ni anotado como ausente.
   *[other] Aún no se puede firmar: { $n } portátiles ni están, ni están revocados, ni anotados como ausentes.
}
error-own-signature = La segunda firma debe ser de otra persona.
