//! The product held by a host in memory: between two turns there are only the bytes that its store would keep.

use huashu_dsl::program::Program;
use huashu_dsl::value::Instant;
use huashu_dsl::{Settings, Sources, compile};
use huashu_engine::intent::Matcher;
use huashu_engine::{
    Body, ConversationId, Customer, Effect, Event, Part, ReplyBody, ReplyPart, Session, state, step,
};

const SHARED: &str = include_str!("../flows/shared.flow");
const FLOW: &str = include_str!("../flows/returns.flow");

/// A shop ready to talk.
pub struct Shop {
    program: Program,
    matcher: Matcher,
}

/// A conversation between two turns, as it is stored.
pub struct Talk(Vec<u8>);

impl Shop {
    /// The returns flow and copies of it, so many flows in all; each with a trigger of its own, which has to be told from the others.
    pub fn new(flows: usize) -> Result<Self, String> {
        let mut sources = Sources::new();
        sources.add("shared.flow", SHARED);
        sources.add("returns.flow", FLOW);
        for n in 1..flows {
            let copy = FLOW
                .replace("greeting", &format!("greeting{n}"))
                .replace("flow returns", &format!("flow returns{n}"))
                .replace("(hi|hello|hey)", &format!("(hi|hello|hey) {n}"));
            sources.add(format!("returns{n}.flow"), copy);
        }
        let compiled = compile(&sources, &Settings::default());
        let program = compiled.program.ok_or_else(|| format!("{:?}", compiled.diagnostics))?;
        Ok(Self { matcher: Matcher::new(&program), program })
    }

    /// One turn: the texts that are said.
    pub fn turn(&self, talk: &mut Talk, said: &str) -> Result<Vec<String>, String> {
        let session = state::decode(&self.program, &talk.0).map_err(|fault| fault.to_string())?;
        let body = Body::Said(vec![Part::Text(self.matcher.read(said))]);
        let event = Event { at: Instant(1_795_140_000_000), seed: 7, customer: Customer::default(), body };
        let outcome = step(&self.program, &session, &event).map_err(|fault| fault.to_string())?;
        talk.0 = state::encode(&outcome.session);
        Ok(outcome.effects.iter().filter_map(text).collect())
    }

    /// A conversation before its first turn.
    pub fn talk(&self) -> Talk {
        Talk(state::encode(&Session::new(&self.program, ConversationId([7; 16]), 0)))
    }

    /// Whether no flow runs.
    pub fn is_over(&self, talk: &Talk) -> bool {
        state::decode(&self.program, &talk.0).is_ok_and(|session| session.stack.is_empty())
    }
}

fn text(effect: &Effect) -> Option<String> {
    match effect {
        Effect::Reply(ReplyPart { body: ReplyBody::Bubble(lines), .. }) => {
            Some(lines.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
        }
        _ => None,
    }
}
