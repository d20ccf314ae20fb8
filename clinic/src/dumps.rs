//! A process that crashes leaves no picture of its memory: keys and charts are in it.
//! In scope: core dumps, also those that a crash reporter would take.  Not here: swap, which the system must encrypt
//! (docs/threat-model.md).

use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};

/// Has this process, and whatever it starts, leave no core dump. The first thing that a program does.
pub fn forbid() {
    let none = Rlimit { current: Some(0), maximum: Some(0) };
    // The limit is handed down to the web view's processes. A crash reporter behind a pipe heeds the flag alone, which is not.
    for done in [setrlimit(Resource::Core, none), set_dumpable_behavior(DumpableBehavior::NotDumpable)] {
        if let Err(error) = done {
            eprintln!("fieldchart: a crash could leave a picture of the memory on this disk: {error}");
        }
    }
}
