//! A program and a conversation, through the engine and through the reference.

use super::random::Random;
use super::rules::{Input, Reference};
use super::sight;
use huashu_dsl::program::{Ask, Node, NodeId, Program, StmtKind};
use huashu_dsl::value::{Instant, Type, Value};
use huashu_dsl::{Settings, Sources, compile_unproved};
use huashu_engine::intent::Matcher;
use huashu_engine::{
    Body, Button, CallResult, ConversationId, Customer, Effect, Event, Fault, Frame, Part, Phase, Press,
    Reading, ReplyBody, Session, step,
};

/// 2026-11-20 10:00 in Shanghai.
const MORNING: Instant = Instant(1_795_140_000_000);

/// A compiled shop with its matcher.
pub(super) struct Shop {
    pub(super) program: Program,
    pub(super) matcher: Matcher,
}

impl Shop {
    /// The shop of a `.flow`; values may be unset in it. What is wrong with it, if it is no shop.
    pub(super) fn of(text: &str) -> Result<Self, String> {
        let mut sources = Sources::new();
        sources.add("小店.flow", text);
        let compiled = compile_unproved(&sources, &Settings::default());
        let told = || {
            let found = compiled.diagnostics.iter().filter(|d| d.is_error());
            let at = |d: &huashu_dsl::Diagnostic| sources.slice(d.span).unwrap_or_default().to_owned();
            found.map(|d| format!("{} “{}” {}\n", d.code.0, at(d), d.message.zh)).collect::<String>()
        };
        let program = compiled.program.as_ref().ok_or_else(told)?.clone();
        let matcher = Matcher::new(&program);
        Ok(Self { program, matcher })
    }

    /// What is read from a text, without what is not sure enough to count: so nothing is asked back (R4.8).
    fn read(&self, text: &str) -> Reading {
        let mut reading = self.matcher.read(text);
        let sure = reading.thresholds.accept;
        reading.whole.candidates.retain(|c| c.score >= sure);
        for clause in &mut reading.clauses {
            clause.candidates.retain(|c| c.score >= sure);
        }
        reading
    }
}

/// What happens in a conversation. Whatever does not fit where it stands does nothing, so that any part of a conversation is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Happening {
    Said(String),
    /// The button of this number from the end of all that were shown.
    Pressed(usize),
    /// So many seconds pass; a wake-up that is due comes in its time, or at the end.
    Passed(i64, Wake),
    /// How the open call ends.
    Called(Ending),
    HandedBack,
}

/// When a wake-up comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wake {
    InTime,
    Late,
}

/// How a call ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    Ok,
    Declared,
    TimedOut,
    Broke,
}

/// Where the two part: what happened so far, and what each showed.
#[derive(Debug, Clone)]
pub(super) struct Difference {
    pub(super) told: String,
    pub(super) engine: Vec<String>,
    pub(super) reference: Vec<String>,
}

/// Both interpreters in one conversation.
pub(super) struct Pair<'s> {
    shop: &'s Shop,
    session: Session,
    customer: Customer,
    buttons: Vec<Button>,
    reference: Reference<'s>,
    now: Instant,
    told: String,
    over: bool,
}

impl<'s> Pair<'s> {
    pub(super) fn new(shop: &'s Shop) -> Self {
        let fields = vec![None, Some(Value::Bool(true))];
        Self {
            shop,
            session: Session::new(&shop.program, ConversationId([1; 16]), 0),
            customer: Customer { id: "c1".to_owned(), fields: fields.clone(), ..Customer::default() },
            buttons: Vec::new(),
            reference: Reference::new(&shop.program, fields),
            now: MORNING,
            told: String::new(),
            over: false,
        }
    }

    /// Something that may well happen next.
    pub(super) fn next(&self, random: &mut Random) -> Happening {
        if self.session.call.is_some() {
            let endings =
                [Ending::Ok, Ending::Ok, Ending::Ok, Ending::Declared, Ending::TimedOut, Ending::Broke];
            return Happening::Called(*random.of(&endings));
        }
        if matches!(self.session.phase, Phase::Human(_)) && random.percent(60) {
            return Happening::HandedBack;
        }
        match random.below(100) {
            0..=14 if !self.buttons.is_empty() => {
                let newest = self.buttons.len().min(if random.percent(70) { 3 } else { 12 });
                Happening::Pressed(random.below(newest))
            }
            15..=24 => {
                let wake = if random.percent(70) { Wake::InTime } else { Wake::Late };
                Happening::Passed(*random.of(&[7, 299, 300, 600, 1_801, 2_400, 7_200, 90_000]), wake)
            }
            25..=33 if !self.is_beyond_correction() => Happening::Said((*random.of(CORRECTIONS)).to_owned()),
            34..=64 if self.asked().is_some() => {
                let ty = self.asked().expect("a question waits");
                Happening::Said((*random.of(answers(ty, &self.shop.program))).to_owned())
            }
            _ => Happening::Said((*random.of(WORDS)).to_owned()),
        }
    }

    /// Whether the rules do not say what a correction does: to what a flow gave that has ended, to what nobody but `= v` set, and to
    /// earlier answers where a slot is asked for twice.
    fn is_beyond_correction(&self) -> bool {
        let enters = |node: &Node| matches!(node.stmt, StmtKind::Enter(..));
        let flows = &self.shop.program.flows;
        flows.iter().any(|f| {
            let twice = |(n, ask): (usize, &Ask)| f.asks[..n].iter().any(|earlier| earlier.slot == ask.slot);
            f.nodes.iter().any(enters)
                || f.slots.iter().any(|slot| slot.default.is_some())
                || f.asks.iter().enumerate().any(twice)
        })
    }

    fn asked(&self) -> Option<&Type> {
        let frame = self.session.stack.last()?;
        frame.asked.as_ref()?;
        let flow = &self.shop.program.flows[frame.flow.index()];
        let StmtKind::Ask(ask) = &flow.nodes[frame.at.index()].stmt else { return None };
        Some(&flow.slots[flow.asks[ask.index()].slot.index()].ty)
    }

    /// Lets it happen to both, and compares after every event.
    pub(super) fn happen(&mut self, what: &Happening) -> Result<(), Difference> {
        if self.over {
            return Ok(());
        }
        self.told.push_str(&format!("{what:?}\n"));
        while self.session.call.is_some() && !matches!(what, Happening::Called(_)) {
            self.returned(Ending::Ok)?;
        }
        match what {
            Happening::Said(text) => self.said(text),
            Happening::Pressed(n) => self.pressed(*n),
            Happening::Passed(seconds, wake) => self.passed(*seconds, *wake),
            Happening::Called(ending) if self.session.call.is_some() => self.returned(*ending),
            Happening::HandedBack if matches!(self.session.phase, Phase::Human(_)) => {
                self.event(Body::HandedBack, &Input::HandedBack)
            }
            Happening::Called(_) | Happening::HandedBack => Ok(()),
        }
    }

    fn said(&mut self, text: &str) -> Result<(), Difference> {
        let reading = self.shop.read(text);
        self.event(Body::Said(vec![Part::Text(reading.clone())]), &Input::Said(reading))
    }

    fn pressed(&mut self, from_the_end: usize) -> Result<(), Difference> {
        let Some(n) = self.buttons.len().checked_sub(from_the_end + 1) else { return Ok(()) };
        let button = self.buttons[n].clone();
        self.told.push_str(&format!("    点 {}\n", button.label));
        match button.press {
            Press::Words => self.said(&button.label.to_string()),
            Press::Payload(payload) => self.event(Body::Pressed(payload), &Input::Pressed(n)),
        }
    }

    fn passed(&mut self, seconds: i64, wake: Wake) -> Result<(), Difference> {
        let end = Instant(self.now.0 + seconds * 1_000);
        while let Some(due) = self.session.wakes_at(&self.shop.program).filter(|due| *due <= end) {
            self.now = if wake == Wake::Late { end } else { due.max(self.now) };
            self.event(Body::Fired, &Input::Fired)?;
            if self.over || self.session.call.is_some() {
                return Ok(());
            }
        }
        self.now = end;
        Ok(())
    }

    fn returned(&mut self, ending: Ending) -> Result<(), Difference> {
        let Some(id) = self.session.call else { return Ok(()) };
        let frame = self.session.stack.last().expect("a flow called");
        let StmtKind::Call(call) = &self.node(frame, frame.at).stmt else { panic!("a call is open") };
        let returns = self.shop.program.functions[call.function.index()].returns.iter();
        let value = |ty: &Type| match ty {
            Type::Bool => Value::Bool(true),
            _ => Value::Text("甲一".to_owned()),
        };
        let result = match ending {
            Ending::Ok => CallResult::Ok(Value::Record(returns.map(|f| Some(value(&f.ty))).collect())),
            Ending::Declared => CallResult::Failed(0),
            Ending::TimedOut => CallResult::TimedOut,
            Ending::Broke => CallResult::Broke("坏了".to_owned()),
        };
        self.event(Body::Returned(id, result.clone()), &Input::Returned(result))
    }

    fn node(&self, frame: &Frame, at: NodeId) -> &Node {
        &self.shop.program.flows[frame.flow.index()].nodes[at.index()]
    }

    /// One event, and its delivery if it replied.
    fn event(&mut self, body: Body, input: &Input) -> Result<(), Difference> {
        let replied = self.one(body, input)?;
        if replied && !self.over && self.session.call.is_none() {
            self.now = Instant(self.now.0 + 2_000);
            self.one(Body::Delivered, &Input::Delivered)?;
        }
        Ok(())
    }

    fn one(&mut self, body: Body, input: &Input) -> Result<bool, Difference> {
        let event = Event { at: self.now, seed: 7, customer: self.customer.clone(), body };
        let mut reference = self.reference.take(self.now, input);
        let (engine, replied) = match step(&self.shop.program, &self.session, &event) {
            Ok(outcome) => {
                self.session = outcome.session;
                let replied = outcome.effects.iter().any(|e| matches!(e, Effect::Reply(_)));
                (self.took(&outcome.effects), replied)
            }
            Err(Fault::TooManySteps) => (vec!["1,000".to_owned()], false),
            Err(other) => (vec![format!("{other:?}")], false),
        };
        self.over |= engine == ["1,000"];
        if reference.last().is_some_and(|last| last == "1,000") {
            reference = vec!["1,000".to_owned()];
        }
        self.told.extend(reference.iter().map(|line| format!("    {line}\n")));
        let mut engine = engine;
        if !self.over {
            engine.extend(self.waits());
            reference.extend(self.reference.waits());
            engine.push(format!(
                "醒 {:?}",
                self.session.wakes_at(&self.shop.program).map(|at| at.0 - self.now.0)
            ));
            reference.push(format!("醒 {:?}", self.reference.wakes_at().map(|at| at.0 - self.now.0)));
        }
        if engine == reference {
            return Ok(replied);
        }
        Err(Difference { told: self.told.clone(), engine, reference })
    }

    fn took(&mut self, effects: &[Effect]) -> Vec<String> {
        for effect in effects {
            match effect {
                Effect::Reply(part) => {
                    if let ReplyBody::Buttons(all) = &part.body {
                        self.buttons.extend(all.iter().cloned());
                    }
                }
                Effect::Profile(field, value) => {
                    self.customer.fields[usize::from(*field)].clone_from(value);
                }
                _ => {}
            }
        }
        effects.iter().map(|e| sight::effect(&self.shop.program, e)).collect()
    }

    fn waits(&self) -> Vec<String> {
        let program = &self.shop.program;
        let frame = |f: &Frame| {
            let flow = &program.flows[f.flow.index()];
            let held = f
                .slots
                .iter()
                .zip(&flow.slots)
                .filter_map(|(held, slot)| Some(format!("{}={:?}", slot.name, held.value.as_ref()?)));
            let held: Vec<_> = held.collect();
            format!("{}@{} {}", flow.name, f.at.0, held.join(" "))
        };
        let mut all: Vec<_> = self.session.stack.iter().map(frame).collect();
        if let Phase::Human(team) = self.session.phase {
            all.push(format!("人工 {}", program.teams[team.index()].name));
        }
        all.extend(self.session.call.is_some().then(|| "调用".to_owned()));
        all.extend(self.session.parked.as_ref().map(|p| format!("停着 {}", p.frames.len())));
        all
    }
}

/// Words that may be said anywhere: triggers with and without values, answers, digressions, commands, nonsense.
const WORDS: &[&str] = &[
    "留一件",
    "东西退掉",
    "预约试穿",
    "留一件黑色的",
    "东西退掉2件",
    "预约试穿白色",
    "慢吞吞",
    "找老板评理",
    "从哪里发货",
    "人工",
    "取消",
    "退订",
    "再说一遍",
    "跳过",
    "呱呱呱",
    "咕咕咕咕",
    "黑色",
    "大号",
    "3",
    "好的",
    "不要",
    "K001",
    "接着办",
    "不用了",
];

/// Corrections: a marker and a value, some with the slot's name.
const CORRECTIONS: &[&str] = &[
    "改成白色",
    "不对，是黑色",
    "说错了，件数是4",
    "改成小号",
    "不对，是K002",
    "说错了，颜色是红色",
    "应该是3",
];

fn answers(ty: &Type, program: &Program) -> &'static [&'static str] {
    match ty.required() {
        Type::Integer => &["3", "两", "7", "那就来2件好了", "2件或者3件"],
        Type::Bool => &["好的", "不要", "可以", "要改", "嗯", "那行我看可以呢", "要改吧"],
        Type::Text => &["随便写写", "没有备注", "加急", "呱呱呱"],
        Type::Named(id) => match program.types[id.index()].name.as_str() {
            "颜色" => &["黑色", "白", "红色", "那就要黑色的那种", "黑色白色都行"],
            "尺码" => &["大号", "小", "要大的", "我平时穿大号的衣服"],
            _ => &["K001", "K009", "应该就是K002那个", "K01"],
        },
        _ => &["好的"],
    }
}
