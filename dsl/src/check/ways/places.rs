//! The places of a flow about which something is kept: what may be unset, and what a condition looks at.

use super::known::{Kind, Known, Values};
use super::reads::{Guard, Uses};
use crate::check::types::fields;
use crate::lower::each_place;
use crate::program::{Current, EventId, Flow, Place, Program, Root, SlotId, StmtKind, TeamField, Trigger};
use crate::value::Type;
use std::collections::{BTreeMap, BTreeSet};

/// A place that is tracked.
#[derive(Debug)]
pub(super) struct Tracked {
    /// The place.
    pub(super) place: Place,
    /// What can be known of it.
    pub(super) kind: Kind,
    /// It is a list: unset means empty.
    pub(super) list: bool,
    /// It may be unset although what it is a part of has just been set.
    pub(super) lacks: bool,
    /// A part of what an entered flow gives back.
    pub(super) told: bool,
    /// Others may change it meanwhile: 顾客 and 会话.
    pub(super) shared: bool,
    /// A slot that the flow has a question for.
    pub(super) asked: bool,
}

impl Tracked {
    /// What is known right after what it belongs to was set to no one knows what.
    pub(super) fn fresh(&self) -> Known {
        let set = Known::set(Values::full(self.kind)).settled();
        if self.lacks || self.list { set.or_unset() } else { set }
    }

    /// The slot that it is the whole of.
    pub(super) fn slot(&self) -> Option<SlotId> {
        match self.place.root {
            Root::Slot(slot) if self.place.fields.is_empty() => Some(slot),
            _ => None,
        }
    }
}

/// The tracked places of a flow, in the order in which they were met.
#[derive(Debug, Default)]
pub(super) struct Places {
    pub(super) all: Vec<Tracked>,
    index: BTreeMap<Place, u16>,
    /// For each place that is mentioned, the tracked parts of it, outermost first.
    chains: BTreeMap<Place, Vec<u16>>,
    roots: BTreeMap<Root, Vec<u16>>,
}

impl Places {
    /// The places that the uses of a flow mention.
    pub(super) fn of(program: &Program, flow: &Flow, uses: &[Uses<'_>]) -> Self {
        let mut gather =
            Gather { program, flow, entered: entered(flow), events: events(flow), places: Self::default() };
        for uses in uses {
            for read in &uses.reads {
                gather.mention(read.place, false);
                for guard in &read.guards {
                    match guard {
                        Guard::Came(e, _) => each_place(e, &mut |p| gather.mention(p, true)),
                        Guard::Filled(slot) => gather.mention(&whole(*slot), false),
                        Guard::Listed(list) => gather.mention(list, false),
                        Guard::Arrived(_) => {}
                    }
                }
            }
            uses.tests.iter().for_each(|e| each_place(e, &mut |p| gather.mention(p, true)));
            uses.values.iter().for_each(|e| each_place(e, &mut |p| gather.mention(p, true)));
        }
        for (slot, declared) in (0..).map(SlotId).zip(&flow.slots) {
            declared.from.iter().chain(&declared.save_to).for_each(|p| gather.mention(p, true));
            if declared.output {
                gather.mention(&whole(slot), false);
            }
        }
        for ask in &flow.asks {
            gather.mention(&whole(ask.slot), false);
        }
        for trigger in &flow.triggers {
            if let Trigger::Event(_, Some(filter)) = trigger {
                each_place(filter, &mut |p| gather.mention(p, true));
            }
        }
        gather.parts_of_copies();
        gather.places
    }

    /// The tracked parts of a place, outermost first; the place itself last where it is tracked.
    pub(super) fn chain(&self, place: &Place) -> &[u16] {
        self.chains.get(place).map(Vec::as_slice).unwrap_or_default()
    }

    /// The index of a tracked place.
    pub(super) fn index(&self, place: &Place) -> Option<u16> {
        self.index.get(place).copied()
    }

    /// The tracked places under a root.
    pub(super) fn under(&self, root: Root) -> &[u16] {
        self.roots.get(&root).map(Vec::as_slice).unwrap_or_default()
    }

    /// The tracked place with this index.
    pub(super) fn get(&self, index: u16) -> Option<&Tracked> {
        self.all.get(usize::from(index))
    }
}

/// A slot as a place.
pub(super) fn whole(slot: SlotId) -> Place {
    Place { root: Root::Slot(slot), fields: Vec::new() }
}

/// The slots that hold what an entered flow gave back.
fn entered(flow: &Flow) -> BTreeSet<SlotId> {
    let result = |stmt: &StmtKind| match stmt {
        StmtKind::Enter(enter, _) => enter.result,
        _ => None,
    };
    flow.nodes.iter().filter_map(|n| result(&n.stmt)).collect()
}

/// The events that may have started a flow.
fn events(flow: &Flow) -> BTreeSet<EventId> {
    let of = |trigger: &Trigger| match trigger {
        Trigger::Event(event, _) => Some(*event),
        Trigger::Intent(_) => None,
    };
    flow.triggers.iter().filter_map(of).collect()
}

struct Gather<'p> {
    program: &'p Program,
    flow: &'p Flow,
    entered: BTreeSet<SlotId>,
    events: BTreeSet<EventId>,
    places: Places,
}

impl Gather<'_> {
    /// Tracks what may be unset of a place, and the place itself if facts about it are wanted.
    fn mention(&mut self, place: &Place, facts: bool) {
        let tracked = matches!(
            place.root,
            Root::Slot(_)
                | Root::Customer(_)
                | Root::Session(_)
                | Root::Event
                | Root::Arrived(_)
                | Root::Current(Current::Called)
                | Root::Team(_, TeamField::Open)
        );
        if !tracked || !facts && self.places.chains.contains_key(place) {
            return;
        }
        let mut chain = Vec::with_capacity(place.fields.len() + 1);
        let mut ty = self.root_type(place.root);
        let mut part = Place { root: place.root, fields: Vec::new() };
        let lacks = self.root_lacks(place.root);
        chain.extend(self.track(&part, ty.as_ref(), lacks));
        for (depth, index) in (1..).zip(&place.fields) {
            ty = self.field_type(place.root, ty.as_ref(), depth, *index);
            part.fields.push(*index);
            let Some(ty) = &ty else { break };
            let optional = matches!(ty, Type::Optional(_));
            let lacks = optional || depth == 1 && self.is_entered(place.root);
            let list = matches!(ty.required(), Type::List(_));
            if lacks || list || facts && part.fields.len() == place.fields.len() {
                chain.extend(self.track(&part, Some(ty), lacks));
            } else {
                chain.extend(self.places.index.get(&part));
            }
        }
        self.places.chains.insert(place.clone(), chain);
    }

    fn track(&mut self, part: &Place, ty: Option<&Type>, lacks: bool) -> Option<u16> {
        if let Some(known) = self.places.index.get(part) {
            return Some(*known);
        }
        let id = u16::try_from(self.places.all.len()).ok()?;
        let kind = ty.map_or(Kind::Free, |ty| Kind::of(self.program, ty));
        let list = ty.is_some_and(|ty| matches!(ty.required(), Type::List(_)));
        let shared = matches!(part.root, Root::Customer(_) | Root::Session(_));
        let slot = |slot| self.flow.asks.iter().any(|a| a.slot == slot);
        let asked = part.fields.is_empty() && matches!(part.root, Root::Slot(s) if slot(s));
        let told = part.fields.len() == 1 && self.is_entered(part.root);
        self.places.all.push(Tracked { place: part.clone(), kind, list, lacks, told, shared, asked });
        self.places.index.insert(part.clone(), id);
        self.places.roots.entry(part.root).or_default().push(id);
        Some(id)
    }

    /// A slot that takes the value of another has the same parts.
    fn parts_of_copies(&mut self) {
        for node in &self.flow.nodes {
            let (to, from) = match &node.stmt {
                StmtKind::Let(slot, crate::program::Expr::Read(from)) => (whole(*slot), from),
                StmtKind::Set(to, crate::program::Expr::Read(from)) => (to.clone(), from),
                _ => continue,
            };
            let parts: Vec<Vec<u16>> = self
                .places
                .under(to.root)
                .iter()
                .filter_map(|i| Some(self.places.get(*i)?.place.fields.clone()))
                .collect();
            for fields in parts {
                let fields = from.fields.iter().copied().chain(fields).collect();
                self.mention(&Place { root: from.root, fields }, true);
            }
        }
    }

    fn is_entered(&self, root: Root) -> bool {
        matches!(root, Root::Slot(slot) if self.entered.contains(&slot))
    }

    fn root_type(&self, root: Root) -> Option<Type> {
        match root {
            Root::Slot(id) => self.flow.slots.get(id.index()).map(|s| s.ty.clone()),
            Root::Customer(i) => self.program.customer.get(usize::from(i)).map(|f| f.ty.clone()),
            Root::Session(id) => self.program.session_slots.get(id.index()).map(|s| s.ty.clone()),
            Root::Current(Current::Called) | Root::Team(_, TeamField::Open) => Some(Type::Bool),
            _ => None,
        }
    }

    fn root_lacks(&self, root: Root) -> bool {
        match root {
            Root::Slot(id) => {
                self.flow.slots.get(id.index()).is_none_or(|s| matches!(s.ty, Type::Optional(_)))
            }
            Root::Customer(i) => {
                self.program.customer.get(usize::from(i)).is_none_or(|f| matches!(f.ty, Type::Optional(_)))
            }
            Root::Session(_) => true,
            _ => false,
        }
    }

    fn field_type(&self, root: Root, ty: Option<&Type>, depth: usize, index: u16) -> Option<Type> {
        let at = |all: &[crate::value::Field]| all.get(usize::from(index)).map(|f| f.ty.clone());
        match (root, ty) {
            (Root::Arrived(event), _) if depth == 1 => {
                self.program.events.get(event.index()).and_then(|e| at(&e.fields))
            }
            (Root::Event, _) if depth == 1 => {
                // Optional in one of the events that it may be is optional.
                let events = self.events.iter().filter_map(|id| self.program.events.get(id.index()));
                let types: Vec<Type> = events.filter_map(|e| at(&e.fields)).collect();
                types.iter().find(|ty| matches!(ty, Type::Optional(_))).or(types.first()).cloned()
            }
            (_, Some(ty)) => fields(self.program, ty).and_then(at),
            _ => None,
        }
    }
}
