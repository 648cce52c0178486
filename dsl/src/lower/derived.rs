//! The slots that 算, 得到 and 逐个 make: found before the statements are read, so that any of them may name any.

use crate::ast::{self, ExprKind, StmtKind};
use crate::check::place::element;
use crate::check::scope::Scope;
use crate::check::types::{UNKNOWN, is_unknown};
use crate::check::walk::each_stmt;
use crate::check::{Checker, dotted};
use crate::program::{EventId, Slot, SlotOrigin};
use crate::source::Name;
use crate::value::Type;
use std::collections::BTreeMap;

/// How the type of a derived slot is found.
enum Made<'a> {
    Known(Type),
    Computed(&'a ast::Expr),
    ItemOf(&'a ast::Path),
}

/// The slots of a flow, by name.
type Names = BTreeMap<String, usize>;

impl Checker<'_> {
    /// The declared slots of a flow, then the derived ones in the order of the text.
    pub(crate) fn all_slots(&self, flow: &ast::Flow, declared: &[Slot], events: &[EventId]) -> Vec<Slot> {
        self.computed_twice(flow);
        let mut slots = declared.to_vec();
        let mut made: Vec<(usize, Made<'_>)> = Vec::new();
        // Of two declared slots of one name, which has been reported, the first counts.
        let mut names = Names::new();
        for (index, slot) in declared.iter().enumerate() {
            names.entry(slot.name.clone()).or_insert(index);
        }
        let blocks = flow.steps.iter().map(|s| &s.block).chain(flow.corrections.iter().map(|c| &c.block));
        for block in blocks {
            each_stmt(block, &mut |stmt| {
                for (name, origin, how) in self.makes(&stmt.kind) {
                    if let Some(index) = self.add(&mut slots, &mut names, name, (declared.len(), origin)) {
                        made.push((index, how));
                    }
                }
            });
        }
        self.settle(&mut slots, &in_order(made, &names), events);
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
    fn add(
        &self,
        slots: &mut Vec<Slot>,
        names: &mut Names,
        name: &Name,
        (declared, origin): (usize, SlotOrigin),
    ) -> Option<usize> {
        if let Some(&index) = names.get(&name.node) {
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
        names.insert(name.node.clone(), slots.len());
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

    /// Finds the types of what is made `in order`; what goes round in a ring needs another round, or has none.
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

/// What is made, each behind what it is computed from, unless that goes round in a ring.
fn in_order<'a>(made: Vec<(usize, Made<'a>)>, names: &Names) -> Vec<(usize, Made<'a>)> {
    let mut reads: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (index, how) in &made {
        let read = reads.entry(*index).or_default();
        match how {
            Made::Known(_) => {}
            Made::Computed(e) => each_name(e, &mut |name| read.extend(names.get(name))),
            Made::ItemOf(path) => read.extend(path.first().and_then(|first| names.get(&first.node))),
        }
    }
    let mut rank: BTreeMap<usize, usize> = BTreeMap::new();
    let mut seen = std::collections::BTreeSet::new();
    for (root, _) in &made {
        let mut open = vec![(*root, 0)];
        while let Some((slot, next)) = open.pop() {
            if next == 0 && !seen.insert(slot) {
                continue;
            }
            match reads.get(&slot).and_then(|read| read.get(next)) {
                Some(read) => open.extend([(slot, next + 1), (*read, 0)]),
                None => {
                    let behind_all = rank.len();
                    rank.insert(slot, behind_all);
                }
            }
        }
    }
    let mut made = made;
    made.sort_by_key(|(index, _)| rank.get(index).copied());
    made
}

/// Shows `see` the first name of every path in an expression.
fn each_name(e: &ast::Expr, see: &mut dyn FnMut(&str)) {
    match &e.kind {
        ExprKind::Path(path) | ExprKind::Has(path, _) => path.first().into_iter().for_each(|n| see(&n.node)),
        ExprKind::Not(e) => each_name(e, see),
        ExprKind::And(a, b)
        | ExprKind::Or(a, b)
        | ExprKind::Compare(_, a, b)
        | ExprKind::In(a, b, _)
        | ExprKind::Contains(a, b, _)
        | ExprKind::Arith(_, a, b) => {
            each_name(a, see);
            each_name(b, see);
        }
        ExprKind::OneOf(a, all, _) => {
            each_name(a, see);
            all.iter().for_each(|e| each_name(e, see));
        }
        ExprKind::List(all) | ExprKind::Function(_, all) => all.iter().for_each(|e| each_name(e, see)),
        ExprKind::Record(entries) => entries.iter().for_each(|(_, e)| each_name(e, see)),
        // A text is a text, whatever it holds.
        ExprKind::Literal(_) | ExprKind::Text(_) | ExprKind::Now | ExprKind::Today => {}
    }
}
