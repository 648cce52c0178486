//! CSML 1.11.2 held by a host in memory, by its public `interpret`: between two turns the host keeps flow, step, memories and hold.

use csml_interpreter::data::ast::{Expr, Flow, InstructionScope};
use csml_interpreter::data::context::{ContextStepInfo, get_hashmap_from_mem};
use csml_interpreter::data::csml_bot::CsmlBot;
use csml_interpreter::data::csml_flow::CsmlFlow;
use csml_interpreter::data::event::Event;
use csml_interpreter::data::primitive::PrimitiveNull;
use csml_interpreter::data::{Context, Data, Hold, Interval, MSG, Message};
use csml_interpreter::interpreter::interpret_scope;
use csml_interpreter::parser::ExitCondition;
use csml_interpreter::{interpret, load_components, validate_bot};
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::sync::mpsc::{Receiver, Sender, channel};

const FLOW: &str = include_str!("../flows/returns.csml");

/// A bot ready to talk by CSML's public `interpret`.
pub struct Bot(CsmlBot);

/// The least CSML could do: its trees parsed once and shared, run by a copy of its loop over steps. It has no such call.
pub struct Parsed {
    flows: HashMap<String, Flow>,
    native: Map<String, Value>,
}

/// A conversation between two turns.
pub struct Talk {
    flow: String,
    step: String,
    memories: Value,
    hold: Option<Hold>,
    over: bool,
}

impl Bot {
    /// The returns flow and copies of it, so many flows in all, as texts: every turn parses them.
    pub fn texts(flows: usize) -> Result<Self, String> {
        let name = |n: usize| if n == 0 { "returns".to_owned() } else { format!("returns{n}") };
        let flows = (0..flows).map(|n| CsmlFlow::new(&name(n), &name(n), FLOW, vec![])).collect();
        let native = load_components().map_err(|error| format!("{error:?}"))?;
        Ok(Self(CsmlBot::new(
            "bot",
            "bot",
            None,
            flows,
            Some(native),
            None,
            "returns",
            None,
            None,
            None,
            None,
            None,
        )))
    }

    /// The same with the trees that CSML's engine keeps: bincode in base64, which every turn decodes.
    pub fn encoded(flows: usize) -> Result<Self, String> {
        let mut bot = Self::texts(flows)?;
        let extern_flows: HashMap<String, Flow> = HashMap::new();
        let bytes = bincode::serialize(&(trees(&bot.0)?, extern_flows)).map_err(|error| error.to_string())?;
        bot.0.bot_ast = Some(base64::encode(bytes));
        Ok(bot)
    }

    /// One turn: the texts that are said. The bot is cloned, as CSML's engine does for every event: `interpret` takes it by value.
    pub fn turn(&self, talk: &mut Talk, said: &str) -> Result<Vec<String>, String> {
        let (sender, receiver) = channel();
        let context = talk.context();
        interpret(self.0.clone(), context, event(said), Some(sender));
        talk.take(&receiver)
    }
}

impl Parsed {
    /// The same flows.
    pub fn new(flows: usize) -> Result<Self, String> {
        let Bot(bot) = Bot::texts(flows)?;
        Ok(Self { flows: trees(&bot)?, native: bot.native_components.unwrap_or_default() })
    }

    /// One turn: the texts that are said.
    pub fn turn(&self, talk: &mut Talk, said: &str) -> Result<Vec<String>, String> {
        let (sender, receiver) = channel();
        self.run(talk, said, sender)?;
        talk.take(&receiver)
    }

    fn run(&self, talk: &mut Talk, said: &str, sender: Sender<MSG>) -> Result<(), String> {
        let (sender, event) = (Some(sender), event(said));
        let (extern_flows, custom, env) =
            (HashMap::new(), Map::new(), PrimitiveNull::get_literal(Interval::default()));
        let held = talk.hold.as_ref().map(|hold| get_hashmap_from_mem(&hold.step_vars, &talk.flow));
        let (mut vars, mut steps) = (held.unwrap_or_default(), 0);
        let mut context = talk.context();
        loop {
            let flow = self.flows.get(&context.flow).ok_or("no such flow")?;
            let step = InstructionScope::StepScope(context.step.get_step());
            let Some(Expr::Scope { scope, .. }) = flow.flow_instructions.get(&step) else {
                return Err(format!("no such step: {step:?}"));
            };
            let mut data = Data::new(
                &self.flows,
                &extern_flows,
                flow,
                "returns".into(),
                &mut context,
                &event,
                &env,
                vec![],
                0,
                &mut steps,
                100,
                std::mem::take(&mut vars),
                None,
                &custom,
                &self.native,
            );
            let ran = interpret_scope(scope, &mut data, &sender).map_err(|error| format!("{error:?}"))?;
            match ran.exit_condition {
                Some(ExitCondition::Goto) => {}
                Some(_) => return Ok(()),
                None => {
                    context.step = ContextStepInfo::Normal("end".into());
                    talk.over = true;
                    return Ok(());
                }
            }
        }
    }
}

impl Talk {
    /// At the first step.
    pub fn new() -> Self {
        Self { flow: "returns".into(), step: "start".into(), memories: json!({}), hold: None, over: false }
    }

    /// Whether the flow has ended.
    pub fn is_over(&self) -> bool {
        self.over
    }

    fn context(&mut self) -> Context {
        let memories = get_hashmap_from_mem(&self.memories, &self.flow);
        Context::new(memories, HashMap::new(), None, self.hold.take(), &self.step, &self.flow, None)
    }

    /// Takes what the interpreter told: what is to be kept, and the texts that are said.
    fn take(&mut self, told: &Receiver<MSG>) -> Result<Vec<String>, String> {
        let mut texts = Vec::new();
        for message in told.try_iter() {
            match message {
                MSG::Remember(memory) => self.memories[memory.key] = memory.value,
                MSG::Message(message) => texts.push(text(&message)),
                MSG::Error(error) => return Err(text(&error)),
                MSG::Hold(hold) => self.hold = Some(hold),
                MSG::Next { flow, step, .. } => {
                    self.flow = flow.unwrap_or_else(|| std::mem::take(&mut self.flow));
                    self.step = step.map_or_else(|| std::mem::take(&mut self.step), |step| step.get_step());
                    self.over |= self.step == "end";
                }
                _ => {}
            }
        }
        Ok(texts)
    }
}

fn event(said: &str) -> Event {
    Event::new("text", said, json!({ "text": said }))
}

/// The trees of all flows.
fn trees(bot: &CsmlBot) -> Result<HashMap<String, Flow>, String> {
    let found = validate_bot(bot);
    found.flows.ok_or_else(|| format!("{:?}", found.errors))
}

fn text(message: &Message) -> String {
    match message.content.get("text").and_then(Value::as_str) {
        Some(text) => text.to_owned(),
        None => message.content.to_string(),
    }
}
