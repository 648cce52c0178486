//! What stands on the screen: the conversation as it went, and the buttons that can be pressed.

use super::lines::Above;
use super::look::Look;
use super::width::of_terminal;
use crate::turn::Sight;
use huashu_dsl::program::{Program, TypeId, TypeKind};
use huashu_engine::{Button, Card, Explanation, Handoff, ReplyBody, ReplyPart};
use std::io::Write;

/// The screen.
pub struct Screen {
    look: Look,
    above: Option<Above>,
    /// Whether something was printed since the last blank line.
    open: bool,
    /// Buttons on display, in the order of their numbers.
    pub buttons: Vec<Button>,
    /// What was said in the last turn.
    pub said: Vec<ReplyPart>,
    /// Why the last turn went as it did, one a step.
    pub why: Vec<Explanation>,
    /// What went wrong in the last turn, for the operator.
    pub notes: Vec<String>,
}

impl Screen {
    /// An empty screen.
    #[must_use]
    pub fn new(look: Look, above: Option<Above>) -> Self {
        Self {
            look,
            above,
            open: false,
            buttons: Vec::new(),
            said: Vec::new(),
            why: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// How it looks.
    #[must_use]
    pub fn look(&self) -> Look {
        self.look
    }

    /// Fits what comes to the terminal's width, which may have changed.
    pub fn fit(&mut self) {
        if let Look::Rich(_, ink) = self.look {
            self.look = Look::Rich(of_terminal(), ink);
        }
    }

    /// The customer begins a turn: what was offered before is no longer on display.
    pub fn turn(&mut self) {
        self.buttons.clear();
        self.begin();
    }

    /// Something begins that is not the customer's: the buttons stay, what was said and why is forgotten.
    pub fn begin(&mut self) {
        self.said.clear();
        self.why.clear();
        self.notes.clear();
    }

    /// Leaves a blank line behind what was printed, so that turns stand apart. A plain screen has none.
    pub fn gap(&mut self) {
        if self.open && self.look != Look::Plain {
            self.print("");
        }
        self.open = false;
    }

    /// Prints lines of text.
    pub fn print(&mut self, text: &str) {
        self.open = true;
        let text = format!("{text}\n");
        let shown = match &mut self.above {
            Some(above) => above.print(text).is_ok(),
            None => {
                let mut out = std::io::stdout().lock();
                out.write_all(text.as_bytes()).and_then(|()| out.flush()).is_ok()
            }
        };
        // A screen that is gone ends with its input; nothing is lost, the conversation is stored.
        let _ = shown;
    }

    /// Prints something beside the conversation.
    pub fn aside(&mut self, text: &str) {
        self.print(&self.look.aside(text));
    }

    /// Prints a note for the operator: on standard error where the output may be read by a program.
    pub fn note(&mut self, text: &str) {
        let note = self.look.note(text);
        match self.look {
            Look::Plain => {
                let _ = writeln!(std::io::stderr(), "{note}");
            }
            Look::Rich(..) => self.print(&note),
        }
    }

    /// Shows what a turn brings.
    pub fn see(&mut self, program: &Program, sight: Sight<'_>) {
        match sight {
            Sight::Reply(part) => self.reply(part),
            Sight::Handoff(handoff) => self.aside(&handed_off(program, handoff)),
            Sight::Explained(explanation) => self.why.push(explanation.clone()),
            Sight::Note(note) => {
                self.note(&note);
                self.notes.push(note);
            }
        }
    }

    /// Shows a part of a reply. Buttons of a new bubble take the place of those of an older one.
    pub fn reply(&mut self, part: &ReplyPart) {
        let text = match &part.body {
            ReplyBody::Bubble(lines) => {
                self.look.bubble(&lines.iter().map(ToString::to_string).collect::<Vec<_>>())
            }
            ReplyBody::Buttons(buttons) => self.offer(buttons),
            ReplyBody::Card(card) => self.look.cards(&[faces(card)]),
            ReplyBody::Carousel(cards) => self.look.cards(&cards.iter().map(faces).collect::<Vec<_>>()),
            ReplyBody::Image(address) => self.look.bubble(&[format!("[图片 {address}]")]),
        };
        self.said.push(part.clone());
        self.print(&text);
    }

    fn offer(&mut self, buttons: &[Button]) -> String {
        let fresh = !self.said.iter().any(|part| matches!(part.body, ReplyBody::Buttons(_)));
        if fresh {
            self.buttons.clear();
        }
        let first = self.buttons.len() + 1;
        self.buttons.extend_from_slice(buttons);
        let labels: Vec<_> = (first..).zip(buttons).map(|(n, button)| (n, label(button, n))).collect();
        self.look.buttons(&labels)
    }
}

/// The title and the lines of a card.
fn faces(card: &Card) -> (String, Vec<String>) {
    let image = card.image.iter().map(|address| format!("[图片 {address}]"));
    let body = card.body.iter().map(ToString::to_string);
    let links = card.links.iter().map(|(label, address)| format!("{label} → {address}"));
    (card.title.to_string(), image.chain(body).chain(links).collect())
}

/// The label of a button; a number that the channel already wrote before it, because it has no buttons, is not shown twice.
fn label(button: &Button, number: usize) -> String {
    let label = button.label.to_string();
    label.strip_prefix(&format!("{number} ")).map(str::to_owned).unwrap_or(label)
}

/// `（已转人工：售后组，优先 高，附言 …）`
fn handed_off(program: &Program, handoff: &Handoff) -> String {
    let team = program.teams.get(handoff.team.index()).map_or("人工", |team| team.name.as_str());
    let priority =
        handoff.priority.and_then(|index| priority(program, index)).map(|name| format!("，优先 {name}"));
    let note = handoff.note.as_ref().map(|note| format!("，附言 {note}"));
    format!("（已转人工：{team}{}{}）", priority.unwrap_or_default(), note.unwrap_or_default())
}

fn priority(program: &Program, index: u16) -> Option<&str> {
    match &program.types.get(TypeId::PRIORITY.index())?.kind {
        TypeKind::Enum(members) => members.get(usize::from(index)).map(|member| member.name.as_str()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::Screen;
    use crate::terminal::look::Look;
    use huashu_dsl::Span;
    use huashu_engine::{Button, Origin, Piece, Press, Rendered, ReplyBody, ReplyPart};

    fn buttons(labels: &[&str]) -> ReplyPart {
        let label =
            |text: &&str| Button { label: Rendered(vec![Piece::Words((*text).into())]), press: Press::Words };
        ReplyPart {
            body: ReplyBody::Buttons(labels.iter().map(label).collect()),
            origin: Origin::Authored(None),
            source: Span::default(),
        }
    }

    fn on_display(screen: &Screen) -> Vec<String> {
        screen.buttons.iter().map(|button| button.label.to_string()).collect()
    }

    #[test]
    fn the_buttons_of_one_turn_are_numbered_through_and_those_of_the_next_begin_anew() {
        let mut screen = Screen::new(Look::Plain, None);
        screen.turn();
        screen.reply(&buttons(&["甲", "乙"]));
        screen.reply(&buttons(&["丙"]));
        assert_eq!(on_display(&screen), ["甲", "乙", "丙"]);
        screen.turn();
        assert!(on_display(&screen).is_empty());
        screen.reply(&buttons(&["丁"]));
        assert_eq!(on_display(&screen), ["丁"]);
    }
}
