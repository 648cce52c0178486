//! 调用: asks a plugin, and takes what comes back (R12).

use super::handoff;
use super::run::{self, Next};
use super::turn::Turn;
use crate::{CallId, CallResult, Effect, Fault, Mark, SlotSource, eval};
use huashu_dsl::program::{Call, Function, OnError, StmtKind};
use huashu_dsl::value::Value;

/// Opens a call, unless the 要求 of its signature does not hold.
pub(super) fn call(turn: &mut Turn<'_>, call: &Call) -> Result<Next, Fault> {
    let function = function(turn, call)?;
    let args: Vec<_> = call.args.iter().map(|arg| turn.eval(arg.as_ref()?)).collect();
    let allowed = function.require.as_ref().is_none_or(|r| eval::holds(r, &turn.scope().with_params(&args)));
    if !allowed {
        return failed(turn, call, OnError::System);
    }
    let top = turn.top()?;
    let id = CallId { frame: top.id, node: top.at, visit: run::visit(turn)? };
    turn.session.call = Some(id);
    let deadline = turn.at() + function.timeout;
    turn.effects.push(Effect::Call(crate::Call { id, function: call.function, args, deadline }));
    Ok(Next::Wait)
}

fn function<'p>(turn: &Turn<'p>, call: &Call) -> Result<&'p Function, Fault> {
    turn.program.functions.get(call.function.index()).ok_or(Fault::Damaged("no such function"))
}

/// The open call came back.
pub(super) fn returned(turn: &mut Turn<'_>, id: CallId, result: &CallResult) -> Result<(), Fault> {
    turn.session.call = None;
    let node = turn.here()?;
    let StmtKind::Call(call) = &node.stmt else { return Err(Fault::Damaged("a call without its statement")) };
    if turn.top()?.id != id.frame {
        return Err(Fault::Damaged("a call of a flow that does not run"));
    }
    let function = function(turn, call)?;
    // A write of which nobody knows may have been made: a correction does not make it again.
    if function.writes && !matches!(result, CallResult::Failed(_)) {
        turn.top_mut()?.note_write();
    }
    let next = match result {
        CallResult::Ok(value) => succeeded(turn, call, function, value)?,
        CallResult::Failed(error) => failed(turn, call, OnError::Declared(*error))?,
        CallResult::TimedOut => failed(turn, call, OnError::Timeout)?,
        CallResult::Broke(_) => failed(turn, call, OnError::System)?,
    };
    run::settle(turn, next)
}

fn succeeded(turn: &mut Turn<'_>, call: &Call, function: &Function, value: &Value) -> Result<Next, Fault> {
    let fits = matches!(value, Value::Record(fields) if fields.len() == function.returns.len());
    if !fits {
        return Err(Fault::Misfit("a result of another shape than its signature"));
    }
    if let Some(slot) = call.result {
        turn.give(slot, Some(value.clone()), SlotSource::Computed)?;
    }
    Ok(Next::On)
}

/// The first 出错 arm that fits, else 系统出错 of 全局.
fn failed(turn: &mut Turn<'_>, call: &Call, error: OnError) -> Result<Next, Fault> {
    let flow = turn.top()?.flow;
    let step = turn.here()?.step;
    turn.mark(Mark::CallFailed(flow, step));
    let arm = call.on_error.iter().find(|(caught, _)| *caught == error || *caught == OnError::Other);
    match arm {
        Some((_, entry)) => Ok(Next::To(*entry)),
        None => handoff::broken(turn),
    }
}
