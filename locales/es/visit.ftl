### The floor and the visit.

nav-today = Hoy
today-title = Hoy
visit-title = Visita

## Board and triage
today-count = { $n } aquí ahora, { $closed } cerradas hoy
today-empty = Nadie espera. Registre a alguien, o abra una ficha y empiece una visita.
today-wait = { $minutes } min
today-called = llamado por { $name }
today-nobody-waits = No queda nadie por llamar: { $step }.
call-next-triage = Llamar a triaje
call-next-medical = Llamar a consulta
call-next-pharmacy = Llamar a farmacia
red-now = Rojo ahora
red-now-title = Rojo: ¿qué edad, más o menos?
red-now-hint = Esto abre una visita de inmediato. Registre a la persona después.
red-now-label = Sin nombre, { $class }, { $time }
category-red = Rojo
category-yellow = Amarillo
category-green = Verde
category-none = Sin triaje
waits-triage = espera triaje
waits-medical = espera consulta
waits-pharmacy = espera farmacia
waits-observation = en observación
waits-closed = cerrada
visit-number = Número { $n }
visit-writing = { $names } está escribiendo aquí
steps-label = Pasos de la visita
step-prescriptions = Recetas
step-outcome = Resultado
triage-title = Triaje
triage-save = Guardar el triaje
triage-saved = El triaje está en la ficha.
triage-red-signs = Signos rojos
triage-yellow-signs = Signos amarillos
triage-suggested = Los signos sugieren
triage-nothing-suggested = Marque signos o mida los signos vitales para una sugerencia. Usted decide.
triage-high-risk = Riesgo alto: { $what }. Avise a un superior enseguida.
field-category = Categoría
past-title = Antecedentes
past-medicines = Medicinas
past-visits = Visitas anteriores
past-done = Hecho antes
ahead-on-hand = { $n } disponibles
start-visit = Empezar una visita
sign-unresponsive = No responde
sign-stridor = Ruido al inspirar (estridor)
sign-respiratory-distress = Dificultad para respirar, o labios azules
sign-capillary-refill-over-3s = Relleno capilar mayor de 3 s
sign-weak-fast-pulse = Pulso débil y rápido
sign-cold-extremities = Manos y pies fríos
sign-heavy-bleeding = Hemorragia intensa
sign-convulsions = Convulsiona ahora
sign-altered-with-fever-or-stiff-neck = Confuso, con fiebre, frío o rigidez de nuca
sign-hypoglycaemia = Azúcar baja
sign-high-risk-trauma = Trauma de alto riesgo
sign-threatened-limb = Extremidad en peligro
sign-snake-bite = Mordedura de serpiente
sign-poisoning = Intoxicación o exposición química
sign-testicular-pain = Dolor testicular súbito
sign-under-8-days = Menos de 8 días
sign-pregnant-bleeding = Embarazada, sangra mucho
sign-pregnant-abdominal-pain = Embarazada, dolor abdominal fuerte
sign-pregnant-convulsions = Embarazada, convulsiones o confusa
sign-pregnant-headache = Embarazada, dolor de cabeza fuerte o ve mal
sign-labour = En trabajo de parto
sign-swelling-of-mouth-or-neck = Hinchazón de boca, garganta o cuello
sign-wheezing = Sibilancias
sign-vomits-everything = Vomita todo
sign-ongoing-diarrhoea = Diarrea que continúa
sign-cannot-feed-or-drink = No puede mamar ni beber
sign-dehydration = Signos de deshidratación
sign-severe-wasting-or-oedema = Emaciación grave o edemas
sign-under-6-months = De 8 días a 6 meses
sign-severe-pallor = Palidez intensa
sign-ongoing-bleeding = Sangrado que continúa
sign-recent-fainting = Desmayo reciente
sign-restless-or-lethargic = Confuso, agitado o somnoliento
sign-weakness-or-loss-of-vision = Debilidad o pérdida de vista súbita
sign-severe-pain = Dolor intenso
sign-new-rash-peeling = Erupción nueva que empeora o se descama
sign-open-fracture-or-dislocation = Fractura abierta o luxación
sign-other-trauma-or-burns = Otra lesión o quemaduras
sign-sexual-assault = Agresión sexual
sign-cannot-pass-urine = No puede orinar
sign-pregnant-referred = Embarazada, referida por un problema

field-pregnant = ¿Embarazada?
field-gestation_weeks = Semanas de embarazo
## Medical
narrative-title = Historia y examen
narrative-hint = Con las palabras del paciente. Ctrl + Intro para seguir.
narrative-details = Inicio, intensidad y otros detalles
narrative-for-all = Todas las molestias
narrative-save = Guardar la nota
narrative-saved = La nota está en la historia.
background-title = Antecedentes
background-asked = Preguntado y anotado
background-save = Guardar los antecedentes
background-saved = Los antecedentes están en la historia.
allergies-title = Alergias
allergies-none-known = Sin alergias conocidas.
allergies-not-asked = Aún no se ha preguntado por alergias.
allergy-add = Añadir la alergia
allergy-saved = La alergia está en la historia.
assess-title = Problemas
assess-add = Añadir el problema
assess-code = Código CIE-10:
problem-saved = El problema está en la historia.

## Prescriptions
prescribe-title = Recetas
prescribe-sign = Firmar la receta
prescribe-signed = Firmada. La farmacia la ve.
prescribe-read-again = Lea la frase de abajo y luego firme.
prescribe-on-hand = { $n } en existencia
prescribe-how-hint = 3 veces al día, TID
prescribe-how-unknown = Esto no se entiende. Elija la frecuencia en la lista.
prescribe-days-unit = días
prescribe-days = { $n ->
    [one] { $n } día
   *[other] { $n } días
}
prescribe-note-hint = Palabras para la farmacia y el paciente, como «con comida».
prescribe-not-zero = Indique un número mayor que cero.
prescribe-not-whole = Indique un número entero, como 5.
prescribe-not-a-number = Indique un número, como 2 o 0,5.
prescribe-max-below-dose = El máximo al día es menor que una dosis.
prescribe-said = { $medicine }: { $dose } { $route }, { $how }, { $days } = { $amount }
prescribe-said-once = { $medicine }: { $dose } { $route }, { $how } = { $amount }
prescribe-said-needed = { $medicine }: { $dose } { $route }, { $how }, como máximo { $max } al día, { $days } = { $amount }
prescribe-missing = Falta todavía: { $what }
prescribe-unchecked = No comprobado: { $what }
prescribe-source = Fuente:
prescribe-reason = Por qué seguir
prescribe-again = Repetir la última: { $medicine }
prescribe-stop = Suspenderla

## Tests and what was done
tests-title = Pruebas
test-hint = Por ejemplo: prueba rápida de malaria
test-order = Pedir la prueba
test-ordered-now = La prueba está pedida.
test-take = Muestra tomada
test-enter-result = Anotar el resultado
test-result-title = Resultado
test-save-result = Guardar el resultado
test-resulted-now = El resultado está en la historia.
test-see = Lo he visto
procedures-title = Hecho aquí
procedure-add = Añadir lo que se hizo
procedure-saved = Está en la historia.

## Outcome
outcome-title = Resultado de la visita
outcome-save = Guardar el resultado
outcome-saved = El resultado está en la historia.
outcome-next = Adónde va el paciente
outcome-to-pharmacy = Enviar a la farmacia
outcome-observe = Dejar en observación
outcome-close = Cerrar la visita
outcome-reopen = Reabrir la visita
outcome-asked = Diga cómo terminó la visita. Si nadie lo sabe, pulse otra vez «Cerrar la visita».
outcome-none = Sin resultado anotado.
outcome-closed = La visita está cerrada ({ $when }).
outcome-follow-hint = Cuándo y para qué, por ejemplo: en 3 días, cura
outcome-ask-referred = Diga adónde y si lo aceptaron.
outcome-ask-admitted = Diga en qué sala.
outcome-ask-died = Diga la hora, el lugar y las causas.
visit-to-pharmacy = El paciente espera en la farmacia.
visit-observed = El paciente está en observación.
visit-closed = La visita está cerrada.
visit-reopened = La visita está abierta otra vez.
stands-triage = El paciente espera el triaje.
stands-medical = El paciente está con usted o espera ser visto.
stands-pharmacy = El paciente espera en la farmacia.
stands-observation = El paciente está en observación.
stands-closed = La visita está cerrada.

## Written rows, errors, a visit in the wrong chart
written-by = { $who }, { $when }
mark-verb = Anotado por error
mark-what = Queda legible, tachado, y ya no cuenta. Puede deshacerlo.
mark-why = Diga por qué en pocas palabras.
mark-save = Tachar
mark-stands = Anotado por error:
mark-moved = Pasado a otro paciente:
mark-take-back = Deshacer
move-title = ¿Paciente equivocado?
move-what = Si esta visita es de otra persona, pásela a su historia.
move-verb = Pasar esta visita
move-whose = Busque y elija de quién es esta visita.
move-sure = Esto pasa la visita de { $from } a { $to }.
move-goes = Van las notas, los signos vitales, las pruebas y las recetas; las existencias quedan igual. Ambas historias lo dirán. Solo se deshace pasándola otra vez.
move-confirm = Pasar la visita ahora

## Codes of the medical forms
reaction-mild = Leve
reaction-moderate = Moderada
reaction-severe = Grave
certainty-confirmed = Confirmada
certainty-suspected = Sospechada
certainty-refuted = Descartada
history-flag-diabetes = Diabetes
history-flag-hypertension = Hipertensión
history-flag-high-cholesterol = Colesterol alto
history-flag-smoker = Fuma
history-flag-alcohol = Bebe alcohol
problem-active = Activo
problem-resolved = Resuelto
request-active = Por dispensar
request-completed = Dispensada
request-stopped = Suspendida
request-reported = lo toma, según otra fuente
test-ordered = Pedida
test-taken = Tomada, falta el resultado
test-resulted = Resultado por ver
test-seen = Visto
procedure-procedure = Procedimiento
procedure-given = Dado aquí
procedure-vaccine = Vacuna
procedure-counselling = Consejería
outcome-treated = Tratado, a casa
outcome-referred = Referido
outcome-admitted = Ingresado
outcome-left-unseen = Se fue sin ser visto
outcome-left-against-advice = Se fue contra el consejo
outcome-dead-on-arrival = Llegó sin vida
outcome-died-here = Murió aquí
step-triage = Triaje
step-medical = Médico
step-pharmacy = Farmacia
step-observation = Observación
step-closed = Cerrada
alert-allergy = Alergia
alert-duplicate = Ya recetado
alert-pregnancy = Embarazo
alert-breast-feeding = Lactancia
alert-dose-high = Dosis mayor que la habitual
unchecked-no-weight = dosis (sin peso este mes)
unchecked-no-dose-data = dosis (sin fuente para este medicamento)
unchecked-not-in-list = alergia y embarazo (medicamento fuera de la lista)
unchecked-pregnancy-unknown = embarazo (sin preguntar)
form-capsule = cápsula
form-tablet = comprimido
form-chewable = comprimido masticable
form-suspension = suspensión
form-syrup = jarabe
form-elixir = elixir
form-solution = solución
form-injection = inyección
form-cream = crema
form-ointment = pomada
form-lotion = loción
form-drops = gotas
form-sachet = sobre
form-suppository = supositorio
form-inhaler = inhalador
form-nebuliser = nebulización
form-sublingual = comprimido sublingual
form-patch = parche
route-oral = por la boca
route-sublingual = bajo la lengua
route-buccal = dentro de la mejilla
route-rectal = en el recto
route-vaginal = en la vagina
route-topical = sobre la piel
route-transdermal = a través de la piel
route-eye = en el ojo
route-ear = en el oído
route-nasal = en la nariz
route-inhaled = inhalado
route-intramuscular = en el músculo
route-intravenous = en la vena
route-subcutaneous = bajo la piel
route-intradermal = en la piel
route-intraosseous = en la médula ósea
route-infiltration = alrededor de la zona a dormir
route-intrathecal = en el líquido espinal
route-tube = por la sonda
administration-1-a-day = 1 vez al día
administration-morning = 1 vez al día, por la mañana
administration-evening = 1 vez al día, por la tarde
administration-bedtime = 1 vez al día, al acostarse
administration-2-a-day = 2 veces al día
administration-3-a-day = 3 veces al día
administration-4-a-day = 4 veces al día
administration-5-a-day = 5 veces al día
administration-every-4-hours = cada 4 horas
administration-every-4-to-6-hours = cada 4 a 6 horas
administration-every-6-hours = cada 6 horas
administration-every-8-hours = cada 8 horas
administration-every-12-hours = cada 12 horas
administration-alternate-days = un día sí y otro no
administration-1-a-week = 1 vez por semana
administration-2-a-week = 2 veces por semana
administration-3-a-week = 3 veces por semana
administration-as-needed = cuando haga falta
administration-once = una dosis, ahora
units-tablet = comprimidos
units-capsule = cápsulas
units-ml = mL
units-ampoule = ampollas
units-application = aplicaciones
units-drop = gotas
units-sachet = sobres
units-suppository = supositorios
units-puff = inhalaciones
units-nebule = dosis nebulizadas
units-patch = parches
units-dose = por dosis
unit-tablet = { $n ->
    [one] { $shown } comprimido
   *[other] { $shown } comprimidos
}
unit-capsule = { $n ->
    [one] { $shown } cápsula
   *[other] { $shown } cápsulas
}
unit-ml = { $n ->
    [one] { $shown } mL
   *[other] { $shown } mL
}
unit-ampoule = { $n ->
    [one] { $shown } ampolla
   *[other] { $shown } ampollas
}
unit-application = { $n ->
    [one] { $shown } aplicación
   *[other] { $shown } aplicaciones
}
unit-drop = { $n ->
    [one] { $shown } gota
   *[other] { $shown } gotas
}
unit-sachet = { $n ->
    [one] { $shown } sobre
   *[other] { $shown } sobres
}
unit-suppository = { $n ->
    [one] { $shown } supositorio
   *[other] { $shown } supositorios
}
unit-puff = { $n ->
    [one] { $shown } inhalación
   *[other] { $shown } inhalaciones
}
unit-nebule = { $n ->
    [one] { $shown } dosis nebulizada
   *[other] { $shown } dosis nebulizadas
}
unit-patch = { $n ->
    [one] { $shown } parche
   *[other] { $shown } parches
}
unit-dose = { $n ->
    [one] { $shown } unidad
   *[other] { $shown } unidades
}

## Fields of the medical forms
field-encounter = Visita
field-complaint = Molestia
field-history = Historia
field-onset = Inicio
field-severity = Intensidad
field-radiation = Se extiende a
field-quality = Cómo es
field-provokes = Empeora con
field-palliates = Mejora con
field-time_of_day = Hora del día
field-examination = Examen
field-medical = Enfermedades y operaciones
field-social = Vida y trabajo
field-family_history = Enfermedades en la familia
field-medication = Medicinas que toma ahora
field-history_flags = Tiene o hace
field-no_known_allergies = Preguntado: sin alergias conocidas
field-substance = Alérgico a
field-reaction = Qué pasó
field-certainty = Certeza
field-code = Código
field-text = Problema
field-medicine = Medicina y concentración
field-ingredients = Componentes
field-form = Forma
field-dose_milli = Cada dosis
field-route = Vía
field-administration = Frecuencia
field-days = Duración
field-daily_max_milli = Máximo al día
field-amount = Cantidad
field-note = Nota
field-overridden = Alertas pasadas
field-unchecked = No comprobado
field-reason = Motivo
field-test_name = Prueba
field-result = Resultado
field-kit_lot = Lote del kit
field-reader = Leído por
field-kind = Tipo
field-done_text = Qué se hizo o se dio
field-lot = Lote
field-done_at = Cuándo
field-opened_at = Empezó
field-outcome = Cómo terminó
field-outcome_note = Más detalles
field-follow_up = Seguimiento
field-step = Paso
field-step_since = Desde
field-closed = Cerrada
field-complaints = Molestias
field-number = Número
field-age_band = Grupo de edad
field-move_query = ¿De quién es esta visita?
field-move_reason = Por qué se pasa
unwritten = Escrito, pero aún sin guardar: { $forms }. Guárdelo ahora, o pulse otra vez para dejarlo como borrador.
unwritten-write = Guardarlo todo
