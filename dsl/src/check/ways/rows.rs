//! 查表: which row fits, and what that tells.

use super::edges::{Edge, How, Steps, to_node};
use super::known::{Known, Values};
use super::state::State;
use crate::program::{Expr, Node, Root, SlotId, Table, TableId, Test};
use crate::value::Value;

/// More rows of a table than this are not told apart.
const ROWS: usize = 24;

impl<'p> Steps<'_, 'p> {
    /// 查表: one case a row, with what its tests tell of the arguments.
    pub(super) fn look_up(
        &self,
        node: &'p Node,
        table: TableId,
        args: &'p [Expr],
        slot: SlotId,
        state: &State,
        edges: &mut Vec<Edge>,
    ) {
        let facts = self.facts();
        let Some(table) = facts.program.tables.get(table.index()) else { return };
        let interesting = facts
            .places
            .under(Root::Slot(slot))
            .iter()
            .any(|i| facts.places.get(*i).is_some_and(|t| !t.place.fields.is_empty()));
        if !interesting || table.rows.len() > ROWS {
            let mut after = state.clone();
            facts.fresh(&mut after, Root::Slot(slot));
            self.wrote(&mut after, slot);
            edges.push(to_node(node.next, after, How::On, 0));
            return;
        }
        let mut left = vec![state.clone()];
        for (i, row) in table.rows.iter().enumerate() {
            let mut rest = Vec::new();
            for state in left {
                let (mut fits, misses) = self.row(&state, table, i, args);
                rest.extend(misses);
                for after in &mut fits {
                    facts.fresh(after, Root::Slot(slot));
                    self.wrote(after, slot);
                    self.cells(after, slot, &row.cells);
                }
                edges.extend(fits.into_iter().map(|s| to_node(node.next, s, How::On, 0)));
            }
            if rest.len() > ROWS {
                rest.truncate(0);
                rest.push(state.clone());
            }
            left = rest;
        }
    }

    /// The cases in which a row fits, and those in which it does not.
    fn row(&self, state: &State, table: &Table, row: usize, args: &[Expr]) -> (Vec<State>, Vec<State>) {
        let tests = table.rows.get(row).map(|r| r.tests.as_slice()).unwrap_or_default();
        let (mut fits, mut misses) = (vec![state.clone()], Vec::new());
        for (test, arg) in tests.iter().zip(args).filter(|(t, _)| **t != Test::Other) {
            let mut next = Vec::new();
            for state in fits {
                let (taken, not) = self.facts().arm(&state, arg, test);
                next.extend(taken);
                misses.extend(not);
            }
            fits = next;
        }
        (fits, misses)
    }

    fn cells(&self, state: &mut State, slot: SlotId, cells: &[Option<Value>]) {
        let facts = self.facts();
        for i in facts.places.under(Root::Slot(slot)) {
            let Some(tracked) = facts.places.get(*i) else { continue };
            let [field] = tracked.place.fields.as_slice() else { continue };
            let known = match cells.get(usize::from(*field)) {
                Some(Some(value)) => {
                    let exact = facts.values(crate::ast::CompareOp::Is, value, tracked.kind);
                    Known::set(exact.unwrap_or_else(|| Values::full(tracked.kind)))
                }
                Some(None) if tracked.lacks => Known::unset(),
                // A cell that could not be read.
                Some(None) | None => continue,
            };
            facts.put(state, *i, known);
        }
    }
}
