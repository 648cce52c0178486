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
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// More comparisons than this are not made for one row.
const BUDGET: usize = 2_000_000;
/// More comparisons than this are not made for all rows of a table together, which is enough for ten thousand single values.
pub(crate) const WORK: usize = 50_000_000;

/// Cells of one column: runs of their indices, in order, with a gap between any two.
type Marks = Vec<Range<usize>>;

/// A table whose tests are cut into cells.
pub(crate) struct Cover {
    /// For each column, a value of each cell; none is 无, or a text that no row names.
    cells: Vec<Vec<Option<Value>>>,
    /// For each row and column, its cells; none where a bound cannot be known.
    rows: Vec<Vec<Option<Marks>>>,
}

/// The cells of one column, to be looked up.
struct Column {
    cells: Vec<Option<Value>>,
    /// What the cells of an ordered type are compared by; they come first, in order.
    keys: Vec<Decimal>,
    /// The cells of other values.
    words: BTreeMap<String, usize>,
}

/// Why nothing is said.
pub(crate) struct TooHard;

/// A combination of cells, one a column.
pub(crate) type Witness = Vec<Option<Value>>;

impl Cover {
    /// The cells of `rows` over `params`.
    pub(crate) fn of(program: &Program, params: &[Field], rows: &[Row]) -> Self {
        let tests = |i: usize| rows.iter().filter_map(move |r| r.tests.get(i));
        let columns: Vec<Column> =
            params.iter().enumerate().map(|(i, p)| Column::of(cells(program, &p.ty, tests(i)))).collect();
        let marks = |row: &Row| {
            let tests = row.tests.iter().zip(&columns);
            tests.map(|(test, column)| column.marks(program, test)).collect()
        };
        let rows = rows.iter().map(marks).collect();
        Self { cells: columns.into_iter().map(|column| column.cells).collect(), rows }
    }

    /// Values that the row fits and no row before it does; none if there are none. What it costs is taken from `work`.
    pub(crate) fn reaches(&self, row: usize, work: &mut usize) -> Result<Option<Witness>, TooHard> {
        let Some(own) = self.rows.get(row) else { return Ok(None) };
        let wanted: Option<Vec<Marks>> = own.iter().cloned().collect();
        self.search(&wanted.ok_or(TooHard)?, row, work)
    }

    /// Values that no row fits.
    pub(crate) fn gap(&self) -> Result<Option<Witness>, TooHard> {
        let all: Vec<Marks> = self.cells.iter().map(|c| runs(std::iter::once(0..c.len()))).collect();
        self.search(&all, self.rows.len(), &mut { WORK })
    }

    /// The first row before `row` that fits whatever it fits.
    pub(crate) fn covered_by(&self, row: usize) -> Option<usize> {
        let own = self.rows.get(row)?;
        let within = |(a, b): (&Option<Marks>, &Option<Marks>)| match (a, b) {
            (Some(a), Some(b)) => a.iter().all(|a| run_at(b, a.start).is_some_and(|b| a.end <= b.end)),
            _ => false,
        };
        self.rows.iter().take(row).position(|other| own.iter().zip(other).all(within))
    }

    fn search(&self, wanted: &[Marks], before: usize, work: &mut usize) -> Result<Option<Witness>, TooHard> {
        let allowed = BUDGET.min(*work);
        if before > allowed {
            return Err(TooHard);
        }
        let earlier: Vec<&[Option<Marks>]> = self.rows.iter().take(before).map(Vec::as_slice).collect();
        let mut found = Vec::new();
        let mut budget = allowed;
        let free = free(wanted, &earlier, &mut budget, &mut found);
        *work = work.saturating_sub(allowed.saturating_sub(budget));
        let free = free?;
        let value = |(column, cell): (usize, usize)| self.cells.get(column)?.get(cell)?.clone();
        Ok(free.then(|| found.into_iter().enumerate().map(value).collect()))
    }
}

impl Column {
    fn of(cells: Vec<Option<Value>>) -> Self {
        let keys: Vec<Decimal> = cells.iter().map_while(|cell| cell.as_ref().and_then(key)).collect();
        let others = cells.iter().enumerate().skip(keys.len());
        let words = others.filter_map(|(i, cell)| Some((word(cell.as_ref()?), i))).collect();
        Self { cells, keys, words }
    }

    /// The cell of a value that has one.
    fn find(&self, value: &Value) -> Option<usize> {
        match key(value) {
            Some(key) => self.keys.binary_search(&key).ok(),
            None => self.words.get(&word(value)).copied(),
        }
    }

    /// The cells that a test fits; none where its bound cannot be known.
    fn marks(&self, program: &Program, test: &Test) -> Option<Marks> {
        Some(match test {
            Test::Other => runs(std::iter::once(0..self.cells.len())),
            Test::Values(values) => {
                let mut cells: Vec<usize> = values.iter().filter_map(|v| self.find(v)).collect();
                cells.sort_unstable();
                runs(cells.into_iter().map(|cell| cell..cell + 1))
            }
            Test::Bound(op, e) => self.beyond(*op, key(&known(program, e)?)?),
        })
    }

    /// The cells on one side of a bound.
    fn beyond(&self, op: CompareOp, bound: Decimal) -> Marks {
        let from = self.keys.partition_point(|key| *key < bound);
        let to = self.keys.partition_point(|key| *key <= bound);
        let all = self.keys.len();
        let sides = match op {
            CompareOp::Is => [from..to, 0..0],
            CompareOp::IsNot => [0..from, to..all],
            CompareOp::Greater => [to..all, 0..0],
            CompareOp::Less => [0..from, 0..0],
            CompareOp::AtLeast => [from..all, 0..0],
            CompareOp::AtMost => [0..to, 0..0],
        };
        runs(sides.into_iter())
    }
}

/// Runs in order, those that touch put together.
fn runs(parts: impl Iterator<Item = Range<usize>>) -> Marks {
    let mut runs = Marks::new();
    for part in parts.filter(|part| !part.is_empty()) {
        match runs.last_mut() {
            Some(last) if part.start <= last.end => last.end = last.end.max(part.end),
            _ => runs.push(part),
        }
    }
    runs
}

/// The run that a cell lies in.
fn run_at(marks: &Marks, cell: usize) -> Option<&Range<usize>> {
    let at = marks.partition_point(|run| run.end <= cell);
    marks.get(at).filter(|run| run.contains(&cell))
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
    for cell in first.iter().cloned().flatten() {
        *budget = budget.checked_sub(rows.len() + 1).ok_or(TooHard)?;
        let holds = |row: &&[Option<Marks>]| match row.first() {
            Some(Some(marks)) => run_at(marks, cell).is_some(),
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
    let mut met = BTreeSet::new();
    let fresh = named.into_iter().filter(|value| met.insert(word(value)));
    fresh.map(Some).chain([None]).collect()
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

/// What a value without an order is told apart by.
fn word(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        other => format!("{other:?}"),
    }
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
