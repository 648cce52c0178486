//! A shop made ready to run: its program, what reads customers' words, and what runs its scripts.

use crate::shop::Shop;
use crate::unread;
use huashu_dsl::program::{Program, TypeId, TypeKind};
use huashu_dsl::{Diagnostic, compile};
use huashu_engine::intent::Matcher;
use huashu_plugins::Host;

/// A compiled shop.
#[derive(Debug)]
pub struct Release {
    /// Its flows.
    pub program: Program,
    /// Its intents.
    pub matcher: Matcher,
    /// Its scripts.
    pub host: Host,
}

/// Compiles a shop. Everything wrong with files, configuration, flows and scripts is in the diagnostics; a release comes of it only where none is an error.
#[must_use]
pub fn prepare(shop: &Shop) -> (Option<Release>, Vec<Diagnostic>) {
    let (mut found, lost) = (shop.found.clone(), shop.unread());
    let compiled = compile(&shop.sources, &shop.config.settings());
    found.extend(compiled.diagnostics);
    let release = compiled.program.map(|program| {
        let (host, mut wrong) = Host::load(&program, &shop.scripts);
        unread::hold_back_scripts(&program, &lost, &mut wrong);
        found.extend(wrong);
        Release { matcher: Matcher::new(&program), host, program }
    });
    unread::hold_back(&shop.sources, &lost, &mut found);
    let sound = found.iter().all(|d| !d.is_error());
    (release.filter(|_| sound), found)
}

impl Release {
    /// The member of 渠道 with this name.
    #[must_use]
    pub fn channel(&self, name: &str) -> Option<u16> {
        let position = self.channels().position(|channel| channel == name)?;
        u16::try_from(position).ok()
    }

    /// The names of the members of 渠道.
    pub fn channels(&self) -> impl Iterator<Item = &str> {
        let kind = self.program.types.get(TypeId::CHANNEL.index()).map(|ty| &ty.kind);
        let members = match kind {
            Some(TypeKind::Enum(members)) => members.as_slice(),
            _ => &[],
        };
        members.iter().map(|member| member.name.as_str())
    }
}
