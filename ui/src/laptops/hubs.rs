//! What the hubs hold that this laptop knows, as of the last meeting with each: whether it lacks anything that is here, and of whom.

use domain::api::coordinator::{HubView, Hubs};
use domain::api::peers::MeetingEnd;
use leptos::prelude::*;

use crate::client::call;
use crate::i18n::{current, t, ta, tr};
use crate::icons::{CHECK, Mark, WARNING};
use crate::laptops::laptop_words;
use crate::laptops::near::said;
use crate::{dom, live, moment};

/// The panel; nothing where no hub is known.
#[component]
pub(crate) fn HubsPanel() -> impl IntoView {
    let hubs = RwSignal::new(Vec::<HubView>::new());
    live::watch_meetings(move || async move {
        if let Ok(found) = call(Hubs {}).await {
            hubs.try_set(found);
        }
    });
    // Drawn anew only where something changed: what is unfolded stays so.
    let known = Memo::new(move |_| hubs.get());
    move || {
        // Sentences are made where they are drawn: anew in another language.
        current();
        let known = known.get();
        (!known.is_empty()).then(|| {
            view! {
                <section class="panel" aria-labelledby="hubs-title" data-test="hubs">
                    <h2 id="hubs-title">{tr("hubs-title")}</h2>
                    <p>{tr("hubs-what")}</p>
                    <ul class="list">{known.into_iter().map(row).collect_view()}</ul>
                </section>
            }
        })
    }
}

fn row(hub: HubView) -> AnyView {
    let standing = match hub.met {
        None => t("hub-never"),
        Some(at) => ta("hub-met", &[("when", moment::said(at, dom::now()).into()), ("n", hub.entries.into())]),
    };
    let whole = hub.met.is_some() && hub.behind == 0;
    let behind = match hub.behind {
        _ if hub.met.is_none() => None,
        0 => Some(t("hub-whole")),
        n => Some(ta("hub-behind", &[("n", n.into())])),
    };
    let trouble = hub.last.filter(|last| last.end != MeetingEnd::Complete).map(|last| {
        let when = moment::said(last.at, dom::now());
        view! { <p>{ta("hub-trouble", &[("when", when.into()), ("how", said(&last.end).into())])}</p> }
    });
    let rows = hub.laptops.into_iter().map(|(laptop, share)| {
        view! { <tr><th scope="row"><bdi>{move || laptop_words(laptop)}</bdi></th><td class="number">{share.known}</td><td class="number">{share.all}</td></tr> }
    });
    let rows = rows.collect_view();
    let name = ta("hub-name", &[("address", hub.address.into())]);
    view! {
        <li data-test="hub">
            <p><strong>{name.clone()}</strong></p>
            <p data-test="hub-stands"><Mark icon=if whole { CHECK } else { WARNING } />" "{standing}" "{behind}</p>
            {trouble}
            <details><summary>{tr("hub-each")}<span class="visually-hidden">" "{name}</span></summary>
                <div class="scroll" tabindex="0" role="region" aria-label=tr("hub-each")><table>
                    <thead><tr><th scope="col">{tr("closing-laptop")}</th><th scope="col" class="number">{tr("hub-then")}</th><th scope="col" class="number">{tr("hub-here")}</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table></div>
            </details>
        </li>
    }
    .into_any()
}
