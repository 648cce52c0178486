//! A shop while it is being edited: checked whole once, then after each change only as far as the change reaches.
//!
//! A change inside a flow concerns that flow alone, as long as the flow looks from outside as it did and everything else in its file
//! stands where it stood. Any other change checks the shop anew; the files that did not change are not read again.

use crate::ast::{self, File, Flow, Item};
use crate::check::{self, Checked};
use crate::diagnostic::Diagnostic;
use crate::source::{SourceId, Sources};
use crate::{Compiled, Settings};
use std::collections::BTreeSet;

/// A shop being edited.
///
/// ```
/// use huashu_dsl::{Draft, Reach, Settings, Sources};
///
/// let flow = |word| format!("语言版本 1\n流程 问好 版本 1\n  结果 好\n  步骤 一\n    {word} \"您好\"\n    结束 好\n");
/// let mut sources = Sources::new();
/// sources.add("问好.flow", flow("说"));
/// let mut draft = Draft::new(sources, Settings::default());
/// assert!(draft.diagnostics().is_empty());
///
/// draft.put("问好.flow", flow("说说"));
/// assert_eq!(draft.diagnostics()[0].code.0, "E0101");
/// assert_eq!(draft.put("问好.flow", flow("说")), Reach::Flows);
/// assert!(draft.diagnostics().is_empty());
/// ```
pub struct Draft {
    sources: Sources,
    settings: Settings,
    /// What was read of each source; none for data files.
    read: Vec<Option<Read>>,
    checked: Checked,
}

/// What was read of a source.
type Read = (File, Vec<Diagnostic>);

/// How far a change reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// The flows of one file were checked again.
    Flows,
    /// The shop was checked again.
    Shop,
}

impl std::fmt::Debug for Draft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Draft").field("sources", &self.sources.iter().count()).finish_non_exhaustive()
    }
}

impl Draft {
    /// Reads and checks a shop.
    #[must_use]
    pub fn new(sources: Sources, settings: Settings) -> Self {
        let read: Vec<_> = sources.iter().map(|(id, source)| crate::read(id, source)).collect();
        let checked = whole(&sources, &settings, &read);
        Self { sources, settings, read, checked }
    }

    /// The files as they are now.
    #[must_use]
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// Gives a file another text, or adds it, and checks what that concerns.
    pub fn put(&mut self, path: &str, text: impl Into<String>) -> Reach {
        let id = self.sources.put(path, text);
        let read = self.sources.get(id).and_then(|source| crate::read(id, source));
        let before = match self.read.get_mut(usize::from(id.0)) {
            Some(place) => std::mem::replace(place, read),
            None => {
                self.read.push(read);
                None
            }
        };
        if self.reaches_flows_only(id, before.as_ref()) {
            return Reach::Flows;
        }
        self.checked = whole(&self.sources, &self.settings, &self.read);
        Reach::Shop
    }

    /// Everything that is wrong with the shop, as [`crate::compile`] says it.
    #[must_use]
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let unread = self.read.iter().flatten().flat_map(|(_, found)| found);
        crate::told(&self.sources, unread, &self.checked)
    }

    /// The shop compiled, as [`crate::compile`] does.
    #[must_use]
    pub fn compile(&self) -> Compiled {
        crate::compile(&self.sources, &self.settings)
    }

    /// Checks the flows of a file again, if nothing else can have changed.
    fn reaches_flows_only(&mut self, id: SourceId, before: Option<&Read>) -> bool {
        let after = self.read.get(usize::from(id.0)).and_then(Option::as_ref);
        let (Some((before, _)), Some((after, _))) = (before, after) else { return false };
        if self.checked.points_into(id) || !alike(before, after) {
            return false;
        }
        let flows: Vec<&Flow> = after.items.iter().filter_map(flow).collect();
        self.checked.again(&self.sources, &flows)
    }
}

fn whole(sources: &Sources, settings: &Settings, read: &[Option<Read>]) -> Checked {
    let parsed = read.iter().flatten().map(|(file, _)| file).collect();
    check::check(&check::Files { sources, parsed }, settings)
}

fn flow(item: &Item) -> Option<&Flow> {
    match item {
        Item::Flow(flow) => Some(flow),
        _ => None,
    }
}

/// Whether two readings of a file differ at most inside of flows.
fn alike(before: &File, after: &File) -> bool {
    let both = before.items.iter().zip(&after.items);
    let same = |(before, after): (&Item, &Item)| match (before, after) {
        (Item::Flow(before), Item::Flow(after)) => same_from_outside(before, after),
        (before, after) => before == after,
    };
    before.items.len() == after.items.len() && both.into_iter().all(same)
}

/// Whether other declarations cannot tell two forms of a flow apart.
fn same_from_outside(before: &Flow, after: &Flow) -> bool {
    before.name.node == after.name.node
        && before.version.node == after.version.node
        && ast::same(&before.outcomes, &after.outcomes)
        && ast::same(&before.slots, &after.slots)
        && ast::same(&before.triggers, &after.triggers)
        && experiments(before) == experiments(after)
}

/// The experiments of a flow, which have a number in the shop.
fn experiments(flow: &Flow) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    for step in &flow.steps {
        check::walk::each_stmt(&step.block, &mut |stmt| {
            if let ast::StmtKind::Experiment { name, .. } = &stmt.kind {
                names.insert(name.node.as_str());
            }
        });
    }
    names
}

#[cfg(test)]
mod tests;
