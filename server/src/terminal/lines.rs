//! Lines that an operator types: edited where standard input is a terminal, read as they come where it is not.

use rustyline::error::ReadlineError;
use rustyline::{DefaultEditor, ExternalPrinter};
use std::io::{BufRead, IsTerminal};
use std::sync::mpsc::{Receiver, Sender, channel};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// What came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// A line, without its end.
    Text(String),
    /// Ctrl-C.
    Interrupt,
    /// Ctrl-D, or the end of the file.
    End,
}

/// Where lines come from. Waiting for a key blocks, so a thread of its own does it; one line is read for each that is asked for.
#[derive(Debug)]
pub struct Lines {
    asks: Sender<String>,
    lines: UnboundedReceiver<Line>,
    kind: Kind,
}

/// What kind of input it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Somebody types.
    Typed,
    /// A script or a pipe.
    Piped,
}

/// Prints above a line that is being typed.
pub type Above = Box<dyn ExternalPrinter + Send>;

impl Lines {
    /// The lines of standard input, and what prints above them while one is being typed.
    #[must_use]
    pub fn open() -> (Self, Option<Above>) {
        let (asks, asked) = channel();
        let (sender, lines) = unbounded_channel();
        let editor = if std::io::stdin().is_terminal() { DefaultEditor::new().ok() } else { None };
        let Some(mut editor) = editor else {
            std::thread::spawn(move || pipe(&asked, &sender));
            return (Self { asks, lines, kind: Kind::Piped }, None);
        };
        let above = editor.create_external_printer().ok().map(|printer| Box::new(printer) as Above);
        std::thread::spawn(move || edit(&mut editor, &asked, &sender));
        (Self { asks, lines, kind: Kind::Typed }, above)
    }

    /// What kind of input it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Asks for the next line.
    pub fn ask(&self, prompt: &str) {
        // A thread that is gone has sent `End` or will be noticed by `next`.
        let _ = self.asks.send(prompt.to_owned());
    }

    /// The line that was asked for. May be dropped and awaited again without losing one.
    pub async fn next(&mut self) -> Line {
        self.lines.recv().await.unwrap_or(Line::End)
    }
}

fn edit(editor: &mut DefaultEditor, asked: &Receiver<String>, sender: &UnboundedSender<Line>) {
    while let Ok(prompt) = asked.recv() {
        let line = match editor.readline(&prompt) {
            Ok(text) => {
                let _ = editor.add_history_entry(text.as_str());
                Line::Text(text)
            }
            Err(ReadlineError::Interrupted) => Line::Interrupt,
            Err(_) => Line::End,
        };
        if sender.send(line).is_err() {
            return;
        }
    }
}

fn pipe(asked: &Receiver<String>, sender: &UnboundedSender<Line>) {
    let mut input = std::io::stdin().lock();
    while asked.recv().is_ok() {
        let mut bytes = Vec::new();
        let line = match input.read_until(b'\n', &mut bytes) {
            Ok(0) | Err(_) => Line::End,
            Ok(_) => Line::Text(String::from_utf8_lossy(&bytes).trim_end_matches(['\n', '\r']).to_owned()),
        };
        if sender.send(line).is_err() {
            return;
        }
    }
}
