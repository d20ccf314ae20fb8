//! Before an operation ends: which laptops are in and which are missing, what is still open, and a sheet with the digest over all of it.
//! In scope: completeness and the sheet.  Not here: archive keys, the hand-over bundle, letters.

use domain::api::coordinator::{Closing as Ask, ClosingView, LogDigest};
use domain::api::laptops::Laptop;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;

use crate::client::call;
use crate::dom;
use crate::errors::error_text;
use crate::i18n::{current, t, ta, tr};
use crate::icons::{CHECK, Mark, PRINT, WARNING};
use crate::laptops::row::holds;
use crate::laptops::stick::short;
use crate::laptops::{PageHead, laptop_words};
use crate::print::foot;

/// The screen.
#[component]
pub(crate) fn Closing() -> impl IntoView {
    let (view, trouble) = (RwSignal::new(None::<ClosingView>), RwSignal::new(None::<String>));
    spawn_local(async move {
        match call(Ask {}).await {
            Ok(found) => _ = view.try_set(Some(found)),
            Err(error) => _ = trouble.try_set(Some(error_text(&error))),
        }
    });
    let sheet = move || {
        // Sentences are made where they are drawn: anew in another language.
        current();
        view.get().map(|view| view! { <Sheet view=view /> })
    };
    view! {
        <section data-screen="closing" class="screen">
            <PageHead title=Signal::derive(tr("closing-title")) />
            {move || trouble.get().map(|text| view! { <p class="alert" role="alert" data-test="trouble">{text}</p> })}
            <p class="does no-print">
                <A href="/laptops" attr:class="button" attr:data-test="back">{tr("laptops-back")}</A>
                <button type="button" class="button primary" data-test="print" on:click=move |_| dom::print()><Mark icon=PRINT />{tr("closing-print")}</button>
            </p>
            <p class="no-print">{tr("closing-what")}</p>
            {sheet}
        </section>
    }
}

#[component]
fn Sheet(view: ClosingView) -> impl IntoView {
    let missing = view.laptops.iter().filter(|(laptop, _)| stands(laptop) == Stands::Missing).count();
    let said = match missing {
        0 => view! { <p class="note" data-test="closing-in"><Mark icon=CHECK />" "{tr("closing-all-in")}</p> }.into_any(),
        n => view! { <p class="alert" data-test="closing-missing"><Mark icon=WARNING />{ta("closing-some-missing", &[("n", (n as u64).into())])}</p> }.into_any(),
    };
    let rows = view.laptops.into_iter().map(|(laptop, digests)| row(&laptop, &digests)).collect_view();
    let open = [
        ("closing-visits", view.open_visits),
        ("closing-lots", view.lots_in_stock),
        ("closing-lots-below", view.lots_below_zero),
    ];
    let open = open.into_iter().map(|(key, n)| view! { <li>{ta(key, &[("n", n.into())])}</li> }).collect_view();
    let picture = dom::svg_address(&view.digest_qr_svg);
    view! {
        <section class="panel" aria-labelledby="closing-laptops-title">
            <h2 id="closing-laptops-title">{tr("closing-laptops-title")}</h2>
            {said}
            <div class="scroll" tabindex="0" role="region" aria-label=tr("closing-laptops-title")><table>
                <thead><tr><th scope="col">{tr("closing-laptop")}</th><th scope="col">{tr("closing-stands")}</th><th scope="col" class="number">{tr("closing-size")}</th><th scope="col">{tr("closing-root")}</th></tr></thead>
                <tbody>{rows}</tbody>
            </table></div>
            <p class="hint">{tr("closing-compare")}</p>
        </section>
        <section class="panel" aria-labelledby="closing-open-title">
            <h2 id="closing-open-title">{tr("closing-open-title")}</h2>
            <ul class="facts" data-test="closing-open">{open}</ul>
        </section>
        <section class="panel sheet" aria-labelledby="closing-digest-title">
            <h2 id="closing-digest-title">{tr("closing-digest-title")}</h2>
            <p>{tr("closing-digest-what")}</p>
            <div class="sheet-secret">
                <img class="qr" src=picture alt=tr("digest-qr") />
                <pre class="digest" dir="ltr" translate="no" tabindex="0" data-test="digest">{view.digest}</pre>
            </div>
            <p class="sheet-sign"><span class="sign-here">{tr("sheet-signature")}</span><span class="sign-here">{tr("closing-second")}</span></p>
            {foot()}
        </section>
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stands {
    In,
    Missing,
    Revoked,
}

fn stands(laptop: &Laptop) -> Stands {
    let whole = laptop.known.as_ref().is_some_and(|known| known.behind == 0);
    match (laptop.here || whole, laptop.revoked) {
        (_, true) => Stands::Revoked,
        (true, false) => Stands::In,
        (false, false) => Stands::Missing,
    }
}

fn row(laptop: &Laptop, digests: &[LogDigest]) -> AnyView {
    let id = laptop.id;
    let (icon, words) = match stands(laptop) {
        Stands::In => (CHECK, t("closing-is-in")),
        Stands::Missing => (WARNING, t("closing-is-missing")),
        Stands::Revoked => (WARNING, t("closing-is-revoked")),
    };
    let known = if laptop.here { t("laptop-here") } else { holds(laptop.known.as_ref()) };
    let site = (!laptop.site.is_empty()).then(|| laptop.site.clone());
    let line = |text: String| view! { <span class="line">{text}</span> };
    let sizes = digests.iter().map(|digest| line(digest.size.to_string())).collect_view();
    let roots =
        digests.iter().map(|digest| view! { <code class="line" dir="ltr">{digest.root.clone()}</code> }).collect_view();
    view! {
        <tr data-test="closing-laptop">
            <th scope="row"><bdi>{move || laptop_words(id)}</bdi><span class="line hint"><bdi>{site}</bdi>" "<code dir="ltr">{short(id)}</code></span></th>
            <td><strong><Mark icon=icon />" "{words}</strong><span class="line hint">{known}</span></td>
            <td class="number">{sizes}</td><td>{roots}</td>
        </tr>
    }
    .into_any()
}
