//! A patient's picture, chosen from a file or taken by the camera that the device offers for it.
//! It is cropped to a square of 250 pixels and drawn anew, so that place, time and camera written into the file stay behind.

use domain::api::chart::{AmendPatient, ChartView};
use domain::id::Id;
use domain::patient::Patient;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, CanvasRenderingContext2d, File, HtmlCanvasElement, ImageBitmap, Url};

use crate::app::desk;
use crate::client::{call, read_blob, write_blob};
use crate::components::file_button::FileButton;
use crate::dom;
use crate::errors::error_text;
use crate::i18n::{t, tr};
use crate::icons::CAMERA;
use domain::access::Permission;

/// Pixels of a side.
const SIDE: u32 = 250;
/// How much of the picture's detail is kept.
const QUALITY: f64 = 0.85;

/// The picture, and the way to add or change it.
#[component]
pub(crate) fn Photo(chart: ChartView, on_saved: Callback<()>) -> impl IntoView {
    let trouble = RwSignal::new(None::<String>);
    let address = RwSignal::new(None::<String>);
    if let Some(photo) = chart.patient.photo {
        spawn_local(async move {
            let shown = read_blob(photo).await.and_then(|bytes| dom::address_of(&bytes, "image/jpeg"));
            if let Some(Some(late)) = address.try_set(shown) {
                let _ = Url::revoke_object_url(&late);
            }
        });
    }
    on_cleanup(move || {
        if let Some(Some(shown)) = address.try_get_untracked() {
            let _ = Url::revoke_object_url(&shown);
        }
    });
    let has = chart.patient.photo.is_some();
    let of = StoredValue::new((chart.id, chart.heads, chart.patient));
    let picked = Callback::new(move |file: File| {
        trouble.set(None);
        spawn_local(async move {
            let (id, parents, patient) = of.get_value();
            if let Err(words) = keep(&file, id, parents, patient).await {
                trouble.try_set(Some(words));
            } else {
                on_saved.run(());
            }
        });
    });
    let words = if has { "photo-change" } else { "photo-add" };
    view! {
        <div class="photo" data-test="photo">
            {move || address.get().map(|src| view! { <img src=src alt=tr("photo-of") data-test="photo-shown" width=SIDE height=SIDE /> })}
            {desk().may(Permission::WriteChart).then(|| view! {
                <FileButton words=words icon=CAMERA on_file=picked test="photo-file" accept="image/*" capture="user" />
            })}
            {move || trouble.get().map(|text| view! { <p class="wrong" role="alert">{text}</p> })}
        </div>
    }
}

/// Writes the picture and says in the patient's record which it is.
async fn keep(file: &Blob, id: Id, parents: Vec<String>, patient: Patient) -> Result<(), String> {
    let bytes = square(file).await.ok_or_else(|| t("photo-unreadable"))?;
    let photo = write_blob(id, "photo.jpg", &bytes).await.map_err(|e| error_text(&e))?;
    let patient = Patient { photo: Some(photo), ..patient };
    call(AmendPatient { id, parents, patient }).await.map_err(|e| error_text(&e))
}

/// The middle square of a picture, as a JPEG; `None` where the file is no picture.
async fn square(file: &Blob) -> Option<js_sys::Uint8Array> {
    let drawn = window().create_image_bitmap_with_blob(file).ok()?;
    let picture: ImageBitmap = JsFuture::from(drawn).await.ok()?.dyn_into().ok()?;
    let (width, height) = (f64::from(picture.width()), f64::from(picture.height()));
    let side = width.min(height);
    let canvas: HtmlCanvasElement = dom::document()?.create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(SIDE);
    canvas.set_height(SIDE);
    let paper: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    let (x, y, to) = ((width - side) / 2.0, (height - side) / 2.0, f64::from(SIDE));
    paper
        .draw_image_with_image_bitmap_and_sw_and_sh_and_dx_and_dy_and_dw_and_dh(
            &picture, x, y, side, side, 0.0, 0.0, to, to,
        )
        .ok()?;
    let made = js_sys::Promise::new(&mut |resolve, _| {
        let done = Closure::once_into_js(move |blob: JsValue| resolve.call1(&JsValue::NULL, &blob));
        let _ = canvas.to_blob_with_type_and_encoder_options(done.unchecked_ref(), "image/jpeg", &QUALITY.into());
    });
    let blob: Blob = JsFuture::from(made).await.ok()?.dyn_into().ok()?;
    Some(js_sys::Uint8Array::new(&JsFuture::from(blob.array_buffer()).await.ok()?))
}
