//! Heights and weights in the unit that their type declares: 165cm, 1米65, 一米六五, 110斤, 55kg, and 170 65kg.

use super::numeral::{CHINESE, digit, parse};
use super::{Expression, Found, matches};
use crate::intent::fold::Folded;
use huashu_dsl::ast::Unit;
use huashu_dsl::program::{Program, TypeId, TypeKind};
use huashu_dsl::value::{Type, Value};
use regex::Regex;
use rust_decimal::Decimal;
use std::ops::Range;
use std::sync::LazyLock;

/// A number without marks of thousands: 165,110斤 are two.
const PLAIN: &str = r"[0-9]{1,4}(?:\.[0-9]{1,2})?";

/// The measure types of the shop.
#[derive(Debug)]
pub(super) struct Measures {
    types: Vec<(TypeId, Unit)>,
}

impl Measures {
    pub(super) fn new(program: &Program) -> Self {
        let types = (0_u16..).map(TypeId).zip(&program.types);
        let measure = |(ty, def): (TypeId, &huashu_dsl::program::TypeDef)| match &def.kind {
            TypeKind::Measure(unit) => Some((ty, *unit)),
            _ => None,
        };
        Self { types: types.filter_map(measure).collect() }
    }

    /// A number without a unit is in the unit of any type.
    pub(super) fn bare(&self, value: Decimal, at: &Range<usize>, out: &mut Vec<Found>) {
        for (ty, _) in &self.types {
            out.push(Found::bare(Type::Named(*ty), Value::Number(value), at.clone()));
        }
    }

    pub(super) fn find(&self, folded: &Folded, out: &mut Vec<Found>) {
        if self.types.is_empty() {
            return;
        }
        let text = folded.lower();
        for (at, value) in lengths(text) {
            self.push(Unit::Centimetre, value, &at, out);
        }
        for (at, value) in weights(text) {
            if let Some((height_at, height)) = height_before(text, at.start) {
                self.push(Unit::Centimetre, height, &height_at, out);
            }
            self.push(Unit::Kilogram, value, &at, out);
        }
    }

    fn push(&self, unit: Unit, value: Decimal, at: &Range<usize>, out: &mut Vec<Found>) {
        for (ty, _) in self.types.iter().filter(|(_, u)| *u == unit) {
            out.push(Found::clear(Type::Named(*ty), Value::Number(value.normalize()), at.clone()));
        }
    }
}

/// Lengths in centimetres.
fn lengths(text: &str) -> Vec<(Range<usize>, Decimal)> {
    static LENGTH: Expression = LazyLock::new(|| {
        Regex::new(&format!(
            "(?:({PLAIN}|{CHINESE})(?:厘米|公分|cm))|(?:({PLAIN}|[一二两三])(?:米|m)([0-9]{{1,2}}|[一二三四五六七八九][零一二三四五六七八九]?)?)"
        ))
        .ok()
    });
    let mut found = Vec::new();
    for c in matches(&LENGTH, text) {
        let Some(all) = c.get(0) else { continue };
        let value = match (c.get(1), c.get(2)) {
            (Some(cm), _) => parse(cm.as_str()),
            (None, Some(metres)) => parse(metres.as_str())
                .map(|m| m * Decimal::ONE_HUNDRED + c.get(3).map_or(Decimal::ZERO, |r| rest(r.as_str()))),
            _ => None,
        };
        found.extend(value.map(|value| (all.range(), value)));
    }
    found
}

/// The centimetres behind 米: 65, 六五, and 7 for 70.
fn rest(text: &str) -> Decimal {
    let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10).or_else(|| digit(c))).collect();
    match digits.as_slice() {
        [tens] => Decimal::from(tens * 10),
        [tens, ones] => Decimal::from(tens * 10 + ones),
        _ => Decimal::ZERO,
    }
}

/// Weights in kilograms.
fn weights(text: &str) -> Vec<(Range<usize>, Decimal)> {
    static WEIGHT: Expression =
        LazyLock::new(|| Regex::new(&format!("({PLAIN}|{CHINESE})(公斤|千克|kg|斤)(半)?")).ok());
    let mut found = Vec::new();
    for c in matches(&WEIGHT, text) {
        let (Some(all), Some(number), Some(unit)) = (c.get(0), c.get(1), c.get(2)) else { continue };
        let Some(value) = parse(number.as_str()) else { continue };
        let value = if c.get(3).is_some() { value + Decimal::new(5, 1) } else { value };
        let value = if unit.as_str() == "斤" { value / Decimal::TWO } else { value };
        found.push((all.range(), value));
    }
    found
}

/// 170 65kg, 165，110斤: a bare number right before a weight is a height in centimetres, if it can be one.
fn height_before(text: &str, weight: usize) -> Option<(Range<usize>, Decimal)> {
    let before = text.get(..weight)?.trim_end_matches([' ', ',', '/', '、', '，', '体', '重']);
    let digits = before.len() - before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let start = before.len() - digits;
    let value: u32 = before.get(start..)?.parse().ok()?;
    let part = before.get(..start).is_some_and(|b| b.ends_with(['.', '-', '¥']));
    ((80..=220).contains(&value) && digits == 3 && !part && before.len() < weight)
        .then(|| (start..before.len(), Decimal::from(value)))
}
