//! The same flow alone and among many, to see that a step costs what it does and not what the shop holds.

use crate::generated;
use crate::world::NOW;
use huashu_dsl::program::Program;
use huashu_dsl::{Settings, compile};
use huashu_engine::intent::Matcher;
use huashu_engine::{Body, ConversationId, Customer, Event, Part, Session, step};
use huashu_plugins::record_from_json;

/// What the customer writes: a trigger, and an order number as the answer.
const SAID: [&str; 2] = ["我要办第0件事", "20261120"];

/// The customer, whose order it is.
const CUSTOMER: &str = r#"{"全部订单号": ["20261120"]}"#;

/// A generated shop with the steps of one flow's beginning, read beforehand.
#[derive(Debug)]
pub struct Crowd {
    program: Program,
    steps: Vec<(Session, Event)>,
}

impl Crowd {
    /// A shop of so many flows.
    ///
    /// # Errors
    /// Where the shop has mistakes, or a step breaks.
    pub fn new(flows: usize) -> Result<Self, String> {
        let compiled = compile(&generated::sources(flows), &Settings::default());
        let program = compiled.program.ok_or_else(|| format!("{:?}", compiled.diagnostics))?;
        let matcher = Matcher::new(&program);
        let fields = match record_from_json(&program, &program.customer, CUSTOMER)? {
            huashu_dsl::value::Value::Record(fields) => fields,
            other => return Err(format!("{other:?}")),
        };
        let customer = Customer { id: "demo".to_owned(), fields, ..Customer::default() };
        let mut session = Session::new(&program, ConversationId([7; 16]), 0);
        let mut steps = Vec::new();
        for said in SAID {
            let body = Body::Said(vec![Part::Text(matcher.read(said))]);
            let event = Event { at: NOW, seed: 7, customer: customer.clone(), body };
            let outcome = step(&program, &session, &event).map_err(|fault| fault.to_string())?;
            steps.push((std::mem::replace(&mut session, outcome.session), event));
        }
        match session.call {
            Some(_) => Ok(Self { program, steps }),
            None => Err("the answer does not lead to the call".to_owned()),
        }
    }

    /// Takes the steps: how many effects there were.
    #[must_use]
    pub fn take(&self) -> usize {
        let effects = |(session, event): &(Session, Event)| {
            step(&self.program, session, event).map_or(0, |outcome| outcome.effects.len())
        };
        self.steps.iter().map(effects).sum()
    }
}
