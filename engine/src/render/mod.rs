//! Fills templates: what the customer reads, and what values look like to people.

pub mod channel;

use crate::effect::{Card, Rendered};
use crate::eval::Scope;
use huashu_dsl::program::{self, ImageSource, Program, Template, TextId};
use huashu_dsl::value::{Type, Value};

/// A template with its holes filled. Each hole gives one `Piece::Value` with its written path; 无 gives an empty one.
#[must_use]
pub fn template(template: &Template, scope: &Scope<'_>) -> Rendered {
    let _ = (template, scope);
    Rendered::default()
}

/// The lines of one bubble. `variant` chooses among the text and its 或说, counted from 0 and round again; a 渠道 or 语言
/// form that fits replaces it. The 另起 lines follow.
#[must_use]
pub fn text(id: TextId, scope: &Scope<'_>, variant: usize) -> Vec<Rendered> {
    let _ = (id, scope, variant);
    Vec::new()
}

/// A card, filled.
#[must_use]
pub fn card(card: &program::Card, scope: &Scope<'_>) -> Card {
    let _ = scope;
    Card { title: template(&card.title, scope), image: None, body: None, links: Vec::new() }
}

/// The address of a picture; `None` where the value is not set or is no picture.
#[must_use]
pub fn image(source: &ImageSource, scope: &Scope<'_>) -> Option<String> {
    let _ = (source, scope);
    None
}

/// A value as people read it in traces, logs and `/slots`: `165厘米`, `质量问题`, `[1 张]`, `199元`. Nothing is masked.
#[must_use]
pub fn value(program: &Program, value: &Value, ty: &Type) -> String {
    let _ = (program, value, ty);
    String::new()
}
