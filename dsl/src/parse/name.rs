//! Names and dotted paths; built-in ones come out in their Chinese spelling, whichever was written.

use crate::ast::Path;
use crate::composed::composed;
use crate::keywords::Family;
use crate::source::Name;

use super::grammar::{Node, Rule};

/// A name as written, composed (NFC).
pub(super) fn name(node: &Node<'_>) -> Name {
    Name::new(composed(node.text()), node.span())
}

/// A name that may be one of a built-in family.
pub(super) fn name_of(family: Family, node: &Node<'_>) -> Name {
    let mut name = name(node);
    chinese(&mut name, family);
    name
}

/// The names below `node`, in order.
pub(super) fn names(node: &Node<'_>) -> Vec<Name> {
    node.all(Rule::name).map(|n| name(&n)).collect()
}

/// The first name below `node`.
pub(super) fn first(node: &Node<'_>) -> Option<Name> {
    node.find(Rule::name).map(|n| name(&n))
}

/// A dotted name as written.
pub(super) fn plain_path(node: &Node<'_>) -> Path {
    names(node)
}

/// The name of an intent or snippet, which may be a built-in one such as `builtin.handoff`.
pub(super) fn builtin_path(family: Family, node: &Node<'_>) -> Path {
    let mut path = plain_path(node);
    if let [space, last] = path.as_mut_slice() {
        let both = format!("{}.{}", space.node, last.node);
        if let Some((zh_space, zh_last)) = family.chinese(&both).and_then(|zh| zh.split_once('.')) {
            zh_space.clone_into(&mut space.node);
            zh_last.clone_into(&mut last.node);
        }
    }
    path
}

/// A path to a value: its root, and the built-in fields behind 当前 and 人工组, are known by their place.
pub(super) fn path(node: &Node<'_>) -> Path {
    let mut path = plain_path(node);
    canonical(&mut path);
    path
}

/// Puts the built-in parts of a path to a value into their Chinese spelling.
pub(super) fn canonical(path: &mut Path) {
    if path.len() < 2 {
        return;
    }
    let [root, rest @ ..] = path.as_mut_slice() else { return };
    chinese(root, Family::Root);
    match (root.node.as_str(), rest) {
        ("当前", [field, ..]) => chinese(field, Family::CurrentField),
        ("人工组", [_, field, ..]) => chinese(field, Family::TeamField),
        _ => {}
    }
}

fn chinese(name: &mut Name, family: Family) {
    if let Some(zh) = family.chinese(&name.node) {
        zh.clone_into(&mut name.node);
    }
}
