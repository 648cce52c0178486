//! The `huashu` binary as its users run it: built once, started on a shop of its own.

use cargo_metadata::Message;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Output, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

/// Longer than any answer takes, on any machine; only a hanging program waits for it.
const PATIENCE: Duration = Duration::from_secs(60);

/// The repository's root: the demo shop.
pub(crate) fn demo_shop() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ lies in the repository").to_owned()
}

/// The binary, built on first use.
pub(crate) fn huashu() -> &'static Path {
    static PATH: OnceLock<PathBuf> = OnceLock::new();
    PATH.get_or_init(|| {
        let built = Command::new(env!("CARGO"))
            .current_dir(demo_shop())
            .args(["build", "--locked", "--quiet", "--package", "huashu-server", "--message-format=json"])
            .stderr(Stdio::inherit())
            .output()
            .expect("cargo runs");
        assert!(built.status.success(), "the binary does not build");
        Message::parse_stream(built.stdout.as_slice())
            .filter_map(Result::ok)
            .find_map(|m| match m {
                Message::CompilerArtifact(a) => a.executable.filter(|e| e.file_stem() == Some("huashu")),
                _ => None,
            })
            .expect("cargo names the binary")
            .into_std_path_buf()
    })
}

/// Runs the binary to its end with `input` as what the user types.
pub(crate) fn run(args: &[&str], dir: &Path, input: &str) -> Output {
    let mut child = Command::new(huashu())
        .args(args)
        .current_dir(dir)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    child.stdin.take().expect("piped").write_all(input.as_bytes()).expect("it reads what is typed");
    child.wait_with_output().expect("it ends")
}

/// A conversation in a terminal that is no terminal: one line in, lines out.
pub(crate) struct Talk {
    child: Child,
    typed: ChildStdin,
    printed: Receiver<String>,
    seen: String,
}

impl Talk {
    /// Starts `huashu chat` on the demo shop, with its state under `data`.
    pub(crate) fn start(data: &Path, more: &[&str]) -> Self {
        let mut child = Command::new(huashu())
            .args(["chat", "--plain", "--data"])
            .arg(data)
            .args(more)
            .current_dir(demo_shop())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("the binary starts");
        let typed = child.stdin.take().expect("piped");
        let out = BufReader::new(child.stdout.take().expect("piped"));
        let (tell, printed) = channel();
        std::thread::spawn(move || out.lines().map_while(Result::ok).try_for_each(|l| tell.send(l)));
        Self { child, typed, printed, seen: String::new() }
    }

    /// Types a line.
    pub(crate) fn say(&mut self, line: &str) {
        writeln!(self.typed, "{line}").expect("it reads what is typed");
        self.typed.flush().expect("it reads what is typed");
    }

    /// Waits until a line with `words` is printed, and gives that line.
    pub(crate) fn hear(&mut self, words: &str) -> String {
        loop {
            match self.printed.recv_timeout(PATIENCE) {
                Ok(line) => {
                    self.seen.push_str(&line);
                    self.seen.push('\n');
                    if line.contains(words) {
                        return line;
                    }
                }
                Err(RecvTimeoutError::Timeout) => panic!("never said “{words}”:\n{}", self.seen),
                Err(RecvTimeoutError::Disconnected) => panic!("ended without “{words}”:\n{}", self.seen),
            }
        }
    }

    /// Ends the process as a power cut would.
    pub(crate) fn kill(mut self) {
        self.child.kill().expect("it still runs");
        self.child.wait().expect("it is gone");
    }
}

impl Drop for Talk {
    fn drop(&mut self) {
        // Already gone after `kill`; otherwise the test is over and nobody types any more.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
