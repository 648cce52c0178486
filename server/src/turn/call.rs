//! Plugin calls: the script runs against its journal, the world is asked, and every answer is stored before the script sees it.

use super::{Conversation, Sight, Sink, decode, encode, name};
use crate::clock::below;
use crate::store::StoreError;
use huashu_dsl::program::Function;
use huashu_engine::{Body, Call, CallId, CallResult, ConversationId};
use huashu_plugins::{Answer, Entry, Invocation, Journal, MAX_ENTRIES, Request, Run};
use std::time::Duration;
use tokio::time::Instant;

/// How long and how often the world may be asked for one call. A time limit is one of this process, from when it
/// begins to perform the call: after a crash a write that was sent must still be asked about, however late it is.
struct Patience {
    limit: Duration,
    until: Instant,
    retries: u32,
}

impl Patience {
    fn of(function: &Function) -> Self {
        let limit = Duration::from_millis(u64::try_from(function.timeout.0).unwrap_or(0));
        Self { limit, until: Instant::now() + limit, retries: function.retries }
    }

    fn left(&self) -> Duration {
        self.until.saturating_duration_since(Instant::now())
    }

    /// Whether a failure may be tried again; that attempt has the whole time limit for itself.
    fn again(&mut self) -> bool {
        let Some(left) = self.retries.checked_sub(1) else { return false };
        self.retries = left;
        self.until = Instant::now() + self.limit;
        true
    }
}

/// The name of a call for ever: conversation, frame, call site, visit. Idempotency keys begin with it.
pub(super) fn key(conversation: ConversationId, call: CallId) -> String {
    format!("{}-{}-{}-{}", name(conversation), call.frame.0, call.node.0, call.visit)
}

impl Conversation {
    /// Performs a call; gives the event that brings its result, with the key under which it may come only once.
    pub(super) async fn answer(&mut self, call: &Call, sink: Sink<'_>) -> Result<(Body, String), StoreError> {
        let key = key(self.session.conversation, call.id);
        let dedupe = format!("returned-{}-{}-{}", call.id.frame.0, call.id.node.0, call.id.visit);
        let result = self.run(call, key).await?;
        if let Some(why) = trouble(&result) {
            let function = self.release.program.functions.get(call.function.index()).map(Function::full_name);
            sink(Sight::Note(format!("{} {why}", function.unwrap_or_default())));
        }
        Ok((Body::Returned(call.id, result), dedupe))
    }

    async fn run(&mut self, call: &Call, key: String) -> Result<CallResult, StoreError> {
        let Some(function) = self.release.program.functions.get(call.function.index()) else {
            return Ok(CallResult::Broke("没有这个插件函数".into()));
        };
        let mut patience = Patience::of(function);
        let mut journal = self.journal(&key)?;
        let invocation =
            Invocation { function: call.function, args: call.args.clone(), key, customer: self.who.clone() };
        for _ in 0..=MAX_ENTRIES {
            let request = match self.release.host.run(&self.release.program, &invocation, &journal) {
                Run::Done(value) => return Ok(CallResult::Ok(value)),
                Run::Failed(error) => return Ok(CallResult::Failed(error)),
                Run::TimedOut => return Ok(CallResult::TimedOut),
                Run::Broke(why) => return Ok(CallResult::Broke(why)),
                Run::Suspended(request) => request,
            };
            let answer = self.ask(&request, &mut patience).await;
            let entry = Entry { request, answer };
            self.store.record(&invocation.key, journal.0.len(), &encode(&entry))?;
            journal.0.push(entry);
        }
        Ok(CallResult::Broke(format!("问外面超过 {MAX_ENTRIES} 次")))
    }

    fn journal(&mut self, key: &str) -> Result<Journal, StoreError> {
        let stored = self.store.journal(key)?;
        let entries: Vec<Entry> = stored.iter().map_while(|bytes| decode(bytes).ok()).collect();
        if entries.len() < stored.len() {
            // An entry of another huashu ends the journal there: what follows is asked again, writes under their old keys.
            self.store.forget(key, entries.len())?;
        }
        Ok(Journal(entries))
    }

    /// Asks the world. Reads are tried again as often as the signature says, and so are writes: their key makes them happen once.
    async fn ask(&mut self, request: &Request, patience: &mut Patience) -> Answer {
        let request = match request {
            Request::Now => return Answer::Integer(self.clock.now().0),
            Request::Random(bound) => return Answer::Integer(below(*bound)),
            Request::Http(request) => request,
        };
        loop {
            let answer = self.connectors.send(request, patience.left()).await;
            let failed = matches!(answer, Answer::TimedOut | Answer::Unreachable(_));
            if !(failed && patience.again()) {
                return answer;
            }
        }
    }
}

fn trouble(result: &CallResult) -> Option<String> {
    match result {
        CallResult::Ok(_) | CallResult::Failed(_) => None,
        CallResult::TimedOut => Some("超时".into()),
        CallResult::Broke(why) => Some(format!("系统错：{why}")),
    }
}
