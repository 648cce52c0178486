//! Literals: numbers with their units, dates and times.

use crate::ast::{DurationUnit, ExprKind, Literal, Unit};

use super::grammar::{Node, Rule};

/// The literal a node of the grammar wrote, or nothing where the node is none.
pub(super) fn literal(node: &Node<'_>) -> Option<ExprKind> {
    let digits = || node.find(Rule::number).map(|n| n.text().to_owned());
    let literal = match node.rule() {
        Rule::number => Literal::Number(node.text().to_owned()),
        Rule::percent => Literal::Percent(digits()?),
        Rule::money => Literal::Money(digits()?, currency(node)?),
        Rule::duration => Literal::Duration(digits()?, duration_unit(&node.find(Rule::time_unit)?)?),
        Rule::measure => Literal::Measure(digits()?, unit(&node.find(Rule::size_unit)?)?),
        Rule::date => Literal::Date(node.text().to_owned()),
        Rule::clock => Literal::Time(node.text().to_owned()),
        Rule::moment => Literal::DateTime(
            node.find(Rule::date)?.text().to_owned(),
            node.find(Rule::clock)?.text().to_owned(),
        ),
        Rule::truth => Literal::Bool(node.find(Rule::k_yes).is_some()),
        Rule::image_value => Literal::Image(node.find(Rule::file_name)?.text().to_owned()),
        _ => return None,
    };
    Some(ExprKind::Literal(literal))
}

fn currency(node: &Node<'_>) -> Option<&'static str> {
    match node.find(Rule::currency)?.children().next()?.rule() {
        Rule::k_u_usd => Some("USD"),
        _ => Some("CNY"),
    }
}

fn duration_unit(node: &Node<'_>) -> Option<DurationUnit> {
    Some(match node.children().next()?.rule() {
        Rule::k_u_s => DurationUnit::Second,
        Rule::k_u_min => DurationUnit::Minute,
        Rule::k_u_h => DurationUnit::Hour,
        Rule::k_u_d => DurationUnit::Day,
        _ => DurationUnit::Week,
    })
}

/// The unit of a measure.
pub(super) fn unit(node: &Node<'_>) -> Option<Unit> {
    Some(match node.children().next()?.rule() {
        Rule::k_u_kg => Unit::Kilogram,
        _ => Unit::Centimetre,
    })
}
