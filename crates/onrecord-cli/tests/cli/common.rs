//! Running the command, and the real model.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What a run of the command gave.
#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

/// The command in a surrounding of its own: no settings of the user, no network, no cached model.
pub fn onrecord() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_onrecord"));
    for name in ["ONRECORD_MODEL", "COLUMNS", "PIP_INDEX_URL", "PIP_CONFIG_FILE", "HTTP_PROXY", "http_proxy"]
    {
        command.env_remove(name);
    }
    command.env("ONRECORD_OFFLINE", "1");
    command.env("XDG_CONFIG_HOME", "/nowhere/config").env("XDG_CACHE_HOME", "/nowhere/cache");
    command
}

/// Runs the command with the model in `dir`, `stdin` as its standard input.
pub fn read(dir: &Path, args: &[&str], stdin: &[u8]) -> Ran {
    run(onrecord().env("ONRECORD_MODEL", model()).current_dir(dir).args(args), stdin)
}

/// Runs a command with this standard input.
pub fn run(command: &mut Command, stdin: &[u8]) -> Ran {
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let output = std::thread::scope(|scope| {
        // A command that stops early closes its end; what it gave is looked at by the test.
        scope.spawn(move || drop(input.write_all(stdin)));
        child.wait_with_output().unwrap()
    });
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// The folder of the real model, from the user's cache, fetched if it is not there. No test that needs it is
/// skipped: if it cannot be had, the test fails with the reason.
pub fn model() -> &'static Path {
    static MODEL: OnceLock<PathBuf> = OnceLock::new();
    MODEL.get_or_init(|| {
        let own = |args: &[&str]| {
            let output = Command::new(env!("CARGO_BIN_EXE_onrecord")).args(args).output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(output.status.success(), "the model that the tests need could not be fetched:\n{said}");
            String::from_utf8(output.stdout).unwrap()
        };
        own(&["models", "fetch", "md"]);
        let list = own(&["models", "list"]);
        let place = list.lines().nth(1).and_then(|l| l.trim().strip_prefix("in "));
        PathBuf::from(place.unwrap_or_else(|| panic!("no place in:\n{list}")))
    })
}

/// A folder of the test's own, removed at its end.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Folder {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("onrecord-cli-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        std::fs::write(self.0.join(name), content).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
