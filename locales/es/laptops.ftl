### Los portátiles de una operación: la lista, las memorias, unirse, uno perdido.

nav-laptops = Portátiles
laptops-title = Portátiles
sync-others = Todo está a salvo aquí. Otros portátiles: { $n }. Una memoria los reúne.
sync-met = Todo a salvo aquí. Último encuentro con el portátil { $name }: { $when }.
sync-met-hub = Todo a salvo aquí. Último encuentro con el nodo: { $when }.

## La lista
laptop-name = Portátil { $name }
name-verb = Poner nombre
laptop-name-hint = Por ejemplo «Recepción» o «Tableta 2». Todo el equipo lo ve; está sellado como todos los registros.
laptop-site-hint = Dónde se usa, si tiene un lugar fijo.
field-laptop_name = Nombre del portátil
field-laptop_site = Sitio
name-save = Guardar el nombre
laptop-rivals = Otra persona le puso nombre al mismo tiempo: { $others }. Se conservan ambos hasta que usted escriba cuál vale.
laptop-here = este
laptop-entries = Entradas aquí: { $n }
laptop-none = Ninguna de sus entradas está aquí todavía
laptop-heard = la más reciente: { $when }
laptop-signed = Ha atestiguado las primeras { $n } entradas de este portátil
laptop-unsigned = Aún no ha atestiguado las entradas de este portátil
known-whole = Contiene todo lo que está aquí.
known-behind = { $n ->
    [one] Atrasado en { $n } entrada como mucho.
   *[other] Atrasado en { $n } entradas como mucho.
}
known-nothing = Aún no consta que le haya llegado nada.
known-met = Se sabe desde que se encontraron: { $when }.
known-signed = Se sabe por lo que firmó como testigo: { $when }.
known-wrote = Se sabe por su entrada más reciente: { $when }.
clock-ahead-minutes = Su reloj va { $n } minutos por delante de este.
clock-ahead-hours = Su reloj va { $n } horas por delante de este.
clock-ahead-days = Su reloj va { $n } días por delante de este.
clock-behind-minutes = Su reloj va { $n } minutos por detrás de este.
clock-behind-hours = Su reloj va { $n } horas por detrás de este.
clock-behind-days = Su reloj va { $n } días por detrás de este.
clock-wrong = Uno de los dos está mal, y lo que se escribe con él lleva una fecha equivocada: póngalo en hora. No se pierde nada por ello.
laptop-revoked = Revocado: lo que escribe ya no se recoge
laptop-forked = Este portátil tiene dos historias: fue copiado, o devuelto a un día anterior. Ambas se conservan, y ambas pueden contener atención real. Pregunte quién trabaja en él, y use solo uno de ellos desde ahora.
laptops-exposed = Un portátil revocado todavía puede leer lo que se escribe aquí. Pulse otra vez «Este portátil se perdió» a su lado: así se renueva la clave.
laptops-alone = Por ahora solo este portátil pertenece a la operación. En uno nuevo, elija «Unirse a los portátiles de un equipo» en la primera pantalla; después admítalo aquí.

## On a network
near-title = En esta red
near-on = Los portátiles de esta operación se sincronizan solos en cuanto están al alcance.
near-paused = En pausa en este portátil: no se encuentra con nadie y nadie con él. Lo que llegó se queda aquí.
near-alone = Cuando un segundo portátil pertenezca a la operación, los dos se sincronizarán aquí solos.
near-off = Fieldchart se inició aquí sin red. Una memoria USB reúne los portátiles.
near-now = Sincronizar ahora
near-pause = Pausar
near-resume = Reanudar
near-nobody = No hay nadie al alcance. ¿Están los dos portátiles en la misma red? Algunas redes los separan: escriba entonces la dirección que muestra el otro.
near-somebody = Alguien en { $address }
near-at = en { $address }
near-in-reach = Al alcance
near-running = { $done } de { $all } registros, { $bytes } bytes
near-left-seconds = Quedan unos { $n } segundos
near-left-minutes = Quedan unos { $n } minutos
near-here = Los demás llegan a este portátil en:
near-qr = Código QR de { $address }
near-forget = No probar más esta dirección
near-meet-title = Encontrarse en una dirección
near-meet-verb = Encontrarse
near-address-hint = Como la muestra el otro portátil, por ejemplo 192.168.1.7:7368.
field-peer_address = Dirección del otro portátil
phase-meet = Sincronizando con el otro portátil
near-stopped = Detenido. Lo que había llegado se queda aquí.
near-log = Últimos encuentros
near-log-line = { $who }, { $when }: llegaron { $came } registros, salieron { $went }.
meeting-complete = Los dos tienen lo mismo.
meeting-incomplete = Algo fue rechazado; el resto se intercambió.
meeting-stopped = Se detuvo aquí. Lo que había llegado se queda aquí.
meeting-stopped-there = Se detuvo en el otro portátil. Lo que había llegado se queda aquí.
meeting-other-operation = El otro portátil pertenece a otra operación. No se intercambió nada.
meeting-version = Los dos programas son de versiones que no se entienden. Actualice el más antiguo.
meeting-protocol = Lo que llegó no tenía sentido y el encuentro terminó. No se tomó nada de ello.
meeting-store = Falló el almacén de uno de los dos portátiles. ¿Está lleno su disco, o estaba bloqueado?
meeting-broke = La conexión se cortó. El próximo encuentro sigue desde ahí.
meeting-unreachable = Nadie responde ahí. ¿Está encendido y abierto el otro portátil?
meeting-stranger = Quien responde ahí no es, o ya no es, un portátil de esta operación.
meeting-not-let-in = El otro portátil no conoce, o ya no, a este. Pregunte a un administrador.

## Con una memoria
stick-title = Reunir con una memoria
stick-what = Recoge de la memoria lo que es nuevo aquí, y pone en ella lo nuevo de aquí. Llévela de portátil en portátil, y dé otra vuelta más. Todo queda sellado: quien encuentre la memoria no puede leer ningún expediente.
stick-verb = Reunir ahora
stick-hint = La carpeta de la memoria, desde su raíz: por ejemplo /media/memoria. Debe existir ya.
stick-stopped = Cancelado. Lo que ya había llegado se queda aquí; hágalo otra vez para terminar.
phase-sync = Leyendo la memoria y poniéndola al día. Déjela conectada
stick-nothing = Nada en la memoria era nuevo aquí.
stick-entries = Entradas nuevas de otros portátiles: { $n }.
stick-bodies = Contenidos que faltaban aquí: { $n }.
stick-signed = Firmas nuevas de testigos: { $n }.
stick-next = La memoria tiene ahora lo que tiene este portátil. Retírela como indique el sistema, y llévela al siguiente.
stick-keep = Una parte de la memoria no se recogió, y no se escribió nada en ella. Guarde esta memoria como está y use otra: puede ser la única copia.
stick-refused = No se recogió: los registros del portátil { $name }.
stick-refused-somebody = No se recogió: los registros de un portátil que no se puede reconocer.
stick-why = Por qué, para quien ayude
field-stick = Carpeta de la memoria
field-join_words = Seis palabras del otro portátil

## Admitir
admit-title = Admitir un portátil
admit-what = El portátil nuevo escribió su solicitud en una memoria. Conecte la memoria aquí y escriba las seis palabras que muestra el nuevo: así no entra nadie más.
admit-words-hint = Como las muestra el portátil nuevo, en su orden. Pídalas de viva voz o léalas usted; las mayúsculas no importan.
admit-verb = Admitir
phase-admit = Admitiendo el portátil y escribiendo los registros en la memoria. Déjela conectada
admit-made = El portátil { $name } está admitido. Su respuesta y los registros están en la memoria.
admit-words = Escriba estas seis palabras en el portátil nuevo:
admit-next = Lleve la memoria y estas palabras al portátil nuevo. Cada quien entra allí con la frase de paso que tiene aquí.

## Perdido
lost-verb = Este portátil se perdió
lost-title = El portátil { $name } se perdió
lost-what = Lo que escribió y está aquí se queda. No podrá leer lo que se escriba desde ahora. No se puede deshacer: si aparece, se une de nuevo.
field-laptop_reason = Por qué
laptop-reason-left = Ya no se usa
laptop-reason-lost = Perdido o robado
laptop-reason-misused = Mal usado
lost-passphrase-hint = La suya, para que nadie haga esto en su pantalla.
lost-now = Revocarlo
lost-done = El portátil { $name } está revocado, y la clave se renovó.
lost-next = Reúna pronto este portátil con todos los demás: hasta que lo sepan, siguen con la clave anterior.

## Unirse
join-title = Unirse a los portátiles de un equipo
join-aside = El equipo ya trabaja en otros portátiles: este pasa a ser uno de ellos.
join-link = Unirse a un equipo
join-what = Este portátil escribe una solicitud en una memoria. Un administrador del equipo la responde en uno de los suyos, y la memoria trae aquí sus registros. Ninguna frase de paso viaja.
join-ask-verb = Escribir la solicitud
phase-ask = Escribiendo la solicitud
join-words = La solicitud está en la memoria. Las seis palabras de este portátil:
join-step-carry = Lleve la memoria a un portátil del equipo. Un administrador abre allí Portátiles, y luego «Admitir un portátil».
join-step-type = Allí escribe las seis palabras de arriba. No las ponga en la memoria.
join-step-back = Traiga de vuelta la memoria, y las seis palabras que aquel portátil muestra entonces. Mientras tanto deje este encendido.
join-words-hint = Como las muestra el portátil del administrador, en su orden; las mayúsculas no importan.
join-verb = La memoria volvió: unirse
join-ask-again = Escribir otra vez la solicitud en esta memoria
join-drop-verb = No unirse
phase-join = Recogiendo los registros del equipo y comprobando cada uno. Deje la memoria conectada

## The page of a lost one
laptops-back = Volver a los portátiles
lost-by-administrator = Un administrador lo excluye en esta página. Llame a uno ahora.
lost-is-out = Está excluido: no puede leer lo que se escriba desde ahora.
lost-out-title = Excluirlo
lost-held-title = Lo que contenía
lost-held-patients = Historias de al menos { $known } de los { $all } pacientes que están aquí.
lost-held-entries = Al menos { $known } de las { $all } entradas que están aquí.
lost-held-sealed = Todo está sellado. Sin una frase de paso del equipo nadie lee nada de ello; con una, todo.
lost-never-title = Lo que nunca pasó
lost-never-here = Escrito en él y presente aquí: todo hasta { $when }, según su reloj. Lo que se escribió después no está aquí.
lost-never-here-any = Nada de lo que se escribió en él está aquí.
lost-never-found = Si aparece, lo que escribió después se recoge y se guarda, pero no se muestra ni se cuenta. Pregunte a quienes trabajaron en él qué recuerdan, y escríbalo de nuevo.
lost-never-there = Aquí, sin que conste que le llegara: { $n } entradas, la más antigua escrita { $when }. Nada de esto se ha perdido.
lost-never-there-none = Consta que todo lo que está aquí le llegó.
lost-people-title = Qué frases de paso cambiar
lost-people-what = Cualquiera de estas frases abre el portátil tal como estaba al perderse. Una nueva no lo cierra; impide que quien conozca la vieja entre en otro sitio. Empiece por quienes lo usaron.
lost-person = Quién
lost-person-here = En este portátil
lost-person-account = Cuenta
lost-person-used = lo usó por última vez: { $when }
lost-person-unused = no consta que lo usara
lost-person-out = cerrada; lo abre igualmente si eso no le había llegado
lost-people-how = Cada persona cambia la suya en Ajustes. A quien no se pueda localizar se le desactiva en Personas.
lost-unknown-title = Lo que nadie aquí puede saber
lost-unknown-more = Si se encontró desde entonces con otros portátiles, una memoria o un nodo: puede contener más de lo que dice esta página.
lost-unknown-open = Si estaba desbloqueado cuando se lo llevaron. Entonces se podían leer historias hasta que se bloqueó la pantalla: cinco minutos como mucho si nadie lo tocaba.
lost-unknown-guess = Si alguien vio teclear una frase de paso, o encuentra una escrita junto a él.

## Several histories
fork-verb = Ver las dos historias
fork-title = El portátil { $name } tiene varias historias
fork-what = El portátil fue copiado, o devuelto a un día anterior, y ambos siguieron. Cada historia lleva la firma del propio portátil, y cada una deja fuera a la otra. Ambas se conservan, y todo lo escrito en una u otra está en las historias clínicas: puede ser atención real.
fork-since = Todas empiezan con las mismas { $n } entradas; la última se escribió { $when }. A partir de ahí difieren.
fork-since-start = Difieren desde su primera entrada.
fork-one = La otra historia misma no ha llegado aquí: solo se conoce por su resumen firmado.
fork-histories = Las historias
fork-history = Historia
fork-own = Entradas propias
fork-all = Entradas en total
fork-newest = La más reciente
fork-signed = Firmada por testigos
fork-signed-nobody = nadie
fork-root = Raíz
fork-proof-title = Prueba para el auditor
fork-proof-what = Estos resúmenes están firmados con la clave del propio portátil y no pueden ser ambos de una sola historia. Dé el archivo al auditor junto con una exportación hecha ahora: `fieldchart-audit compare` juzga lo uno por lo otro.
fork-proof-save = Guardar la prueba en un archivo
fork-do-title = Qué hacer
fork-do-ask = Pregunte quién trabaja en cuál de los dos, y guarde uno. No debe usarse más.
fork-do-look = Mire qué se hizo desde que se separaron: se contaron existencias y pudieron darse medicinas en ambos.
fork-do-lost = Si nadie puede decir dónde está el otro, trate este portátil como perdido: revóquelo, y que el que queda se una de nuevo.

## Hubs
hubs-title = Nodos
hubs-what = Un nodo lo guarda todo sellado y no lee nada. Esto es lo que tenía cada uno cuando este portátil lo encontró por última vez.
hub-name = Nodo en { $address }
hub-never = Aún no encontrado: no consta que haya nada allí.
hub-met = Ambos tenían lo mismo { $when }: { $n } entradas.
hub-whole = Contiene todo lo que está aquí.
hub-behind = Desde entonces llegaron aquí { $n } entradas que él no tenía.
hub-trouble = Último intento { $when }: { $how }
hub-each = Portátil por portátil
hub-then = Entradas en el nodo entonces
hub-here = Entradas aquí ahora

## Lo que está mal
problem-other-operation = Esta memoria lleva los registros de otra operación. No se leyó ni escribió nada; use una memoria de su equipo.
problem-stick-damaged = Algo en esta memoria está dañado o cortado. No se escribió nada en ella. Guárdela como está y use otra.
problem-no-request = Ningún portátil pide unirse en esta memoria. Compruebe que sea la correcta; en el portátil nuevo, escriba primero la solicitud.
problem-no-answer = Todavía no hay respuesta en esta memoria. Compruebe que sea la correcta, y que un administrador haya admitido este portátil. No se pierde nada: inténtelo después.
problem-other-words = No son las seis palabras. Léalas otra vez, en su orden. Si son correctas, otra persona escribió en esta memoria: empiece de nuevo con otra.
problem-not-an-address = Esto no es una dirección. Escríbala como la muestra el otro portátil, por ejemplo 192.168.1.7:7368.
problem-laptop-name-taken = Otro portátil de esta operación tiene este nombre. Dos portátiles nunca deben confundirse.
