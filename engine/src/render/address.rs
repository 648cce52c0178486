//! Fills templates that are addresses: `shop://after-sale/{工单.工单号}`.

use super::{clean, filled};
use crate::eval::Scope;
use huashu_dsl::program::{Part, Template};

/// An address with its holes filled. A value at the beginning is an address itself and stays as it is; a value further on is
/// one part of it, so what would end that part is escaped.
pub(super) fn fill(template: &Template, scope: &Scope<'_>) -> String {
    template.parts.iter().fold(String::new(), |mut address, part| {
        match part {
            Part::Text(words) => address.push_str(&clean::line(words)),
            Part::Hole(hole) if address.is_empty() => address.push_str(&filled(hole, scope)),
            Part::Hole(hole) => address.push_str(&escaped(&filled(hole, scope))),
        }
        address
    })
}

fn escaped(value: &str) -> String {
    value.chars().fold(String::new(), |mut out, c| {
        match c {
            ' ' | '"' | '#' | '%' | '&' | '/' | '<' | '>' | '?' | '\\' => {
                out.push('%');
                out.push_str(&format!("{:02X}", u32::from(c)));
            }
            _ => out.push(c),
        }
        out
    })
}
