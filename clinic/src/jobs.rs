//! Work over a second: a job with progress, cancel and a result.

use crate::store::lock;
use domain::api::session::JobView;
use domain::api::{ApiError, Event};
use domain::id::Id;
use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex};
use tokio::sync::broadcast;

/// Ended jobs are kept so that a screen can fetch the result; the oldest go beyond this.
const JOBS_MAX: usize = 64;

struct Job {
    view: JobView,
    cancelled: bool,
    order: u64,
    /// Whether it runs for somebody who cannot be logged in.
    open: bool,
}

/// The jobs of a host.
#[derive(Clone)]
pub struct Jobs {
    all: Arc<Mutex<HashMap<Id, Job>>>,
    events: broadcast::Sender<Event>,
}

impl Jobs {
    /// No jobs yet; progress goes to `events`.
    #[must_use]
    pub fn new(events: broadcast::Sender<Event>) -> Self {
        Jobs { all: Arc::default(), events }
    }

    /// Starts `work` on a thread of its own. It reports (done, total) and stops when told to.
    pub fn start<T: serde::Serialize>(
        &self,
        id: Id,
        phase: &str,
        work: impl FnOnce(&mut dyn FnMut(u64, u64) -> ControlFlow<()>) -> Result<T, ApiError> + Send + 'static,
    ) -> Id {
        self.begin(id, phase, false, work)
    }

    /// As [`Jobs::start`], to be followed by whoever knows its id: there is nobody to log in yet.
    pub fn start_open<T: serde::Serialize>(
        &self,
        id: Id,
        phase: &str,
        work: impl FnOnce(&mut dyn FnMut(u64, u64) -> ControlFlow<()>) -> Result<T, ApiError> + Send + 'static,
    ) -> Id {
        self.begin(id, phase, true, work)
    }

    fn begin<T: serde::Serialize>(
        &self,
        id: Id,
        phase: &str,
        open: bool,
        work: impl FnOnce(&mut dyn FnMut(u64, u64) -> ControlFlow<()>) -> Result<T, ApiError> + Send + 'static,
    ) -> Id {
        let mut all = lock(&self.all);
        let order = all.values().map(|j| j.order + 1).max().unwrap_or(0);
        if all.len() >= JOBS_MAX
            && let Some(oldest) =
                all.iter().filter(|(_, j)| j.view.result.is_some()).min_by_key(|(_, j)| j.order).map(|(id, _)| *id)
        {
            all.remove(&oldest);
        }
        let view = JobView { done: 0, total: 0, phase: phase.to_owned(), result: None };
        all.insert(id, Job { view, cancelled: false, order, open });
        drop(all);
        let (jobs, phase) = (self.clone(), phase.to_owned());
        std::thread::spawn(move || {
            let result = work(&mut |done, total| jobs.advance(id, done, total, &phase));
            let value =
                result.and_then(|v| serde_json::to_value(v).map_err(|_| ApiError::Internal { id: id.to_string() }));
            if let Some(job) = lock(&jobs.all).get_mut(&id) {
                job.view.result = Some(value);
                let _ = jobs.events.send(Event::Job { id, done: job.view.done, total: job.view.total, phase });
            }
        });
        id
    }

    fn advance(&self, id: Id, done: u64, total: u64, phase: &str) -> ControlFlow<()> {
        let mut all = lock(&self.all);
        let Some(job) = all.get_mut(&id) else { return ControlFlow::Break(()) };
        (job.view.done, job.view.total) = (done, total);
        let _ = self.events.send(Event::Job { id, done, total, phase: phase.to_owned() });
        if job.cancelled { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// A job's state, for somebody logged in or not.
    ///
    /// # Errors
    /// `NotFound` where it never was or is long over; `NoSession` where it is told only to who is logged in.
    pub fn status(&self, id: Id, logged_in: bool) -> Result<JobView, ApiError> {
        self.with(id, logged_in, |job| job.view.clone())
    }

    /// Asks a job to stop at its next step.
    ///
    /// # Errors
    /// As [`Jobs::status`].
    pub fn cancel(&self, id: Id, logged_in: bool) -> Result<(), ApiError> {
        self.with(id, logged_in, |job| job.cancelled = true)
    }

    fn with<T>(&self, id: Id, logged_in: bool, f: impl FnOnce(&mut Job) -> T) -> Result<T, ApiError> {
        match lock(&self.all).get_mut(&id) {
            Some(job) if job.open || logged_in => Ok(f(job)),
            None if logged_in => Err(ApiError::NotFound),
            // Whoever is not logged in does not learn which jobs there are.
            _ => Err(ApiError::NoSession),
        }
    }
}
