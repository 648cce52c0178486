//! 算 记 查表 统计: statements that compute something and go on.

use super::run::Next;
use super::turn::Turn;
use crate::{Effect, Fault, SlotSource, eval};
use huashu_dsl::program::{Expr, Place, SlotId, TableId, TrackId};
use huashu_dsl::value::{Type, Value};

/// What an unset slot of this type holds: a list is never unset, only empty.
pub(super) fn empty(ty: &Type) -> Option<Value> {
    matches!(ty, Type::List(_)).then(|| Value::List(Vec::new()))
}

/// 算
pub(super) fn compute(turn: &mut Turn<'_>, slot: SlotId, value: &Expr) -> Result<Next, Fault> {
    let value = turn.eval(value);
    made(turn, slot, value)
}

/// 记
pub(super) fn set(turn: &mut Turn<'_>, place: &Place, value: &Expr) -> Result<Next, Fault> {
    let value = turn.eval(value);
    turn.write(place, value)?;
    Ok(Next::On)
}

/// 查表: the first row that fits; the last always does.
pub(super) fn look_up(
    turn: &mut Turn<'_>,
    table: TableId,
    args: &[Expr],
    slot: SlotId,
) -> Result<Next, Fault> {
    let table = turn.program.tables.get(table.index()).ok_or(Fault::Damaged("no such table"))?;
    let row = {
        let scope = turn.scope();
        let inputs: Vec<_> = args.iter().map(|arg| eval::eval(arg, &scope)).collect();
        table.rows.iter().find(|row| {
            row.tests.iter().zip(&inputs).all(|(test, input)| eval::fits(test, input.as_ref(), &scope))
        })
    };
    let cells = row.ok_or(Fault::Damaged("no row fits"))?.cells.clone();
    made(turn, slot, Some(Value::Record(cells)))
}

/// A slot that a statement makes; it follows from the rest and is not noted as a change.
fn made(turn: &mut Turn<'_>, slot: SlotId, value: Option<Value>) -> Result<Next, Fault> {
    turn.give(slot, value, SlotSource::Computed)?;
    Ok(Next::On)
}

/// 统计
pub(super) fn track(turn: &mut Turn<'_>, track: TrackId, args: &[Option<Expr>]) -> Next {
    let args = args.iter().map(|arg| turn.eval(arg.as_ref()?)).collect();
    turn.effects.push(Effect::Track(track, args));
    Next::On
}
