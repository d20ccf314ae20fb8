//! Visits by sex and age band, as the visit carries them: no patient is looked at.

use super::{Range, Report, Totals, standing};
use crate::fault::Fault;
use domain::part::Part;
use domain::patient::Sex;
use domain::record::Kind;
use domain::visit::{AgeBand, Encounter};
use rusqlite::Connection;
use std::collections::BTreeMap;

pub(super) const REPORT: Report = Report {
    name: "encounters",
    version: 1,
    shows: &[(Kind::Encounter, &["at", "sex", "age_band"]), (Kind::Mark, &["record", "stands"])],
    shows_all_heads: false,
    totals,
};

fn totals(sql: &Connection, range: Range) -> Result<Totals, Fault> {
    let mut sums: BTreeMap<[String; 2], [i64; 1]> = BTreeMap::new();
    let add = |visit: Encounter, at: domain::time::Moment| {
        if range.holds(at) {
            let sex = visit.sex.as_ref().map_or("unknown", Sex::code).to_owned();
            let band = visit.age_band.as_ref().map_or("unknown", AgeBand::code).to_owned();
            sums.entry([sex, band]).or_default()[0] += 1;
        }
    };
    let part = |part| if let Part::Encounter(visit) = part { Some(visit) } else { None };
    standing(sql, Kind::Encounter, add, part, |visit| visit.at)?;
    Ok(Totals::of(&["sex", "age_band"], &["encounters"], sums))
}
