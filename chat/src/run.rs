//! Plays the conversations of a file and compares what happens with what was recorded.

use crate::ast::{Bubble, Case, Conversations, Input, RecordedKind, Setup, Spelling, Turn};
use crate::compare::{Change, compare};
use crate::drive::Drive;
use crate::problem::{BUTTON, EVENT, SILENT, problem};
use crate::record_of::fill;
use crate::report::{Played, Report};
use crate::shown::Shown;
use crate::world::{self, World};
use huashu_dsl::program::{EventId, Program};
use huashu_dsl::value::{Type, Value};
use huashu_dsl::{Diagnostic, Message, Name};
use huashu_engine::intent::Matcher;
use huashu_engine::render::channel::{Feature, shows};
use huashu_engine::{Body, Button, Part, Press};

/// Plays every conversation; one report each, in their order.
///
/// `matcher` was made for `program`; `spelling` is that of the file (see [`crate::spelling`]).
#[must_use]
pub fn run(
    program: &Program,
    matcher: &Matcher,
    conversations: &Conversations,
    spelling: Spelling,
) -> Vec<Report> {
    let shared = World::new(program).with(program, &conversations.shared);
    let file = File { program, matcher, shared, setups: &conversations.shared, spelling };
    conversations.cases.iter().enumerate().map(|(index, case)| file.play(index, case)).collect()
}

/// What is wrong in the setups before the first conversation, which all of them share; [`run`] tells it for each conversation.
#[must_use]
pub fn shared(program: &Program, conversations: &Conversations) -> Vec<Diagnostic> {
    World::new(program).with(program, &conversations.shared).err().unwrap_or_default()
}

/// What the conversations of a file share.
struct File<'f> {
    program: &'f Program,
    matcher: &'f Matcher,
    /// The world after the shared setups, which are read once.
    shared: Result<World, Vec<Diagnostic>>,
    setups: &'f [Setup],
    spelling: Spelling,
}

impl File<'_> {
    fn play(&self, index: usize, case: &Case) -> Report {
        let mut report = Report {
            case: index,
            title: case.title.node.clone(),
            span: case.title.span,
            turns: Vec::new(),
            problems: Vec::new(),
        };
        let ready = self.shared.clone().and_then(|shared| {
            let shop = world::shop(self.program, self.setups.iter().chain(&case.setups))?;
            let world = shared.with(&shop, &case.setups)?;
            Ok((shop, world))
        });
        match ready {
            Ok((shop, world)) => {
                let drive = Drive::new(&shop, self.matcher, world, self.spelling);
                Player { drive, report: &mut report }.turns(case);
            }
            Err(found) => report.problems = found,
        }
        report
    }
}

struct Player<'r, 'p> {
    drive: Drive<'p>,
    report: &'r mut Report,
}

impl Player<'_, '_> {
    /// Plays turns until one cannot be played.
    fn turns(&mut self, case: &Case) {
        for turn in &case.turns {
            self.drive.begin_turn(turn.span);
            match self.input(&turn.input) {
                Ok(shown) => self.compared(turn, &shown),
                Err(found) => return self.report.problems.extend(found),
            }
        }
    }

    fn compared(&mut self, turn: &Turn, shown: &[Shown]) {
        let changes = compare(&turn.recorded, shown);
        let unmet = changes.iter().filter_map(|change| match change {
            Change::Missing(i) => turn.recorded.get(*i).filter(|r| r.kind == RecordedKind::AnyBubble),
            _ => None,
        });
        self.report.problems.extend(unmet.map(|line| {
            problem(SILENT, line.span, "这里要有一句，店却没有说", "the shop says nothing here")
        }));
        for must in &turn.musts {
            let found = self.drive.judge(must);
            self.report.problems.extend(found);
        }
        self.report.turns.push(Played { changes });
    }

    /// Plays one input; the lines it shows.
    fn input(&mut self, input: &Input) -> Result<Vec<Shown>, Vec<Diagnostic>> {
        match input {
            Input::Opening => return self.opening(),
            Input::Changed(setup) => return self.changed(setup).map(|()| Vec::new()),
            Input::Waited(time) => self.drive.wait(*time)?,
            Input::Said(bubbles) => {
                let parts = bubbles.iter().map(|bubble| self.part(bubble)).collect();
                self.drive.send(Body::Said(parts))?;
            }
            Input::Pressed(label) => {
                let body = self.press(label)?;
                self.drive.send(body)?;
            }
            Input::Happened(name, record) => {
                let body = self.happened(name, record.as_ref())?;
                self.drive.send(body)?;
            }
        }
        Ok(self.drive.record())
    }

    fn opening(&mut self) -> Result<Vec<Shown>, Vec<Diagnostic>> {
        match self.drive.world.at.clone() {
            Some(at) => self.drive.walk_to(&at),
            None => Ok(Vec::new()),
        }
    }

    fn changed(&mut self, setup: &Setup) -> Result<(), Vec<Diagnostic>> {
        self.drive.world.set(self.drive.program, setup)
    }

    fn part(&mut self, bubble: &Bubble) -> Part {
        match bubble {
            Bubble::Words(words) => self.words(&words.node),
            Bubble::Media(kind, address) => Part::Media(*kind, address.node.clone()),
        }
    }

    fn words(&mut self, words: &str) -> Part {
        let reading = self.drive.matcher.read(words);
        self.drive.seen.readings.push(reading.clone());
        Part::Text(reading)
    }

    /// The newest button with this label; where buttons are numbered lines, also the number in the newest list.
    fn press(&mut self, label: &Name) -> Result<Body, Vec<Diagnostic>> {
        let found = self.drive.offered.iter().rev().find_map(|list| {
            let mut all = list.iter().map(|button| (button, self.number_and_words(button).1));
            all.find(|(_, words)| *words == label.node)
        });
        let by_number = || {
            let number = label.node.parse::<usize>().ok()?;
            let mut all =
                self.drive.offered.last()?.iter().map(|button| (button, self.number_and_words(button)));
            all.find_map(|(button, (n, words))| (n == Some(number)).then_some((button, words)))
        };
        let Some((button, words)) = found.or_else(by_number) else {
            return Err(vec![self.not_offered(label)]);
        };
        match button.press {
            Press::Payload(payload) => Ok(Body::Pressed(payload)),
            Press::Words => Ok(Body::Said(vec![self.words(&words)])),
        }
    }

    /// The number that stands before a button where they are numbered lines, and what the button says.
    fn number_and_words(&self, button: &Button) -> (Option<usize>, String) {
        let label = button.label.to_string();
        let split = label.split_once(' ').filter(|_| self.is_numbered());
        match split.and_then(|(number, words)| Some((number.parse().ok()?, words))) {
            Some((number, words)) => (Some(number), words.trim().to_owned()),
            None => (None, label.trim().to_owned()),
        }
    }

    fn is_numbered(&self) -> bool {
        !shows(self.drive.session.channel, Feature::Buttons)
    }

    fn not_offered(&self, label: &Name) -> Diagnostic {
        let labels = self
            .drive
            .offered
            .last()
            .map(|list| list.iter().map(|b| b.label.to_string()).collect::<Vec<_>>().join(" | "));
        let (zh, en) = (
            format!("店没有给过“{}”这个按钮", label.node),
            format!("the button `{}` was not offered", label.node),
        );
        let help = match labels {
            Some(labels) => {
                Message::new(format!("最近的按钮是：{labels}"), format!("the last buttons are `{labels}`"))
            }
            None => Message::new(
                "到这里还没有按钮；要打字就不写“点”",
                "no button was offered so far; leave out `press` to type the words",
            ),
        };
        problem(BUTTON, label.span, zh, en).help(help)
    }

    fn happened(&self, name: &Name, record: Option<&crate::ast::Raw>) -> Result<Body, Vec<Diagnostic>> {
        let program = self.drive.program;
        let Some((index, event)) = program.events.iter().enumerate().find(|(_, e)| e.name == name.node)
        else {
            let known = program.events.iter().map(|e| e.name.as_str());
            return Err(vec![Diagnostic { code: EVENT, ..world::unknown(name, "事件", "event", known) }]);
        };
        let mut values: Vec<Option<Value>> = event.fields.iter().map(|f| f.default.clone()).collect();
        if let Some(raw) = record {
            let known: Vec<_> = event.fields.iter().map(|f| f.name.as_str()).collect();
            let place = |name: &str| {
                event.fields.iter().enumerate().find(|(_, f)| f.name == name).map(|(i, f)| (i, f.ty.clone()))
            };
            let put =
                |i: usize, value| values.get_mut(i).into_iter().for_each(|v| *v = Some(Value::clone(&value)));
            fill(program, raw, &known, place, put)?;
        }
        let missing = |(field, value): &(&huashu_dsl::value::Field, &Option<Value>)| {
            value.is_none() && !matches!(field.ty, Type::Optional(_))
        };
        let missing: Vec<_> =
            event.fields.iter().zip(&values).filter(missing).map(|(f, _)| f.name.as_str()).collect();
        if !missing.is_empty() {
            let missing = missing.join(" ");
            let (zh, en) = (
                format!("事件 {} 还缺：{missing}", name.node),
                format!("event `{}` lacks `{missing}`", name.node),
            );
            return Err(vec![problem(EVENT, name.span, zh, en)]);
        }
        let id = EventId(u16::try_from(index).unwrap_or(u16::MAX));
        Ok(Body::Happened(id, Value::Record(values)))
    }
}
