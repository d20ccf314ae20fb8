//! A job as a screen follows it: started, how far it is, a way out, what came of it.
//! In scope: one job at a time and its form's errors.  Not here: how progress looks (components/progress.rs).

use domain::api::session::CancelJob;
use domain::api::{ApiError, Call};
use domain::id::Id;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::de::DeserializeOwned;

use crate::client::{call, follow};
use crate::components::progress::Progress;
use crate::components::summary::ErrorSummary;
use crate::dom;
use crate::errors::Wrong;
use crate::i18n::{t, tr};
use crate::sending::Sending;

/// One job of a screen.
#[derive(Clone, Copy)]
pub(crate) struct Running {
    id: RwSignal<Option<Id>>,
    /// Done and total.
    pub(crate) at: RwSignal<(u64, u64)>,
}

impl Running {
    pub(crate) fn new() -> Self {
        Running { id: RwSignal::new(None), at: RwSignal::new((0, 0)) }
    }

    /// Starts a job and follows it to its result.
    ///
    /// # Errors
    /// Those of the job, or of asking.
    pub(crate) async fn run<T: DeserializeOwned, C: Call<Output = Id>>(self, ask: C) -> Result<T, ApiError> {
        self.at.set((0, 0));
        let id = call(ask).await?;
        self.id.try_set(Some(id));
        let result = follow(id, move |done, total| _ = self.at.try_set((done, total))).await;
        self.id.try_set(None);
        serde_json::from_value(result?).map_err(|_| ApiError::UnknownCall { method: C::METHOD.to_owned() })
    }

    /// What asks the job to stop.
    pub(crate) fn cancel(self) -> Callback<()> {
        Callback::new(move |()| {
            if let Some(id) = self.id.get_untracked() {
                spawn_local(async move { _ = call(CancelJob { id }).await });
            }
        })
    }
}

/// A form whose answer is a job.
#[derive(Clone, Copy)]
pub(crate) struct Work {
    job: Running,
    pub(crate) sending: Sending,
    cancelled: RwSignal<bool>,
}

impl Work {
    pub(crate) fn new() -> Self {
        Work { job: Running::new(), sending: Sending::new(), cancelled: RwSignal::new(false) }
    }

    /// Starts it, unless something is wrong or it runs already. Cancelled, the focus goes back to `field`, an element's id.
    pub(crate) fn start<T: DeserializeOwned + 'static, C: Call<Output = Id>>(
        self,
        wrongs: Vec<Wrong>,
        field: String,
        ask: C,
        done: impl FnOnce(T) + 'static,
    ) {
        self.cancelled.set(false);
        if !self.sending.goes(wrongs) {
            return;
        }
        spawn_local(async move {
            match self.job.run::<T, C>(ask).await {
                Ok(made) => {
                    self.sending.ends(Ok(()));
                    done(made);
                }
                Err(ApiError::Cancelled) => {
                    self.sending.busy.try_set(false);
                    self.cancelled.try_set(true);
                    dom::focus_soon(field);
                }
                Err(error) => self.sending.ends(Err::<(), _>(error)),
            }
        });
    }
}

/// A job's form, in its place the progress while it runs, and what went wrong above both.
#[component]
pub(crate) fn WorkForm(
    /// The form's name.
    form: &'static str,
    work: Work,
    /// What is said while it runs: a locale key.
    doing: &'static str,
    /// What is said when it was cancelled: a locale key.
    #[prop(default = "copy-cancelled")]
    stopped: &'static str,
    /// Whether it can be cancelled.
    #[prop(default = true)]
    stops: bool,
    children: Children,
) -> impl IntoView {
    let busy = work.sending.busy;
    let progress = move || {
        busy.get().then(|| {
            let label = Signal::derive(tr(doing));
            if stops {
                view! { <Progress name=form at=work.job.at label=label on_cancel=work.job.cancel() /> }.into_any()
            } else {
                view! { <Progress name=form at=work.job.at label=label /> }.into_any()
            }
        })
    };
    view! {
        <ErrorSummary form=form wrongs=work.sending.wrongs trouble=work.sending.trouble />
        <p class="note" role="status" data-test="cancelled" hidden=move || !work.cancelled.get()>{move || work.cancelled.get().then(|| t(stopped))}</p>
        <div hidden=move || busy.get()>{children()}</div>
        {progress}
    }
}
