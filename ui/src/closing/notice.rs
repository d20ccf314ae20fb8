//! That the operation closes, for everybody: what to do until then, or what becomes of what is written now. It keeps nobody from anything.

use domain::access::Permission;
use domain::api::session::ClosingNotice;
use domain::time::Precision;
use leptos::prelude::*;
use leptos_router::components::A;

use crate::app::desk;
use crate::dom;
use crate::i18n::{current, t, ta, tr};
use crate::icons::{Mark, WARNING};
use crate::laptops::called;
use crate::moment::date_words;

/// The banner; nothing where nobody announced it.
#[component]
pub(crate) fn ClosingBanner() -> impl IntoView {
    let desk = desk();
    let notice = Memo::new(move |_| desk.status.with(|s| s.as_ref().and_then(|s| s.closing.clone())));
    move || {
        // Sentences are made where they are drawn: anew in another language.
        current();
        notice.get().map(|notice| {
            let see = desk.may(Permission::Coordinate).then(|| {
                view! { " "<A href="/laptops/closing" attr:data-test="see-closing">{tr("closing-see")}</A> }
            });
            view! {
                <section class="caution closing-notice" aria-label=tr("closing-title") data-test="closing-notice">
                    <p><Mark icon=WARNING /><strong>{when(&notice)}</strong>" "{what(&notice)}{see}</p>
                    {(!notice.note.is_empty()).then(|| view! { <p dir="auto">{notice.note.clone()}</p> })}
                </section>
            }
        })
    }
}

fn is_over(notice: &ClosingNotice) -> bool {
    notice.last_day.is_some_and(|last| last < dom::today())
}

fn when(notice: &ClosingNotice) -> String {
    let day = notice.last_day.map(|day| date_words(day, Precision::Day)).unwrap_or_default();
    ta(if is_over(notice) { "closing-notice-over" } else { "closing-notice-until" }, &[("day", day.into())])
}

fn what(notice: &ClosingNotice) -> String {
    match (notice.signed, is_over(notice), notice.with) {
        (true, ..) => t("closing-notice-signed"),
        (false, false, Some(with)) => ta("closing-notice-sync", &[("name", called(with).into())]),
        (false, false, None) => t("closing-notice-gather"),
        (false, true, Some(with)) => ta("closing-notice-late", &[("name", called(with).into())]),
        (false, true, None) => t("closing-notice-late-here"),
    }
}
