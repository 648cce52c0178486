//! Which rows of a table some value reaches.
//!
//! The tests of a column cut its values into cells within which no test tells two values apart: the members of an enum; the points that
//! bounds and values name, with the stretches between them; the texts that are named, and any other. A row is reached if some
//! combination of its cells is no earlier row's. That is decided, not sampled; only where the work would exceed a budget, or a bound
//! cannot be known, is nothing said.

use crate::ast::CompareOp;
use crate::program::{Expr, Program, Root, Row, Test, TypeKind};
use crate::value::{Field, Instant, Member, Millis, Money, Type, Value};
use jiff::civil::{Date, Time};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// More comparisons than this are not made for one table.
const BUDGET: usize = 2_000_000;

/// Cells of one column, as marks by their index.
type Marks = Vec<bool>;

/// A table whose tests are cut into cells.
pub(crate) struct Cover {
    /// For each column, a value of each cell; none is 无, or a text that no row names.
    cells: Vec<Vec<Option<Value>>>,
    /// For each row and column, its cells; none where a bound cannot be known.
    rows: Vec<Vec<Option<Marks>>>,
}

/// Why nothing is said.
pub(crate) struct TooHard;

/// A combination of cells, one a column.
pub(crate) type Witness = Vec<Option<Value>>;

impl Cover {
    /// The cells of `rows` over `params`.
    pub(crate) fn of(program: &Program, params: &[Field], rows: &[Row]) -> Self {
        let column = |i: usize| rows.iter().filter_map(move |r| r.tests.get(i));
        let cells: Vec<_> =
            params.iter().enumerate().map(|(i, p)| cells(program, &p.ty, column(i))).collect();
        let marks = |row: &Row| {
            let tests = row.tests.iter().zip(&cells);
            tests.map(|(test, cells)| marks(program, test, cells)).collect()
        };
        let rows = rows.iter().map(marks).collect();
        Self { cells, rows }
    }

    /// Values that the row fits and no row before it does; none if there are none.
    pub(crate) fn reaches(&self, row: usize) -> Result<Option<Witness>, TooHard> {
        let Some(own) = self.rows.get(row) else { return Ok(None) };
        let wanted: Option<Vec<Marks>> = own.iter().cloned().collect();
        self.search(&wanted.ok_or(TooHard)?, row)
    }

    /// Values that no row fits.
    pub(crate) fn gap(&self) -> Result<Option<Witness>, TooHard> {
        let all: Vec<Marks> = self.cells.iter().map(|c| vec![true; c.len()]).collect();
        self.search(&all, self.rows.len())
    }

    /// The first row before `row` that fits whatever it fits.
    pub(crate) fn covered_by(&self, row: usize) -> Option<usize> {
        let own = self.rows.get(row)?;
        let within = |(a, b): (&Option<Marks>, &Option<Marks>)| match (a, b) {
            (Some(a), Some(b)) => a.iter().zip(b).all(|(a, b)| !a || *b),
            _ => false,
        };
        self.rows.iter().take(row).position(|other| own.iter().zip(other).all(within))
    }

    fn search(&self, wanted: &[Marks], before: usize) -> Result<Option<Witness>, TooHard> {
        let earlier: Vec<&[Option<Marks>]> = self.rows.iter().take(before).map(Vec::as_slice).collect();
        let mut found = Vec::new();
        let mut budget = BUDGET;
        let free = free(wanted, &earlier, &mut budget, &mut found)?;
        let value = |(column, cell): (usize, usize)| self.cells.get(column)?.get(cell)?.clone();
        Ok(free.then(|| found.into_iter().enumerate().map(value).collect()))
    }
}

/// Whether some combination of the wanted cells is in none of `rows`; `found` is its first part.
fn free(
    wanted: &[Marks],
    rows: &[&[Option<Marks>]],
    budget: &mut usize,
    found: &mut Vec<usize>,
) -> Result<bool, TooHard> {
    let Some((first, rest)) = wanted.split_first() else { return Ok(rows.is_empty()) };
    let mut tried: Vec<Vec<bool>> = Vec::new();
    for (cell, _) in first.iter().enumerate().filter(|(_, wanted)| **wanted) {
        *budget = budget.checked_sub(rows.len() + 1).ok_or(TooHard)?;
        let holds = |row: &&[Option<Marks>]| match row.first() {
            Some(Some(marks)) => marks.get(cell).copied().unwrap_or_default(),
            _ => false,
        };
        let held: Vec<bool> = rows.iter().map(holds).collect();
        if tried.contains(&held) {
            continue;
        }
        let left: Vec<&[Option<Marks>]> =
            rows.iter().zip(&held).filter(|(_, h)| **h).filter_map(|(r, _)| r.get(1..)).collect();
        tried.push(held);
        found.push(cell);
        if free(rest, &left, budget, found)? {
            return Ok(true);
        }
        found.pop();
    }
    Ok(false)
}

/// A value of each cell of a column.
fn cells<'t>(program: &Program, ty: &Type, tests: impl Iterator<Item = &'t Test>) -> Vec<Option<Value>> {
    let named: Vec<Value> = tests.flat_map(|test| values(program, test)).collect();
    let mut cells: Vec<Option<Value>> = match ty.required() {
        Type::Bool => [true, false].map(|b| Some(Value::Bool(b))).into(),
        Type::Named(id) => match program.types.get(id.index()).map(|t| &t.kind) {
            Some(TypeKind::Enum(members)) => (0u16..)
                .zip(members)
                .map(|(index, _)| Some(Value::Member(Member { ty: *id, index })))
                .collect(),
            Some(TypeKind::Measure(_)) => stretches(ty, &named),
            _ => words(named),
        },
        Type::Text
        | Type::Phone
        | Type::Email
        | Type::TaxId
        | Type::Media(_)
        | Type::List(_)
        | Type::Record(_) => words(named),
        _ => stretches(ty, &named),
    };
    if matches!(ty, Type::Optional(_)) {
        cells.push(None);
    }
    cells
}

/// The texts that are named, and any other.
fn words(named: Vec<Value>) -> Vec<Option<Value>> {
    let mut cells: Vec<Option<Value>> = Vec::new();
    for value in named.into_iter().map(Some) {
        if !cells.contains(&value) {
            cells.push(value);
        }
    }
    cells.push(None);
    cells
}

/// The points that are named, and a value of each stretch before, between and behind them.
fn stretches(ty: &Type, named: &[Value]) -> Vec<Option<Value>> {
    let mut points: Vec<Decimal> = named.iter().filter_map(key).collect();
    points.sort();
    points.dedup();
    let mut keys = Vec::with_capacity(points.len() * 2 + 1);
    match (points.first(), points.last()) {
        (Some(first), Some(last)) => {
            keys.extend(first.checked_sub(step(ty)));
            for (i, point) in points.iter().enumerate() {
                keys.push(*point);
                keys.extend(points.get(i + 1).and_then(|next| between(ty, *point, *next)));
            }
            keys.extend(last.checked_add(step(ty)));
        }
        _ => keys.push(Decimal::ZERO),
    }
    keys.into_iter().filter_map(|k| value(ty, k)).map(Some).collect()
}

/// A value between two; none where nothing lies between.
fn between(ty: &Type, low: Decimal, high: Decimal) -> Option<Decimal> {
    let middle = low.checked_add(high)?.checked_div(Decimal::TWO)?;
    let whole = !matches!(ty.required(), Type::Number | Type::Named(_));
    let middle = if whole { middle.floor() } else { middle.normalize() };
    (middle > low && middle < high).then_some(middle)
}

/// A step that is no surprise: one yuan, one day, one minute.
fn step(ty: &Type) -> Decimal {
    Decimal::from(match ty.required() {
        Type::Money => 100,
        Type::Duration => 3_600_000,
        Type::DateTime => 60_000,
        Type::Time => 60,
        _ => 1,
    })
}

/// What a value of an ordered type is compared by.
fn key(value: &Value) -> Option<Decimal> {
    Some(match value {
        Value::Number(n) => *n,
        Value::Money(Money(fen)) => Decimal::from(*fen),
        Value::Duration(Millis(ms)) | Value::DateTime(Instant(ms)) => Decimal::from(*ms),
        Value::Date(date) => Decimal::from(days(*date)?),
        Value::Time(time) => Decimal::from(
            i64::from(time.hour()) * 3_600 + i64::from(time.minute()) * 60 + i64::from(time.second()),
        ),
        Value::Member(member) => Decimal::from(member.index),
        _ => return None,
    })
}

fn days(date: Date) -> Option<i32> {
    date.since((jiff::Unit::Day, Date::constant(1970, 1, 1))).ok().map(|span| span.get_days())
}

/// The value of an ordered type with this key; none where it has no such value.
fn value(ty: &Type, key: Decimal) -> Option<Value> {
    Some(match ty.required() {
        Type::Money => Value::Money(Money(key.to_i64()?)),
        Type::Duration => Value::Duration(Millis(key.to_i64()?)),
        Type::DateTime => Value::DateTime(Instant(key.to_i64()?)),
        Type::Date => {
            let days = jiff::Span::new().try_days(key.to_i64()?).ok()?;
            Value::Date(Date::constant(1970, 1, 1).checked_add(days).ok()?)
        }
        Type::Time => {
            let seconds = key.to_i32().filter(|s| (0..86_400).contains(s))?;
            let part = |n: i32| i8::try_from(n).ok();
            Value::Time(
                Time::new(part(seconds / 3_600)?, part(seconds / 60 % 60)?, part(seconds % 60)?, 0).ok()?,
            )
        }
        _ => Value::Number(key),
    })
}

/// The values that a test names.
fn values(program: &Program, test: &Test) -> Vec<Value> {
    match test {
        Test::Other => Vec::new(),
        Test::Values(values) => values.clone(),
        Test::Bound(_, e) => known(program, e).into_iter().collect(),
    }
}

/// The value of a bound: a literal, or a setting as the shop has it.
fn known(program: &Program, e: &Expr) -> Option<Value> {
    match e {
        Expr::Const(value) => Some(value.clone()),
        Expr::Read(place) if place.fields.is_empty() => match place.root {
            Root::Shop(id) => program.settings.get(id.index()).map(|s| s.value.clone()),
            _ => None,
        },
        _ => None,
    }
}

/// The cells of a column that a test fits.
fn marks(program: &Program, test: &Test, cells: &[Option<Value>]) -> Option<Marks> {
    Some(match test {
        Test::Other => vec![true; cells.len()],
        Test::Values(values) => {
            cells.iter().map(|c| c.as_ref().is_some_and(|c| values.contains(c))).collect()
        }
        Test::Bound(op, e) => {
            let bound = key(&known(program, e)?)?;
            cells.iter().map(|c| c.as_ref().and_then(key).is_some_and(|k| holds(*op, k, bound))).collect()
        }
    })
}

fn holds(op: CompareOp, value: Decimal, bound: Decimal) -> bool {
    match op {
        CompareOp::Is => value == bound,
        CompareOp::IsNot => value != bound,
        CompareOp::Greater => value > bound,
        CompareOp::Less => value < bound,
        CompareOp::AtLeast => value >= bound,
        CompareOp::AtMost => value <= bound,
    }
}
