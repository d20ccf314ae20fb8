//! Fieldchart's screens in the browser and in the desktop window: one Leptos program, compiled to WebAssembly.
//! In scope: what people see and type.  Not here: any rule of the clinic (domain), any stored byte (clinic, ledger).

#![expect(unreachable_pub, reason = "Leptos's component macro writes `pub` on props and functions of this binary")]

mod age;
mod app;
mod attachments;
mod client;
mod closing;
mod components;
mod dom;
mod errors;
mod frame;
mod i18n;
mod icons;
mod journal;
mod laptops;
mod live;
mod moment;
mod number;
mod people;
mod pharmacy;
mod photo;
mod print;
mod redact;
mod running;
mod screens;
mod sending;
mod theme;
mod visit;
mod wait;

fn main() {
    i18n::start();
    theme::start();
    leptos::mount::mount_to_body(app::App);
}
