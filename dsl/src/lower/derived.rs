//! The slots that 算, 得到 and 逐个 make: found before the statements are read, so that any of them may name any.

use crate::ast::{self, StmtKind};
use crate::check::place::element;
use crate::check::scope::Scope;
use crate::check::types::{UNKNOWN, is_unknown};
use crate::check::walk::each_stmt;
use crate::check::{Checker, dotted};
use crate::program::{EventId, Slot, SlotOrigin};
use crate::source::Name;
use crate::value::Type;

/// How the type of a derived slot is found.
enum Made<'a> {
    Known(Type),
    Computed(&'a ast::Expr),
    ItemOf(&'a ast::Path),
}

impl Checker<'_> {
    /// The declared slots of a flow, then the derived ones in the order of the text.
    pub(crate) fn all_slots(&self, flow: &ast::Flow, declared: &[Slot], events: &[EventId]) -> Vec<Slot> {
        self.computed_twice(flow);
        let mut slots = declared.to_vec();
        let mut made: Vec<(usize, Made<'_>)> = Vec::new();
        let blocks = flow.steps.iter().map(|s| &s.block).chain(flow.corrections.iter().map(|c| &c.block));
        for block in blocks {
            each_stmt(block, &mut |stmt| {
                for (name, origin, how) in self.makes(&stmt.kind) {
                    if let Some(index) = self.add(&mut slots, declared.len(), name, origin) {
                        made.push((index, how));
                    }
                }
            });
        }
        self.settle(&mut slots, &made, events);
        slots
    }

    fn makes<'s>(&self, stmt: &'s StmtKind) -> Vec<(&'s Name, SlotOrigin, Made<'s>)> {
        let result = |name: &'s Option<Name>, ty: Type| {
            name.iter().map(|n| (n, SlotOrigin::Result, Made::Known(ty.clone()))).collect()
        };
        match stmt {
            StmtKind::Call(call) => result(&call.result, self.returned(&call.function)),
            StmtKind::Enter(enter, _) => result(&enter.result, self.given_back(enter)),
            StmtKind::Lookup { table, result: name, .. } => {
                let table =
                    self.names.tables.get(&table.node).and_then(|id| self.program.tables.get(id.index()));
                let ty = table.map_or(UNKNOWN, |t| Type::Record(t.returns.clone()));
                vec![(name, SlotOrigin::Result, Made::Known(ty))]
            }
            StmtKind::Let(name, e) => vec![(name, SlotOrigin::Let, Made::Computed(e))],
            StmtKind::ForEach { item, list, enter, .. } => {
                let rows = Type::List(Box::new(self.given_back(enter)));
                let mut made: Vec<_> = result(&enter.result, rows);
                made.insert(0, (item, SlotOrigin::Item, Made::ItemOf(list)));
                made
            }
            _ => Vec::new(),
        }
    }

    fn returned(&self, function: &ast::Path) -> Type {
        let id = self.names.functions.get(&dotted(function));
        let function = id.and_then(|id| self.program.functions.get(id.index()));
        function.map_or(UNKNOWN, |f| Type::Record(f.returns.clone()))
    }

    fn given_back(&self, enter: &ast::Enter) -> Type {
        self.names.flows.get(&enter.flow.node).map_or(UNKNOWN, |id| self.outputs(*id))
    }

    /// The index of the slot; the same name made twice by the same kind of statement is one slot.
    fn add(&self, slots: &mut Vec<Slot>, declared: usize, name: &Name, origin: SlotOrigin) -> Option<usize> {
        if let Some(index) = slots.iter().position(|s| s.name == name.node) {
            let slot = slots.get(index)?;
            if index < declared || slot.origin != origin {
                self.declared_twice(&name.node, name.span, slot.span);
                return None;
            }
            return Some(index);
        }
        if slots.len() >= usize::from(u16::MAX) {
            self.error("E0412", name.span, "一个流程里的信息太多。", "This flow has too many slots.");
            return None;
        }
        slots.push(Slot {
            name: name.node.clone(),
            ty: UNKNOWN,
            origin,
            default: None,
            input: false,
            output: false,
            from: None,
            save_to: None,
            always_ask: false,
            span: name.span,
        });
        Some(slots.len() - 1)
    }

    /// Finds the types: those that are computed once what they are computed from is known.
    fn settle(&self, slots: &mut [Slot], made: &[(usize, Made<'_>)], events: &[EventId]) {
        for _ in 0..=made.len() {
            let mut changed = false;
            for (index, how) in made {
                if slots.get(*index).is_none_or(|s| !is_unknown(&s.ty)) {
                    continue;
                }
                let scope = Scope { slots, events: events.to_vec(), ..Scope::default() };
                let ty = self.silently(|| match how {
                    Made::Known(ty) => ty.clone(),
                    Made::Computed(e) => self.expr(&scope, e, None).ty,
                    Made::ItemOf(list) => element(&self.place(&scope, list).ty).cloned().unwrap_or(UNKNOWN),
                });
                if let Some(slot) = slots.get_mut(*index).filter(|_| !is_unknown(&ty)) {
                    slot.ty = ty;
                    changed = true;
                }
            }
            if !changed {
                break;
            }
        }
        self.disagreeing(slots, made);
    }

    /// Reports a name that is made with two types.
    fn disagreeing(&self, slots: &[Slot], made: &[(usize, Made<'_>)]) {
        for (index, how) in made {
            let (Made::Known(ty), Some(slot)) = (how, slots.get(*index)) else { continue };
            if *ty != slot.ty && !is_unknown(ty) {
                self.declared_twice(&slot.name, slot.span, slot.span);
            }
        }
    }
}
