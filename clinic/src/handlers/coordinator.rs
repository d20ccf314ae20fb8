//! The coordinator's pages: a laptop that was lost, one with several histories, what hubs hold.
//! In scope: gathering what is known here.  Not here: how it is known (laptops/held.rs), closing and revoking (laptops.rs).

use super::Names;
use crate::dispatch::Ctx;
use crate::fault::Fault;
use crate::laptops::held::Told;
use crate::laptops::{self, laptop_of};
use crate::peers::{self, log};
use crate::store::Store;
use domain::api::ApiError;
use domain::api::coordinator::{AboutLost, ForkView, Forks, History, HubView, Hubs, LostUser, LostView, Share};
use domain::id::Id;
use domain::time::Moment;
use ledger::tlog::checkpoint::Checkpoint;
use rusqlite::{Connection, params};
use std::collections::BTreeMap;
use std::ops::Range;

pub(crate) fn lost(ctx: &Ctx, call: AboutLost) -> Result<LostView, Fault> {
    let store = ctx.store()?;
    let journal = store.journal();
    // Who opened which chart so far is an entry too.
    ctx.host.flush();
    let known = laptops::known(&store)?.into_iter().find(|laptop| laptop.id == call.id && !laptop.here);
    let laptop = known.ok_or(ApiError::NotFound)?;
    let told = Told::gather(&store)?;
    let held = told.heads_of(call.id);
    let missing = journal.positions_beyond(&held)?;
    let own = journal.positions_beyond(&told.written_by_others(call.id))?;
    let length = journal.length();
    let entries = Share { known: length - journal.beyond(&held)?, all: length };
    let (patients, users) = store.read(|sql| {
        let all = store.patients(sql)?;
        let patients = Share { known: all.saturating_sub(patients_first_at(sql, &missing)?), all };
        Ok((patients, users(&store, sql, &own)?))
    })?;
    let missing_since = oldest(&store, &missing)?;
    Ok(LostView { laptop, exposed: journal.is_op_key_exposed(), patients, entries, missing_since, users })
}

/// Patients whose first revision stands at one of these positions.
fn patients_first_at(sql: &Connection, ranges: &[Range<u64>]) -> Result<u64, Fault> {
    let mut query = sql.prepare_cached(
        "SELECT count(*) FROM rm_revision r WHERE pos >= ?1 AND pos < ?2 AND kind = 1 \
         AND pos = (SELECT min(pos) FROM rm_revision WHERE record = r.record)",
    )?;
    let mut count = 0;
    for range in ranges {
        let bounds = params![range.start.cast_signed(), range.end.cast_signed()];
        count += query.query_row(bounds, |row| row.get::<_, i64>(0))?.cast_unsigned();
    }
    Ok(count)
}

/// When the oldest of these entries was written. Within a log clocks grow, so the first of each range will do.
fn oldest(store: &Store, ranges: &[Range<u64>]) -> Result<Option<Moment>, Fault> {
    let mut oldest = None;
    for range in ranges {
        let first =
            store.journal().entries(range.start, range.start + 1)?.pop().and_then(|entry| entry.hlc).map(written);
        oldest = [oldest, first].into_iter().flatten().min_by_key(|at: &Moment| at.ms);
    }
    Ok(oldest)
}

fn written(hlc: u64) -> Moment {
    Moment::utc((hlc >> 16).cast_signed())
}

/// Everybody with an account, those first who wrote what stands at these positions, or opened a chart there.
fn users(store: &Store, sql: &Connection, ranges: &[Range<u64>]) -> Result<Vec<LostUser>, Fault> {
    let mut used: BTreeMap<[u8; 16], i64> = BTreeMap::new();
    for query in [
        "SELECT author, max(hlc >> 16) FROM rm_revision WHERE pos >= ?1 AND pos < ?2 AND author_kind = 0 GROUP BY author",
        "SELECT user, max(at_ms) FROM rm_access WHERE pos >= ?1 AND pos < ?2 GROUP BY user",
    ] {
        let mut query = sql.prepare_cached(query)?;
        for range in ranges {
            let mut rows = query.query(params![range.start.cast_signed(), range.end.cast_signed()])?;
            while let Some(row) = rows.next()? {
                let last = used.entry(row.get(0)?).or_insert(i64::MIN);
                *last = row.get::<_, i64>(1)?.max(*last);
            }
        }
    }
    let names = Names { sql, journal: store.journal() };
    let mut users = Vec::new();
    for user in store.journal().users() {
        users.push(LostUser {
            id: Id(user.id),
            name: names.of((0, user.id))?,
            used: used.get(&user.id).copied().map(Moment::utc),
            active: user.has_slot,
        });
    }
    users.sort_by_cached_key(|user| (user.used.is_none(), !user.active, user.name.to_lowercase(), user.id));
    Ok(users)
}

pub(crate) fn forks(ctx: &Ctx, _: Forks) -> Result<Vec<ForkView>, Fault> {
    let store = ctx.store()?;
    let journal = store.journal();
    let mut proofs: BTreeMap<String, String> = BTreeMap::new();
    for (held, other) in journal.forks()? {
        let log = held.lines().next().unwrap_or_default().to_owned();
        let proof = proofs.entry(log).or_default();
        if !proof.is_empty() {
            proof.push('\n');
        }
        *proof += &format!("{held}\n{other}");
    }
    let mut forks = Vec::new();
    for (log, proof) in proofs {
        let held = journal.histories(&log)?;
        let first = held.iter().min_by_key(|history| history.from);
        let (shared, parted) = first.map_or((0, None), |first| (first.from, first.parted.map(written)));
        let histories = held.iter().map(|history| {
            let mut signed: Vec<Id> = history.by.iter().filter_map(|name| laptop_of(name)).collect();
            signed.sort_unstable();
            signed.dedup();
            History {
                entries: history.head.size - shared,
                size: history.head.size,
                root: hex::encode(history.head.root),
                newest: history.newest.map(written),
                signed,
            }
        });
        forks.push(ForkView { laptop: laptop_of(&log), shared, parted, histories: histories.collect(), log, proof });
    }
    Ok(forks)
}

pub(crate) fn hubs(ctx: &Ctx, _: Hubs) -> Result<Vec<HubView>, Fault> {
    let store = ctx.store()?;
    let told = Told::gather(&store)?;
    let here = store.journal().heads()?;
    let hubs = store.read(log::hubs)?;
    let mut views = Vec::new();
    for (address, key) in hubs {
        let id = peers::hub_id(&key);
        let met = told.met_with(id);
        let held = met.map(|met| &met.heads[..]).unwrap_or_default();
        let laptops = store.journal().devices().into_iter().map(|(device, _)| {
            let laptop = Id(device);
            (laptop, Share { known: entries_of(held, laptop), all: entries_of(&here, laptop) })
        });
        let laptops: Vec<_> = laptops.collect();
        views.push(HubView {
            id,
            address,
            met: met.map(|met| met.at),
            last: store.read(|sql| log::last_with(sql, id))?,
            entries: laptops.iter().map(|(_, share)| share.known).sum(),
            behind: store.journal().beyond(held)?,
            laptops,
        });
    }
    Ok(views)
}

/// A laptop's entries under these heads; of several histories of a log, those of the longest.
fn entries_of(heads: &[Checkpoint], laptop: Id) -> u64 {
    let mut longest: BTreeMap<&str, u64> = BTreeMap::new();
    for head in heads.iter().filter(|head| laptop_of(&head.origin) == Some(laptop)) {
        let size = longest.entry(&head.origin).or_default();
        *size = head.size.max(*size);
    }
    longest.values().sum()
}
