//! What a clinic writes in a simulation: patients with vitals, amended by whatever was seen, marks, stock and its movements.
//! In scope: one write of records that read models fold.  Not here: journals without read models (`writing`).

use crate::device::{Kept, Trouble};
use crate::simulation::Simulation;
use crate::writing::Written;
use clinic::fault::Fault;
use clinic::projection::{self, StoredRevision};
use clinic::store::{NewRecord, Writer};
use domain::care::Mark;
use domain::id::Id;
use domain::part::Part;
use domain::patient::Patient;
use domain::record::{Kind, Payload};
use domain::stock::{Batch, Item, Movement, MovementKind};
use domain::vitals::{Reading, Vitals};
use ledger::Author;
use std::cell::Cell;

/// A subject key's id.
type Subject = [u8; 16];

/// What is drawn beforehand for one write.
struct Drawn {
    word: usize,
    number: i32,
    stock: bool,
    mark: bool,
}

impl Simulation {
    /// Somebody writes in a clinic; `amended` is a record that others may know.
    pub(crate) fn write_whole(
        &mut self,
        n: usize,
        author: &Author<'_>,
        amended: Option<usize>,
    ) -> Result<(Vec<Written>, Option<ledger::Id>), Trouble> {
        let record = amended.map(|record| self.records[record].clone());
        let drawn = Drawn {
            word: self.chance.below(50),
            number: 40 + self.chance.below(100) as i32,
            stock: self.chance.once_in(4),
            mark: self.chance.once_in(3),
        };
        let device = &self.devices[n];
        let Kept::Whole(store) = device.kept() else { return Ok((Vec::new(), None)) };
        let known = Cell::new(None);
        let before = store.journal().length();
        store.write(author, None, |w| {
            let id = record.as_ref().map(|record| Id(record.id));
            let standing = id.map_or(Ok(Vec::new()), |id| projection::revisions_of(w.sql(), id))?;
            let kind = standing.first().and_then(|revision| revision.kind);
            known.set(match (id, kind) {
                (Some(id), Some(Kind::Patient)) => Some(amend_patient(w, id, &standing, &drawn)?),
                (Some(id), Some(Kind::Vitals)) => Some(amend_vitals(w, id, &standing, &drawn)?),
                (Some(id), Some(Kind::Batch)) => {
                    moves(w, id, -drawn.number / 10)?;
                    None
                }
                _ if drawn.stock => {
                    receive(w, &drawn)?;
                    None
                }
                _ => Some(register(w, &drawn)?),
            });
            Ok(())
        })?;
        let rows = store.journal().entries(before, store.journal().length())?;
        Ok((rows.iter().map(Written::from).collect(), known.get()))
    }
}

fn named(drawn: &Drawn) -> Patient {
    let city = (drawn.number % 2 == 0).then(|| format!("city {}", drawn.word));
    Patient { given: Some(format!("given {}", drawn.word)), city, ..Patient::default() }
}

fn pulse(drawn: &Drawn) -> Vitals {
    Vitals { pulse_per_min: Some(Reading::Value(drawn.number)), ..Vitals::default() }
}

fn put(w: &mut Writer<'_, '_>, subject: Subject, patient: Id, mut part: Part) -> Result<(), Fault> {
    part.set_patient(patient);
    let id = w.new_id();
    w.append(Some(subject), NewRecord::part(id, &part), None)
}

fn register(w: &mut Writer<'_, '_>, drawn: &Drawn) -> Result<Subject, Fault> {
    let (subject, id) = (w.new_subject()?, w.new_id());
    w.append(Some(subject), NewRecord::first(id, &named(drawn)), None)?;
    put(w, subject, id, Part::Vitals(pulse(drawn)))?;
    Ok(subject)
}

fn amend_patient(w: &mut Writer<'_, '_>, id: Id, standing: &[StoredRevision], drawn: &Drawn) -> Result<Subject, Fault> {
    let (folded, subject) = (projection::folded(standing), projection::subject_of(w.sql(), id)?);
    let before = Patient::from_items(&folded.items)?;
    w.append(Some(subject), NewRecord::patch(id, folded.heads, &before, &named(drawn)), None)?;
    put(w, subject, id, Part::Vitals(pulse(drawn)))?;
    Ok(subject)
}

/// Another value, or a mark that it was entered in error.
fn amend_vitals(w: &mut Writer<'_, '_>, id: Id, standing: &[StoredRevision], drawn: &Drawn) -> Result<Subject, Fault> {
    let folded = projection::folded(standing);
    let before = Vitals::from_items(&folded.items)?;
    let patient = before.patient.unwrap_or_default();
    let subject = projection::subject_of(w.sql(), patient)?;
    if drawn.mark {
        let reason = Some(format!("reason {}", drawn.word));
        put(w, subject, patient, Part::Mark(Mark { record: Some(id), reason, stands: Some(true), ..Mark::default() }))?;
    } else {
        let after = Vitals { patient: Some(patient), ..pulse(drawn) };
        let patch = NewRecord::part_patch(id, folded.heads, &Part::Vitals(before), &Part::Vitals(after));
        w.append(Some(subject), patch, None)?;
    }
    Ok(subject)
}

fn receive(w: &mut Writer<'_, '_>, drawn: &Drawn) -> Result<(), Fault> {
    let (item, batch) = (w.new_id(), w.new_id());
    let generic = Some(format!("medicine {}", drawn.word));
    w.append(None, NewRecord::first(item, &Item { generic, ..Item::default() }), None)?;
    let lot = Some(format!("lot {}", drawn.number));
    w.append(None, NewRecord::first(batch, &Batch { item: Some(item), lot, ..Batch::default() }), None)?;
    moves(w, batch, drawn.number)
}

fn moves(w: &mut Writer<'_, '_>, batch: Id, change: i32) -> Result<(), Fault> {
    let kind = Some(MovementKind::Adjust);
    let movement = Movement { batch: Some(batch), kind, change: Some(change), ..Movement::default() };
    let id = w.new_id();
    w.append(None, NewRecord::first(id, &movement), None)
}
