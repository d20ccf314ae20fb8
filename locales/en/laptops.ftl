### The laptops of an operation: the list, sticks, joining, a lost one.

nav-laptops = Laptops
laptops-title = Laptops
sync-others = All safe here. Other laptops: { $n }. A stick brings you together.
sync-met = All safe here. Met laptop { $name }: { $when }.
sync-met-hub = All safe here. Met the hub: { $when }.

## The list
laptop-name = Laptop { $name }
name-verb = Name it
laptop-name-hint = Such as “Reception” or “Ward tablet 2”. Everybody of the team sees it, sealed as all records are.
laptop-site-hint = Where it is used, if it has one place.
field-laptop_name = Name of the laptop
field-laptop_site = Site
name-save = Keep the name
laptop-rivals = Somebody else named it at the same time: { $others }. Both are kept until you write which one counts.
laptop-here = this one
laptop-entries = Entries here: { $n }
laptop-none = None of its entries are here yet
laptop-heard = newest: { $when }
laptop-signed = Has witnessed the first { $n } entries of this laptop
laptop-unsigned = Has not witnessed this laptop’s entries yet
known-whole = Holds everything that is here.
known-behind = { $n ->
    [one] Up to { $n } entry behind.
   *[other] Up to { $n } entries behind.
}
known-nothing = Nothing is known to have reached it yet.
known-met = Known since the two met: { $when }.
known-signed = Known by what it signed as a witness: { $when }.
known-wrote = Known by its newest entry: { $when }.
clock-ahead-minutes = Its clock is { $n } minutes ahead of this one’s.
clock-ahead-hours = Its clock is { $n } hours ahead of this one’s.
clock-ahead-days = Its clock is { $n } days ahead of this one’s.
clock-behind-minutes = Its clock is { $n } minutes behind this one’s.
clock-behind-hours = Its clock is { $n } hours behind this one’s.
clock-behind-days = Its clock is { $n } days behind this one’s.
clock-wrong = One of the two is wrong, and what is written by it is dated wrongly: set it right. Nothing is lost by that.
laptop-revoked = Revoked: what it writes is no longer taken in
laptop-forked = This laptop has two histories: it was copied, or put back to an earlier day. Both are kept, and both may hold real care. Ask who works on it, and use only one of them from now on.
laptops-exposed = A revoked laptop can still read what is written here. Press “This laptop was lost” beside it once more: that renews the key.
laptops-alone = Only this laptop belongs to the operation so far. On a new one, choose “Join a team’s laptops” on its first screen; then admit it here.

## On a network
near-title = On this network
near-on = Laptops of this operation meet by themselves as soon as they are in reach.
near-paused = Paused on this laptop: it meets nobody, and nobody meets it. What came in is here to stay.
near-alone = Once a second laptop belongs to the operation, the two meet here by themselves.
near-off = Fieldchart was started without the network here. A stick brings laptops together.
near-now = Sync now
near-pause = Pause
near-resume = Resume
near-nobody = Nobody is in reach. Are both laptops on the same network? Some networks keep laptops apart: then type the address that the other one shows.
near-somebody = Somebody at { $address }
near-at = at { $address }
near-in-reach = In reach
near-running = { $done } of { $all } records, { $bytes } bytes
near-left-seconds = About { $n } seconds left
near-left-minutes = About { $n } minutes left
near-here = Others reach this laptop at:
near-qr = QR code of { $address }
near-forget = Try this address no more
near-meet-title = Meet at an address
near-meet-verb = Meet
near-address-hint = As the other laptop shows it, such as 192.168.1.7:7368.
field-peer_address = Address of the other laptop
phase-meet = Meeting the other laptop
near-stopped = Stopped. What had come in by then is here to stay.
near-log = Last meetings
near-log-line = { $who }, { $when }: { $came } records came, { $went } went.
meeting-complete = Both hold the same.
meeting-incomplete = Something was refused; the rest was exchanged.
meeting-stopped = It was stopped here. What had come in by then is here to stay.
meeting-stopped-there = It was stopped on the other laptop. What had come in by then is here to stay.
meeting-other-operation = The other laptop belongs to another operation. Nothing was exchanged.
meeting-version = The two programs are of versions that do not understand each other. Upgrade the older one.
meeting-protocol = What came made no sense, so the meeting ended. Nothing of it was taken in.
meeting-store = The store of one of the two laptops failed. Is its disk full, or was it locked?
meeting-broke = The connection broke. The next meeting goes on from there.
meeting-unreachable = Nobody answers there. Is the other laptop on, and its store open?
meeting-stranger = Whoever answers there is not a laptop of this operation, or no longer one.
meeting-not-let-in = The other laptop does not know this one, or no longer does. Ask an administrator.

## By stick
stick-title = Bring together by stick
stick-what = Takes in what the stick has that is new here, and puts on it what is new here. Carry it from laptop to laptop, and once more around. All of it stays sealed: who finds the stick can read no chart.
stick-verb = Bring together now
stick-hint = The stick’s folder, from its root: such as /media/stick. It must be there already.
stick-stopped = Cancelled. What had come in by then is here to stay; do it again to finish.
phase-sync = Reading the stick, and bringing it up to date. Leave it plugged in
stick-nothing = Nothing on the stick was new here.
stick-entries = New entries from other laptops: { $n }.
stick-bodies = Contents that were missing here: { $n }.
stick-signed = New signatures of witnesses: { $n }.
stick-next = The stick now holds what this laptop holds. Take it out as the system says, and carry it on.
stick-keep = Some of the stick was not taken in, and nothing was written to it. Keep this stick as it is, and use another one: it may hold the only copy.
stick-refused = Not taken in: records of laptop { $name }.
stick-refused-somebody = Not taken in: records of a laptop that cannot be told.
stick-why = Why, for whoever helps
field-stick = Folder of the stick
field-join_words = Six words of the other laptop

## Admitting
admit-title = Admit a laptop
admit-what = The new laptop asked to join and wrote its request to a stick. Plug the stick in here, and type the six words that the new laptop shows: so nobody else gets in.
admit-words-hint = As the new laptop shows them, in their order. Ask for them by voice or read them yourself; capitals do not matter.
admit-verb = Admit
phase-admit = Admitting the laptop and writing the records to the stick. Leave it plugged in
admit-made = Laptop { $name } is admitted. Its answer and the records are on the stick.
admit-words = Type these six words on the new laptop:
admit-next = Take the stick and these words to the new laptop. Everybody logs in there with the passphrase they have here.

## Lost
lost-verb = This laptop was lost
lost-title = Laptop { $name } was lost
lost-what = What it wrote and is held here stays. It cannot read what is written from now on. This cannot be undone: found again, it joins anew.
field-laptop_reason = Why
laptop-reason-left = No longer used
laptop-reason-lost = Lost or stolen
laptop-reason-misused = Misused
lost-passphrase-hint = Your own, so that nobody does this at your screen.
lost-now = Revoke it
lost-done = Laptop { $name } is revoked, and the key was renewed.
lost-next = Bring this laptop together with all others soon: until they know, they go on under the old key.

## Joining
join-title = Join a team’s laptops
join-aside = The team already works on other laptops: this one becomes one of theirs.
join-link = Join a team
join-what = This laptop writes a request to a stick. An administrator of the team answers it on a laptop of theirs, and the stick brings their records here. Nobody’s passphrase travels.
join-ask-verb = Write the request
phase-ask = Writing the request
join-words = The request is on the stick. This laptop’s six words:
join-step-carry = Take the stick to a laptop of the team. An administrator opens Laptops there, and then “Admit a laptop”.
join-step-type = There they type the six words above. Do not put them on the stick.
join-step-back = Bring back the stick, and the six words which that laptop then shows. Leave this laptop on meanwhile.
join-words-hint = As the administrator’s laptop shows them, in their order; capitals do not matter.
join-verb = The stick is back: join
join-ask-again = Write the request to this stick again
join-drop-verb = Do not join
phase-join = Taking in the team’s records and checking each. Leave the stick plugged in

## The page of a lost one
laptops-back = Back to the laptops
lost-by-administrator = An administrator shuts it out on this page. Call one now.
lost-is-out = It is shut out: it cannot read what is written from now on.
lost-out-title = Shut it out
lost-held-title = What it held
lost-held-patients = Records of at least { $known } of the { $all } patients who are here.
lost-held-entries = At least { $known } of the { $all } entries that are here.
lost-held-sealed = All of it is sealed. Without a passphrase of the team nobody reads any of it; with one, all of it.
lost-never-title = What never came across
lost-never-here = Written on it and here: everything up to { $when }, by its own clock. What was written on it later is not here.
lost-never-here-any = Nothing of what was written on it is here.
lost-never-found = If it is found, what it wrote later is taken in and kept, but neither shown nor counted. Ask who worked on it what they remember, and write it anew.
lost-never-there = Here and not known to have reached it: { $n } entries, the oldest written { $when }. Nothing of these is lost.
lost-never-there-none = Everything that is here is known to have reached it.
lost-people-title = Whose passphrases to change
lost-people-what = Any of these passphrases opens the laptop as it was when it was lost. A new one does not lock it; it keeps whoever learns the old one from logging in elsewhere. Begin with those who used it.
lost-person = Who
lost-person-here = On this laptop
lost-person-account = Account
lost-person-used = used it last { $when }
lost-person-unused = is not known to have used it
lost-person-out = closed; opens it all the same unless that had reached it
lost-people-how = Each person changes their own under Settings. Who cannot be reached is deactivated under People.
lost-unknown-title = What nobody here can know
lost-unknown-more = Whether it met other laptops, a stick or a hub since: it may hold more than this page says.
lost-unknown-open = Whether it was unlocked when it was taken. Then charts could be read until its screen locked: five minutes at most if nobody touched it.
lost-unknown-guess = Whether somebody watched a passphrase being typed, or finds one written down beside it.

## Several histories
fork-verb = See both histories
fork-title = Laptop { $name } has several histories
fork-what = The laptop was copied, or put back to an earlier day, and both went on. Each history bears the laptop’s own signature, and each leaves out the other. Both are kept, and everything written on either is in the charts: it may be real care.
fork-since = All begin with the same { $n } entries; the last of these was written { $when }. From there on they differ.
fork-since-start = They differ from their first entry on.
fork-one = The other history itself has not come here: it is known by its signed digest alone.
fork-histories = The histories
fork-history = History
fork-own = Entries of its own
fork-all = Entries in all
fork-newest = Newest
fork-signed = Signed by witnesses
fork-signed-nobody = nobody
fork-root = Root
fork-proof-title = Proof for the auditor
fork-proof-what = These digests are signed by the laptop’s own key, and cannot both be of one history. Give the file to the auditor with an export made now: `fieldchart-audit compare` judges the one by the other.
fork-proof-save = Save the proof as a file
fork-do-title = What to do
fork-do-ask = Ask who works on which of the two, and put one of them away. It must not be used again.
fork-do-look = Look at what was done since they parted: stock was counted and medicines may have been given on both.
fork-do-lost = If nobody can say where the other one is, treat this laptop as lost: revoke it, and let the one that stays join anew.

## Hubs
hubs-title = Hubs
hubs-what = A hub holds everything sealed and reads none of it. This is what each held when this laptop last met it.
hub-name = Hub at { $address }
hub-never = Not met yet: nothing is known to be there.
hub-met = Both held the same { $when }: { $n } entries.
hub-whole = It holds all that is here.
hub-behind = { $n } entries came here since that it did not have then.
hub-trouble = Last tried { $when }: { $how }
hub-each = Laptop by laptop
hub-then = Entries at the hub then
hub-here = Entries here now

## What is wrong
problem-other-operation = This stick carries the records of another operation. Nothing was read or written; use a stick of your own team.
problem-stick-damaged = Something on this stick is damaged or cut off. Nothing was written to it. Keep it as it is, and use another one.
problem-no-request = No laptop asks to join on this stick. Check that it is the right stick; on the new laptop, write the request first.
problem-no-answer = There is no answer on this stick yet. Check that it is the right stick, and that an administrator has admitted this laptop. Nothing is lost: try again then.
problem-other-words = These are not the six words. Read them again, in their order. If they are right, somebody else wrote on this stick: begin again with another one.
problem-not-an-address = This is not an address. Type it as the other laptop shows it, such as 192.168.1.7:7368.
problem-laptop-name-taken = Another laptop of this operation has this name. Two laptops must never be taken for one another.
