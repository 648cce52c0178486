//! The directions between crates: arrows never turn, and nothing that waits or opens a file reaches the pure ones.

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// Each crate with the crates of ours it may depend on (docs/architecture.md, "Directions").
const ALLOWED: &[(&str, &[&str])] = &[
    ("huashu-dsl", &[]),
    ("huashu-engine", &["huashu-dsl"]),
    ("huashu-plugins", &["huashu-dsl"]),
    ("huashu-chat", &["huashu-plugins", "huashu-engine", "huashu-dsl"]),
    ("huashu-server", &["huashu-chat", "huashu-plugins", "huashu-engine", "huashu-dsl"]),
];

/// The crates that may not wait, listen, store or roll dice.
const PURE: &[&str] = &["huashu-dsl", "huashu-engine", "huashu-plugins", "huashu-chat"];

/// What a pure crate may not bring in, however deep.
const SHELL_ONLY: &[&str] =
    &["tokio", "hyper", "axum", "rusqlite", "mio", "rustls", "tracing", "log4rs", "env_logger", "notify"];

/// The workspace as cargo sees it, for this machine's platform only: what other platforms need may not be here.
fn metadata() -> Metadata {
    let rustc = Command::new("rustc").arg("-vV").output().expect("rustc runs");
    let version = String::from_utf8(rustc.stdout).expect("rustc prints text");
    let host =
        version.lines().find_map(|l| l.strip_prefix("host: ")).expect("rustc names its host").to_owned();
    MetadataCommand::new()
        .manifest_path(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml"))
        .other_options(["--locked".into(), "--offline".into(), "--filter-platform".into(), host])
        .exec()
        .expect("cargo metadata describes the workspace")
}

#[test]
fn arrows_never_turn() {
    let meta = metadata();
    for (name, allowed) in ALLOWED {
        let package = meta.workspace_packages().into_iter().find(|p| p.name.as_str() == *name);
        let package = package.unwrap_or_else(|| panic!("{name} is a member of the workspace"));
        let found: BTreeSet<_> = package
            .dependencies
            .iter()
            .filter(|d| d.kind == DependencyKind::Normal && d.name.starts_with("huashu-"))
            .map(|d| d.name.as_str())
            .collect();
        let unexpected: Vec<_> = found.iter().filter(|d| !allowed.contains(*d)).collect();
        assert!(unexpected.is_empty(), "{name} may not depend on {unexpected:?}");
    }
}

#[test]
fn pure_crates_bring_in_no_shell() {
    let meta = metadata();
    let resolve = meta.resolve.as_ref().expect("cargo resolved the dependencies");
    let names: BTreeMap<_, _> = meta.packages.iter().map(|p| (&p.id, p.name.as_str())).collect();
    let edges: BTreeMap<_, Vec<_>> = resolve
        .nodes
        .iter()
        .map(|n| {
            let normal =
                |d: &&cargo_metadata::NodeDep| d.dep_kinds.iter().any(|k| k.kind == DependencyKind::Normal);
            (&n.id, n.deps.iter().filter(normal).map(|d| &d.pkg).collect())
        })
        .collect();
    for pure in PURE {
        let mut open: Vec<_> = names.iter().filter(|(_, n)| *n == pure).map(|(id, _)| *id).collect();
        let mut seen = BTreeSet::new();
        while let Some(id) = open.pop() {
            if seen.insert(id) {
                open.extend(edges.get(id).into_iter().flatten());
            }
        }
        let shell: Vec<_> =
            seen.iter().filter_map(|id| names.get(*id)).filter(|n| SHELL_ONLY.contains(n)).collect();
        assert!(shell.is_empty(), "{pure} brings in {shell:?}");
    }
}
