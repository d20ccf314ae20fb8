//! An SQLite VFS that wraps the system's own and lets a [`Disk`] decide what becomes of each write, sync and deletion.
//! Source: <https://sqlite.org/vfs.html>, and `test_vfs.c` and `test6.c` of SQLite for the idea.
//! In scope: SQLite's function tables, the one place in the repository with `unsafe`.  Not here: the model (disk.rs); anything that ships.
//!
//! Registered as the process's default VFS, so that the code under test is exactly what ships. Files in folders that
//! no [`Disk`] has taken over go straight to the system's VFS.

mod disk;

pub use disk::{Dice, Disk, Fault, Keep};

use disk::{Op, Verdict};
use rusqlite::ffi;
use std::ffi::{CStr, OsStr, c_char, c_int, c_void};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::sync::{Arc, Once, OnceLock};

/// Our VFS and the one it wraps; both live as long as the process.
struct Tables {
    real: *mut ffi::sqlite3_vfs,
}

// SAFETY: SQLite never changes a registered VFS, and calls it from any thread.
unsafe impl Send for Tables {}
// SAFETY: as above.
unsafe impl Sync for Tables {}

static TABLES: OnceLock<Tables> = OnceLock::new();

/// What SQLite hands around as a file: ours, and behind it in the same memory the system's.
#[repr(C)]
struct File {
    methods: *const ffi::sqlite3_io_methods,
    /// From `Box::into_raw`; freed by `close`.
    place: *mut FilePlace,
}

struct FilePlace {
    disk: Arc<Disk>,
    name: String,
}

/// Version 2: shared memory, but no memory-mapped reads, which would go round the model.
static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

/// Makes this the process's default VFS; once is enough.
pub(crate) fn register() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // SAFETY: the default VFS exists once SQLite is initialised; ours is a copy of it with a larger file and two functions of our own, and never freed.
        unsafe {
            assert_eq!(ffi::sqlite3_initialize(), ffi::SQLITE_OK);
            let real = ffi::sqlite3_vfs_find(std::ptr::null());
            assert!(!real.is_null(), "SQLite has no default VFS");
            assert!(TABLES.set(Tables { real }).is_ok(), "registered once");
            let mut ours = *real;
            ours.szOsFile += size_of::<File>() as c_int;
            ours.pNext = std::ptr::null_mut();
            ours.zName = c"fieldchart-faults".as_ptr();
            ours.xOpen = Some(open);
            ours.xDelete = Some(delete);
            let ours = Box::leak(Box::new(ours));
            assert_eq!(ffi::sqlite3_vfs_register(ours, 1), ffi::SQLITE_OK);
        }
    });
}

fn real_vfs() -> *mut ffi::sqlite3_vfs {
    TABLES.get().map_or(std::ptr::null_mut(), |tables| tables.real)
}

/// The system's file behind ours.
///
/// # Safety
/// `file` must be one that `open` below has set up, or is setting up.
unsafe fn real_file(file: *mut ffi::sqlite3_file) -> *mut ffi::sqlite3_file {
    // SAFETY: SQLite allocated szOsFile bytes, ours and the system's; both are aligned to eight.
    unsafe { file.cast::<u8>().add(size_of::<File>()).cast() }
}

/// The place of a file of ours.
///
/// # Safety
/// `file` must be one that `open` below has set up.
unsafe fn place<'a>(file: *mut ffi::sqlite3_file) -> &'a FilePlace {
    // SAFETY: set by `open`, and valid until `close`.
    unsafe { &*(*file.cast::<File>()).place }
}

/// Calls a function of the system's file.
macro_rules! real {
    ($file:expr, $method:ident $(, $argument:expr)*) => {{
        // SAFETY: SQLite passes a file that `open` has set up, so the system's file behind it is open as well.
        unsafe {
            let file = real_file($file);
            match (*(*file).pMethods).$method {
                Some(method) => method(file $(, $argument)*),
                None => ffi::SQLITE_IOERR,
            }
        }
    }};
}

unsafe extern "C" fn open(
    _vfs: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out_flags: *mut c_int,
) -> c_int {
    let real = real_vfs();
    // SAFETY: SQLite passes a NUL-terminated name or null, memory of szOsFile bytes, and a place for flags or null.
    unsafe {
        let Some(open) = (*real).xOpen else { return ffi::SQLITE_CANTOPEN };
        let known = (!name.is_null()).then(|| Disk::of(path(name))).flatten();
        let Some((disk, known)) = known else { return open(real, name, file, flags, out_flags) };
        let ours = file.cast::<File>();
        (*ours).methods = std::ptr::null();
        if disk.is_dead() {
            return ffi::SQLITE_CANTOPEN;
        }
        disk.opening(&known);
        let flags = if disk.is_read_only() && flags & ffi::SQLITE_OPEN_READWRITE != 0 {
            flags & !(ffi::SQLITE_OPEN_READWRITE | ffi::SQLITE_OPEN_CREATE) | ffi::SQLITE_OPEN_READONLY
        } else {
            flags
        };
        let code = open(real, name, real_file(file), flags, out_flags);
        if !(*real_file(file)).pMethods.is_null() {
            (*ours).methods = &raw const METHODS;
            (*ours).place = Box::into_raw(Box::new(FilePlace { disk, name: known }));
        }
        code
    }
}

unsafe extern "C" fn delete(_vfs: *mut ffi::sqlite3_vfs, name: *const c_char, sync_dir: c_int) -> c_int {
    let real = real_vfs();
    // SAFETY: SQLite passes a NUL-terminated name.
    unsafe {
        let Some(delete) = (*real).xDelete else { return ffi::SQLITE_IOERR_DELETE };
        let Some((disk, known)) = Disk::of(path(name)) else { return delete(real, name, sync_dir) };
        match disk.judge(&known, 0, &Op::Delete) {
            Verdict::Do | Verdict::Fit(_) => delete(real, name, sync_dir),
            Verdict::DoAndFail => {
                delete(real, name, sync_dir);
                ffi::SQLITE_IOERR_DELETE
            }
            Verdict::Refuse => ffi::SQLITE_IOERR_DELETE,
        }
    }
}

/// A name that SQLite passed.
///
/// # Safety
/// `name` must end with a NUL and live as long as the path is used.
unsafe fn path<'a>(name: *const c_char) -> &'a Path {
    // SAFETY: as demanded of the caller.
    Path::new(OsStr::from_bytes(unsafe { CStr::from_ptr(name) }.to_bytes()))
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    let code = real!(file, xClose);
    // SAFETY: `open` boxed the place, and SQLite closes a file once.
    unsafe {
        drop(Box::from_raw((*file.cast::<File>()).place));
        (*file.cast::<File>()).methods = std::ptr::null();
    }
    code
}

unsafe extern "C" fn read(file: *mut ffi::sqlite3_file, out: *mut c_void, amount: c_int, offset: i64) -> c_int {
    // SAFETY: a file of ours.
    if unsafe { place(file) }.disk.is_dead() { ffi::SQLITE_IOERR_READ } else { real!(file, xRead, out, amount, offset) }
}

unsafe extern "C" fn write(file: *mut ffi::sqlite3_file, from: *const c_void, amount: c_int, offset: i64) -> c_int {
    // SAFETY: a file of ours; SQLite passes `amount` readable bytes.
    let (place, bytes) =
        unsafe { (place(file), std::slice::from_raw_parts(from.cast::<u8>(), amount.try_into().unwrap_or(0))) };
    let op = Op::Write { offset: offset as u64, bytes };
    match place.disk.judge(&place.name, size_now(file), &op) {
        Verdict::Do => real!(file, xWrite, from, amount, offset),
        Verdict::DoAndFail => {
            real!(file, xWrite, from, amount, offset);
            ffi::SQLITE_IOERR_WRITE
        }
        Verdict::Fit(fit) => {
            real!(file, xWrite, from, fit as c_int, offset);
            ffi::SQLITE_FULL
        }
        Verdict::Refuse => ffi::SQLITE_IOERR_WRITE,
    }
}

fn size_now(file: *mut ffi::sqlite3_file) -> u64 {
    let mut size = 0;
    real!(file, xFileSize, &raw mut size);
    size.try_into().unwrap_or(0)
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, size: i64) -> c_int {
    // SAFETY: a file of ours.
    let place = unsafe { place(file) };
    match place.disk.judge(&place.name, 0, &Op::Truncate { size: size as u64 }) {
        Verdict::Do | Verdict::Fit(_) => real!(file, xTruncate, size),
        Verdict::DoAndFail => {
            real!(file, xTruncate, size);
            ffi::SQLITE_IOERR_TRUNCATE
        }
        Verdict::Refuse => ffi::SQLITE_IOERR_TRUNCATE,
    }
}

/// The model alone syncs: the real files need not outlive a real power cut.
unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, _flags: c_int) -> c_int {
    // SAFETY: a file of ours.
    let place = unsafe { place(file) };
    match place.disk.judge(&place.name, 0, &Op::Sync) {
        Verdict::Do | Verdict::Fit(_) => ffi::SQLITE_OK,
        Verdict::DoAndFail | Verdict::Refuse => ffi::SQLITE_IOERR_FSYNC,
    }
}

unsafe extern "C" fn file_size(file: *mut ffi::sqlite3_file, size: *mut i64) -> c_int {
    // SAFETY: a file of ours.
    if unsafe { place(file) }.disk.is_dead() { ffi::SQLITE_IOERR_FSTAT } else { real!(file, xFileSize, size) }
}

unsafe extern "C" fn lock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    real!(file, xLock, level)
}

unsafe extern "C" fn unlock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    real!(file, xUnlock, level)
}

unsafe extern "C" fn check_reserved_lock(file: *mut ffi::sqlite3_file, out: *mut c_int) -> c_int {
    real!(file, xCheckReservedLock, out)
}

unsafe extern "C" fn file_control(file: *mut ffi::sqlite3_file, op: c_int, argument: *mut c_void) -> c_int {
    real!(file, xFileControl, op, argument)
}

unsafe extern "C" fn sector_size(file: *mut ffi::sqlite3_file) -> c_int {
    real!(file, xSectorSize)
}

unsafe extern "C" fn device_characteristics(file: *mut ffi::sqlite3_file) -> c_int {
    real!(file, xDeviceCharacteristics)
}

unsafe extern "C" fn shm_map(
    file: *mut ffi::sqlite3_file,
    page: c_int,
    page_size: c_int,
    extend: c_int,
    out: *mut *mut c_void,
) -> c_int {
    real!(file, xShmMap, page, page_size, extend, out)
}

unsafe extern "C" fn shm_lock(file: *mut ffi::sqlite3_file, offset: c_int, n: c_int, flags: c_int) -> c_int {
    real!(file, xShmLock, offset, n, flags)
}

unsafe extern "C" fn shm_barrier(file: *mut ffi::sqlite3_file) {
    // SAFETY: SQLite passes a file that `open` has set up.
    unsafe {
        let file = real_file(file);
        if let Some(barrier) = (*(*file).pMethods).xShmBarrier {
            barrier(file);
        }
    }
}

unsafe extern "C" fn shm_unmap(file: *mut ffi::sqlite3_file, delete: c_int) -> c_int {
    real!(file, xShmUnmap, delete)
}
