//! What a shop changed against what was released, and what of it a conversation under way would trip over.

use super::facts::{members_in, members_of, type_name};
use super::moves::{self, Given, Proposed};
use super::stale::stale;
use super::{Lock, LockedFlow, Stage};
use crate::ast::{self, Item};
use crate::diagnostic::{Code, Diagnostic, Message, Severity};
use crate::program::{Flow, Program, Slot};
use crate::source::{SourceId, Sources, Span};
use crate::value::Type;
use std::collections::{BTreeMap, BTreeSet};

/// Compares a shop with what was released of it.
pub(crate) fn check(
    sources: &Sources,
    program: &Program,
    files: &[&ast::File],
    (source, text): (SourceId, &str),
    stage: Stage,
) -> Vec<Diagnostic> {
    let lock = match Lock::read(source, text) {
        Ok(lock) => lock,
        Err(unreadable) => return vec![unreadable],
    };
    let now = Lock::of(sources, program, files);
    let mut found = Vec::new();
    for decl in
        files.iter().flat_map(|f| &f.items).filter_map(|i| if let Item::Flow(f) = i { Some(f) } else { None })
    {
        let name = &decl.name.node;
        let flow = program.flows.iter().find(|f| f.name == *name);
        if let (Some(old), Some(new), Some(flow)) = (lock.flows.get(name), now.flows.get(name), flow) {
            Changes { sources, program, flow, decl, old, new, members: &lock.members, stage }
                .report(&mut found);
        }
    }
    stale(sources, files, &lock, &now, &mut found);
    found
}

/// A flow as it was and as it is.
struct Changes<'a> {
    sources: &'a Sources,
    program: &'a Program,
    flow: &'a Flow,
    decl: &'a ast::Flow,
    old: &'a LockedFlow,
    new: &'a LockedFlow,
    /// The members that enums had.
    members: &'a BTreeMap<String, BTreeSet<String>>,
    stage: Stage,
}

impl Changes<'_> {
    fn report(&self, found: &mut Vec<Diagnostic>) {
        let given = moves::given(self.decl, self.old.version);
        let before = found.len();
        self.unknown_names(found);
        self.lost_waits(&given, found);
        self.retyped(&given, found);
        if found.len() == before {
            found.extend(self.not_raised());
        }
    }

    /// E0802: a 迁移 from the released version names what that version never had.
    fn unknown_names(&self, found: &mut Vec<Diagnostic>) {
        let from = |m: &&ast::Migration| m.from.node == self.old.version;
        for moved in self.decl.migrations.iter().filter(from).flat_map(|m| &m.moves) {
            let (name, is_step) = match &moved.node {
                ast::Move::StepRenamed(old, _) | ast::Move::StepRemoved(old, _) => (old, true),
                ast::Move::SlotRenamed(old, _) | ast::Move::SlotRemoved(old) => (old, false),
            };
            let steps = self.old.steps.keys().filter(|s| !self.new.steps.contains_key(*s));
            let slots = self.old.slots.keys().filter(|s| !self.new.slots.contains_key(*s));
            let known: Vec<&str> = if is_step {
                steps.map(String::as_str).collect()
            } else {
                slots.map(String::as_str).collect()
            };
            let was = self.old.steps.contains_key(&name.node) && is_step
                || self.old.slots.contains_key(&name.node) && !is_step;
            if was {
                continue;
            }
            let kind = if is_step { ("步骤", "step") } else { ("信息", "slot") };
            let version = self.old.version;
            let message = Message::new(
                format!("发布的版本 {version} 里没有{}“{}”。", kind.0, name.node),
                format!("Version {version}, which was released, had no {} \"{}\".", kind.1, name.node),
            );
            let d = Diagnostic::new(Code("E0802"), name.span, message);
            found.push(match crate::suggest::nearest(&name.node, known) {
                Some(near) => {
                    let help = Message::new(format!("是不是“{near}”？"), format!("Did you mean \"{near}\"?"));
                    d.fix(help, name.span, near)
                }
                None => d.help(Message::new("去掉这一行。", "Leave this line out.")),
            });
        }
    }

    /// E0801: a conversation that waits there would have nowhere to go.
    fn lost_waits(&self, given: &Given, found: &mut Vec<Diagnostic>) {
        let moved = |wait: &String| {
            let (word, what) = wait.split_once(' ').unwrap_or((wait, ""));
            match given.slots.get(what) {
                Some(Some(new)) => format!("{word} {new}"),
                _ => wait.clone(),
            }
        };
        let waited = self
            .old
            .steps
            .iter()
            .filter(|(step, waits)| !waits.is_empty() && !given.steps.contains_key(*step));
        let renamed = moves::slots(self.old, self.new, given);
        let first = self.flow.steps.first().map_or("", |s| s.name.as_str());
        let mut proposed = renamed.clone();
        let mut lost = Vec::new();
        for (step, waits) in waited {
            let kept = self.new.steps.get(step);
            let gone: Vec<&str> = match kept {
                None => waits.iter().map(String::as_str).collect(),
                Some(new) => waits.iter().filter(|w| !new.contains(&moved(w))).map(String::as_str).collect(),
            };
            let renamed_within = |w: &&str| {
                let what = w.split_once(' ').map_or(*w, |(_, what)| what);
                renamed.iter().any(|p| matches!(p, Proposed::Slot(old, _) if old == what))
            };
            match (kept, gone.as_slice()) {
                (_, []) => continue,
                // The question is still there, for a slot that has another name.
                (Some(_), all) if all.iter().all(renamed_within) => {}
                (Some(_), _) => proposed.push(Proposed::Removed(step.clone(), step.clone())),
                (None, _) => proposed.push(moves::step(step, self.old, self.new, &renamed, first)),
            }
            lost.push((step, gone.join("、")));
        }
        let Some(((step, waits), more)) = lost.split_first() else { return };
        let (others, others_en) = match more.len() {
            0 => (String::new(), String::new()),
            n => (format!("；另有 {n} 个步骤也是"), format!("; so in {n} other steps")),
        };
        let message = Message::new(
            format!(
                "发布的版本 {} 里，顾客可能正等在步骤“{step}”的“{waits}”，现在没有了{others}。",
                self.old.version
            ),
            format!(
                "In version {}, which was released, customers may be waiting in step \"{step}\" at \"{waits}\", which is gone{others_en}.",
                self.old.version
            ),
        );
        found.push(self.with_moves(Diagnostic::new(Code("E0801"), self.place_of(step), message), &proposed));
    }

    /// E0803: a value that was gathered does not fit any more.
    fn retyped(&self, given: &Given, found: &mut Vec<Diagnostic>) {
        for (old, was) in &self.old.slots {
            let now = match given.slots.get(old) {
                Some(None) => continue,
                Some(Some(new)) => new,
                None => old,
            };
            let Some(slot) = self.flow.slots.iter().find(|s| s.name == *now) else { continue };
            let Some(is) = self.new.slots.get(now) else { continue };
            let (zh, en) = if was != is {
                let now = type_name(self.program, &slot.ty);
                (format!("是{was}，现在是{now}"), format!("was \"{was}\", and is \"{now}\" now"))
            } else if let Some((ty, member)) = self.lost_member(&slot.ty) {
                (
                    format!("可以是“{member}”，现在{ty}没有这个选项了"),
                    format!("could be \"{member}\", which \"{ty}\" has no more"),
                )
            } else {
                continue;
            };
            found.push(self.unfit(old, slot, (&zh, &en), given));
        }
    }

    fn unfit(&self, old: &str, slot: &Slot, what: (&str, &str), given: &Given) -> Diagnostic {
        let version = self.old.version;
        let message = Message::new(
            format!("信息“{old}”在发布的版本 {version} 里{}；顾客已经答的值放不进来。", what.0),
            format!(
                "In version {version}, which was released, slot \"{old}\" {}; values that customers gave do not fit.",
                what.1
            ),
        );
        let d = Diagnostic::new(Code("E0803"), slot.span, message);
        if given.slots.contains_key(old) {
            return d.help(Message::new(
                format!("迁移里不写“{old} 改为 {}”，写“信息 {old} 已删”。", slot.name),
                format!("Under `migrate`, write `slot {old} removed` instead of renaming it."),
            ));
        }
        self.with_moves(d, &[Proposed::SlotRemoved(old.to_owned())])
    }

    /// A member that a type had when it was released, and has no more; with the type.
    fn lost_member(&self, ty: &Type) -> Option<(String, String)> {
        members_in(self.program, ty).into_iter().find_map(|(name, now)| {
            let lost = self.members.get(&name)?.iter().find(|m| !now.contains(*m))?.clone();
            Some((name, lost))
        })
    }

    /// Adds the 迁移 that mends it, with a higher 版本 where that was not raised either.
    fn with_moves(&self, d: Diagnostic, proposed: &[Proposed]) -> Diagnostic {
        let version = self.old.version;
        let help = Message::new(
            format!("写一段“迁移 从 版本 {version}”，说明老的步骤和信息现在是哪个。"),
            format!("Write `migrate from version {version}`: what the old steps and slots are now."),
        );
        let edit = self
            .sources
            .get(self.decl.span.source)
            .and_then(|s| moves::edit(s, self.decl, version, proposed));
        let Some((at, text)) = edit else { return d.help(help) };
        let d = d.fix(help, at, text);
        match self.raised() {
            Some((at, text)) => d.and(at, text),
            None => d,
        }
    }

    /// The edit that raises the 版本, where it is not.
    fn raised(&self) -> Option<(Span, String)> {
        let next = self.old.version.saturating_add(1);
        (self.decl.version.node <= self.old.version).then(|| (self.decl.version.span, next.to_string()))
    }

    /// E0804: the structure is another, and the 版本 is not.
    fn not_raised(&self) -> Option<Diagnostic> {
        let (at, text) = self.raised()?;
        let changed = self.first_change()?;
        let version = self.old.version;
        let message = Message::new(
            format!("版本 {version} 已经发布，{}，版本要加一。", changed.zh),
            format!("Version {version} is released, and {}: raise the version.", changed.en),
        );
        let help = Message::new(format!("写成“版本 {text}”。"), format!("Write `version {text}`."));
        let mut d = Diagnostic::new(Code("E0804"), at, message).fix(help, at, text).sure();
        d.severity = match self.stage {
            Stage::Writing => Severity::Warning,
            Stage::Releasing => Severity::Error,
        };
        Some(d)
    }

    /// One thing that is different.
    fn first_change(&self) -> Option<Message> {
        let (old, new) = (self.old, self.new);
        let step = |w: &str, zh: &str, en: &str| {
            Message::new(format!("{zh}步骤“{w}”"), format!("step \"{w}\" {en}"))
        };
        if let Some(name) = new.steps.keys().find(|s| !old.steps.contains_key(*s)) {
            return Some(step(name, "多了", "is new"));
        }
        if let Some(name) = old.steps.keys().find(|s| !new.steps.contains_key(*s)) {
            return Some(step(name, "少了", "is gone"));
        }
        if let Some((name, _)) = new.steps.iter().find(|(s, waits)| old.steps.get(*s) != Some(*waits)) {
            return Some(Message::new(
                format!("步骤“{name}”里等的不一样了"),
                format!("step \"{name}\" waits for something else"),
            ));
        }
        let differs = |(s, ty): &(&String, &String)| old.slots.get(*s) != Some(*ty);
        let gone = |s: &&String| !new.slots.contains_key(*s);
        let slot = new.slots.iter().find(differs).map(|(s, _)| s).or_else(|| old.slots.keys().find(gone));
        if let Some(name) = slot {
            return Some(Message::new(format!("信息“{name}”变了"), format!("slot \"{name}\" has changed")));
        }
        let members = members_of(self.program, self.flow);
        let other =
            |(ty, now): &(&String, &BTreeSet<String>)| self.members.get(*ty).is_some_and(|was| was != *now);
        if let Some((ty, _)) = members.iter().find(other) {
            return Some(Message::new(
                format!("类型“{ty}”的选项变了"),
                format!("the members of type \"{ty}\" have changed"),
            ));
        }
        (old.outcomes != new.outcomes).then(|| Message::new("结果变了", "its outcomes have changed"))
    }

    /// The step, where it is still there; else the name of the flow.
    fn place_of(&self, step: &str) -> Span {
        let there = self.decl.steps.iter().find(|s| s.name.node == step);
        there.map_or(self.decl.name.span, |s| s.name.span)
    }
}
