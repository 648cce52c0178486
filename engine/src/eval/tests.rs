//! Expressions by example and by property.

use super::shop::{
    DAY, HOUR, NOW, at, bought, date, days, number, picture, program, read, reason, session, text, time, yuan,
};
use super::{Scope, eval, fits, has, holds};
use huashu_dsl::ast::{ArithOp, CompareOp};
use huashu_dsl::program::{
    Current, EventId, Expr, FlowId, Fold, Place, Root, SessionSlotId, SettingId, Test, TypeId,
};
use huashu_dsl::value::{Instant, Member, Millis, Value};
use rust_decimal::Decimal;

fn constant(value: &Value) -> Expr {
    Expr::Const(value.clone())
}

fn boxed(expr: Expr) -> Box<Expr> {
    Box::new(expr)
}

/// 无 as an expression: a slot that is not there.
fn nothing() -> Expr {
    at(Root::NewValue, &[])
}

fn truth(yes: bool) -> Expr {
    Expr::Const(Value::Bool(yes))
}

fn arith(op: ArithOp, left: &Value, right: &Value) -> Option<Value> {
    let program = program();
    eval(&Expr::Arith(op, boxed(constant(left)), boxed(constant(right))), &Scope::new(&program, NOW))
}

fn compare(op: CompareOp, left: &Value, right: &Value) -> Option<bool> {
    let program = program();
    let expr = Expr::Compare(op, boxed(constant(left)), boxed(constant(right)));
    match eval(&expr, &Scope::new(&program, NOW)) {
        Some(Value::Bool(truth)) => Some(truth),
        _ => None,
    }
}

fn length(millis: i64) -> Value {
    Value::Duration(Millis(millis))
}

fn moment(millis: i64) -> Value {
    Value::DateTime(Instant(NOW.0 + millis))
}

#[test]
fn arithmetic_is_exact_and_total() {
    use ArithOp::{Add, Div, Mul, Sub};
    let cases = [
        (Add, number("0.1"), number("0.2"), Some(number("0.3"))),
        (Div, number("1"), number("0"), None),
        (Mul, Value::Number(Decimal::MAX), number("2"), None),
        (Add, yuan(1_990), yuan(10), Some(yuan(2_000))),
        (Sub, yuan(i64::MIN), yuan(1), None),
        (Mul, yuan(1), number("0.5"), Some(yuan(1))),
        (Mul, number("0.5"), yuan(-1), Some(yuan(-1))),
        (Mul, yuan(1), number("0.49"), Some(yuan(0))),
        (Div, yuan(1_000), number("3"), Some(yuan(333))),
        (Div, yuan(1_000), yuan(300), Some(Value::Number(Decimal::from(10) / Decimal::from(3)))),
        (Div, yuan(1_000), yuan(0), None),
        (Mul, yuan(2), yuan(2), None),
        (Add, yuan(2), number("2"), None),
        (Sub, moment(0), moment(-3 * DAY), Some(days(3))),
        (Add, moment(0), days(1), Some(moment(DAY))),
        (Add, days(1), moment(0), Some(moment(DAY))),
        (Sub, days(1), moment(0), None),
        (Add, Value::DateTime(Instant(i64::MAX)), days(1), None),
        (Add, date(2026, 2, 28), days(1), Some(date(2026, 3, 1))),
        (Add, date(2026, 2, 28), length(DAY + HOUR), Some(date(2026, 3, 1))),
        (Sub, date(2026, 3, 1), date(2026, 2, 28), Some(days(1))),
        (Sub, date(2026, 11, 21), moment(0), Some(length(14 * HOUR))),
        (Sub, time(18, 30), time(18, 0), Some(length(HOUR / 2))),
        (Add, time(23, 30), length(HOUR), None),
        (Div, days(7), number("2"), Some(length(7 * DAY / 2))),
        (Div, days(7), days(2), Some(number("3.5"))),
        (Add, text("甲"), text("乙"), None),
    ];
    for (op, left, right, expected) in cases {
        assert_eq!(arith(op, &left, &right), expected, "{left:?} {op:?} {right:?}");
    }
}

#[test]
fn values_compare_by_size_and_members_by_declaration() {
    use CompareOp::{AtLeast, AtMost, Greater, Is, IsNot, Less};
    let channel = Value::Member(Member { ty: TypeId::CHANNEL, index: 0 });
    let cases = [
        (Is, number("1.0"), number("1.00"), Some(true)),
        (Greater, yuan(1), yuan(0), Some(true)),
        (Less, reason(0), reason(2), Some(true)),
        (IsNot, reason(0), reason(2), Some(true)),
        (Is, reason(0), channel.clone(), Some(false)),
        (Less, reason(0), channel, None),
        (Is, text("1"), number("1"), None),
        (IsNot, text("1"), number("1"), None),
        (Less, text("a"), text("b"), None),
        (Is, text("a"), text("a"), Some(true)),
        (Is, Value::List(vec![text("a")]), Value::List(vec![text("a")]), Some(true)),
        // NOW is 10:00 of 2026-11-20 in Shanghai; 20 hours earlier is the 19th there, 17 hours earlier still the 19th.
        (AtMost, moment(0), date(2026, 11, 20), Some(true)),
        (Greater, moment(0), date(2026, 11, 20), Some(false)),
        (Is, moment(-11 * HOUR), date(2026, 11, 19), Some(true)),
        (Less, date(2026, 11, 20), moment(14 * HOUR), Some(true)),
        (Is, moment(0), time(10, 0), Some(true)),
        (AtLeast, time(9, 59), moment(0), Some(false)),
    ];
    for (op, left, right, expected) in cases {
        assert_eq!(compare(op, &left, &right), expected, "{left:?} {op:?} {right:?}");
    }
}

#[test]
fn nothing_as_a_condition_is_no() {
    let program = program();
    let scope = Scope::new(&program, NOW);
    let cases = [
        (nothing(), None),
        (Expr::Not(boxed(nothing())), None),
        (Expr::And(vec![nothing(), truth(false)]), Some(false)),
        (Expr::And(vec![nothing(), truth(true)]), None),
        (Expr::Or(vec![nothing(), truth(true)]), Some(true)),
        (Expr::Or(vec![nothing(), truth(false)]), None),
        (Expr::And(vec![]), Some(true)),
        (Expr::Or(vec![]), Some(false)),
        (Expr::Not(boxed(constant(&number("1")))), None),
    ];
    for (expr, expected) in cases {
        assert_eq!(eval(&expr, &scope), expected.map(Value::Bool), "{expr:?}");
        assert_eq!(holds(&expr, &scope), expected == Some(true), "{expr:?}");
    }
}

#[test]
fn a_scope_reads_every_root() {
    let program = program();
    let mut session = session(vec![Some(text("1234")), Some(reason(1))]);
    session.shared = vec![Some((text("1234"), Instant(NOW.0 + 1)))];
    session.channel = 2;
    let customer = [Some(text("林小姐")), None];
    let event = Value::Record(vec![Some(text("5678"))]);
    let mut scope = Scope::of(&program, &session, session.stack.last(), &customer, NOW);
    scope.event = Some(&event);
    scope.event_id = Some(EventId(0));
    let params = [Some(number("1")), None];
    let scope = scope.with_params(&params);
    let item = bought("1", "针织衫", "1", 19_900);
    let scope = scope.with_item(&item);
    let cases = [
        (read("订单号"), Some(text("1234"))),
        (read("身高"), None),
        (read("照片"), Some(Value::List(Vec::new()))),
        (at(Root::Customer(0), &[]), Some(text("林小姐"))),
        (at(Root::Customer(1), &[]), None),
        (at(Root::Session(SessionSlotId(0)), &[]), Some(text("1234"))),
        (at(Root::Shop(SettingId(0)), &[]), Some(days(7))),
        (at(Root::Event, &[0]), Some(text("5678"))),
        (at(Root::Event, &[1]), Some(Value::List(Vec::new()))),
        (at(Root::Event, &[2]), None),
        (at(Root::Current(Current::Called), &[]), Some(Value::Bool(false))),
        (
            at(Root::Current(Current::Channel), &[]),
            Some(Value::Member(Member { ty: TypeId::CHANNEL, index: 2 })),
        ),
        (at(Root::Current(Current::Flow), &[]), Some(text("退货退款"))),
        (at(Root::Current(Current::Step), &[]), Some(text("问原因"))),
        (at(Root::Item, &[1]), Some(text("针织衫"))),
        (at(Root::Param(0), &[]), Some(number("1"))),
        (at(Root::Param(1), &[]), None),
        (at(Root::Param(9), &[]), None),
        (at(Root::Now, &[]), Some(Value::DateTime(NOW))),
        (at(Root::Today, &[]), Some(date(2026, 11, 20))),
    ];
    for (expr, expected) in cases {
        assert_eq!(eval(&expr, &scope), expected, "{expr:?}");
    }
    let late = Scope { at: Instant(NOW.0 + 1), ..scope };
    assert_eq!(eval(&at(Root::Session(SessionSlotId(0)), &[]), &late), None, "forgotten at its time");
}

#[test]
fn a_list_is_had_only_when_it_is_not_empty() {
    let program = program();
    let place = |name| Place { root: super::shop::slot(name), fields: Vec::new() };
    let session = session(vec![
        Some(text("1")),
        None,
        Some(Value::List(Vec::new())),
        Some(Value::List(vec![text("x")])),
    ]);
    let scope = Scope::of(&program, &session, session.stack.last(), &[], NOW);
    let had: Vec<bool> = ["订单号", "原因", "照片", "商品"].map(|name| has(&place(name), &scope)).into();
    assert_eq!(had, [true, false, false, true]);
}

#[test]
fn lists_are_counted_summed_and_sifted() {
    let program = program();
    let items = vec![
        bought("1", "针织衫", "1", 19_900),
        bought("2", "牛仔裤", "2", 15_950),
        bought("3", "袜", "1", 0),
    ];
    let session = session(vec![None, None, None, Some(Value::List(items.clone()))]);
    let scope = Scope::of(&program, &session, session.stack.last(), &[], NOW);
    let list = || boxed(read("商品"));
    let paid = || boxed(at(Root::Item, &[3]));
    let compared = Expr::Compare(CompareOp::Greater, paid(), boxed(constant(&yuan(0))));
    let sold = || Expr::Filter(list(), boxed(compared.clone()));
    let times = Expr::Arith(ArithOp::Mul, paid(), boxed(at(Root::Item, &[2])));
    let cases = [
        (Expr::Count(list()), Some(number("3"))),
        (Expr::Fold(Fold::Sum, list(), paid()), Some(yuan(35_850))),
        (Expr::Fold(Fold::Sum, list(), boxed(times)), Some(yuan(51_800))),
        (Expr::Fold(Fold::Max, list(), paid()), Some(yuan(19_900))),
        (Expr::Fold(Fold::Min, list(), paid()), Some(yuan(0))),
        (Expr::Fold(Fold::Average, list(), paid()), Some(yuan(11_950))),
        (Expr::Fold(Fold::Sum, list(), boxed(at(Root::Item, &[9]))), None),
        (Expr::Count(boxed(sold())), Some(number("2"))),
        (Expr::Nth(boxed(sold()), boxed(constant(&number("2")))), items.get(1).cloned()),
        (Expr::Nth(list(), boxed(constant(&number("0")))), None),
        (Expr::Nth(list(), boxed(constant(&number("4")))), None),
        (Expr::Nth(list(), boxed(constant(&number("1.5")))), None),
        (Expr::Given(boxed(Expr::Nth(list(), boxed(constant(&number("3")))))), Some(Value::Bool(true))),
        (Expr::Given(boxed(Expr::Nth(list(), boxed(constant(&number("4")))))), Some(Value::Bool(false))),
        (Expr::Given(boxed(sold())), Some(Value::Bool(true))),
        (Expr::Given(boxed(Expr::Filter(list(), boxed(nothing())))), Some(Value::Bool(false))),
        (Expr::Not(boxed(Expr::Given(boxed(nothing())))), Some(Value::Bool(true))),
        (Expr::Field(boxed(Expr::Nth(list(), boxed(constant(&number("2"))))), vec![1]), Some(text("牛仔裤"))),
        (Expr::Field(boxed(Expr::Nth(list(), boxed(constant(&number("4"))))), vec![1]), None),
        (Expr::Field(list(), vec![1]), None),
        (Expr::In(boxed(constant(&number("1"))), list()), Some(Value::Bool(false))),
        (Expr::In(boxed(nothing()), list()), None),
        (
            Expr::ReshapeEach(boxed(sold()), vec![Some(1), None]),
            Some(Value::List(vec![
                Value::Record(vec![Some(text("针织衫")), None]),
                Value::Record(vec![Some(text("牛仔裤")), None]),
            ])),
        ),
    ];
    for (expr, expected) in cases {
        assert_eq!(eval(&expr, &scope), expected, "{expr:?}");
    }
}

#[test]
fn the_sum_of_nothing_is_zero_of_its_type() {
    let program = program();
    let session = session(Vec::new());
    let scope = Scope::of(&program, &session, session.stack.last(), &[], NOW);
    let sum = |field| eval(&Expr::Fold(Fold::Sum, boxed(read("商品")), boxed(field)), &scope);
    let paid = || at(Root::Item, &[3]);
    assert_eq!(sum(paid()), Some(yuan(0)));
    assert_eq!(sum(at(Root::Item, &[2])), Some(number("0")));
    assert_eq!(sum(Expr::Arith(ArithOp::Mul, boxed(at(Root::Item, &[2])), boxed(paid()))), Some(yuan(0)));
    assert_eq!(sum(Expr::Arith(ArithOp::Div, boxed(paid()), boxed(paid()))), Some(number("0")));
    assert_eq!(eval(&Expr::Fold(Fold::Average, boxed(read("商品")), boxed(paid())), &scope), None);
    assert_eq!(eval(&Expr::Count(boxed(read("商品"))), &scope), Some(number("0")));
}

#[test]
fn arms_fit_by_bound_and_by_value() {
    let program = program();
    let scope = Scope::new(&program, NOW);
    let below = Test::Bound(CompareOp::Less, constant(&number("0.6")));
    let values = Test::Values(vec![reason(0), reason(1)]);
    assert!(fits(&below, Some(&number("0.59")), &scope));
    assert!(!fits(&below, Some(&number("0.6")), &scope));
    assert!(fits(&values, Some(&reason(1)), &scope));
    assert!(!fits(&values, Some(&reason(2)), &scope));
    assert!(!fits(&values, None, &scope) && !fits(&below, None, &scope));
    assert!(fits(&Test::Other, None, &scope));
}

/// One of every kind of value, and the extremes.
fn samples() -> Vec<Value> {
    vec![
        number("0"),
        number("-2.5"),
        Value::Number(Decimal::MAX),
        Value::Number(Decimal::MIN),
        yuan(0),
        yuan(-1),
        yuan(i64::MAX),
        yuan(i64::MIN),
        length(0),
        days(7),
        length(i64::MAX),
        length(i64::MIN),
        moment(0),
        Value::DateTime(Instant(i64::MAX)),
        Value::DateTime(Instant(i64::MIN)),
        date(2026, 11, 20),
        Value::Date(jiff::civil::Date::MAX),
        Value::Date(jiff::civil::Date::MIN),
        time(10, 0),
        Value::Time(jiff::civil::Time::MAX),
        Value::Bool(true),
        text(""),
        text("退货"),
        reason(0),
        reason(9),
        Value::Member(Member { ty: TypeId(99), index: 0 }),
        picture("a.jpg"),
        Value::List(Vec::new()),
        Value::List(vec![text("a"), yuan(1)]),
        bought("1", "针织衫", "1", 1),
        Value::Record(vec![None]),
    ]
}

#[test]
fn any_two_values_give_a_value_or_nothing() {
    use ArithOp::{Add, Div, Mul, Sub};
    let mut answered = 0;
    for left in samples() {
        for right in samples() {
            for op in [Add, Sub, Mul, Div] {
                answered += usize::from(arith(op, &left, &right).is_some());
            }
            // Commutativity, in so far as there is a result.
            if !matches!((&left, &right), (Value::Duration(_), _) | (_, Value::Duration(_))) {
                assert_eq!(arith(Add, &left, &right), arith(Add, &right, &left), "{left:?} + {right:?}");
                assert_eq!(arith(Mul, &left, &right), arith(Mul, &right, &left), "{left:?} * {right:?}");
            }
            let (less, greater) =
                (compare(CompareOp::Less, &left, &right), compare(CompareOp::Greater, &right, &left));
            assert_eq!(less, greater, "{left:?} < {right:?}");
            let same = compare(CompareOp::Is, &left, &right);
            assert_eq!(same, compare(CompareOp::Is, &right, &left), "{left:?} = {right:?}");
            assert_eq!(same.map(|same| !same), compare(CompareOp::IsNot, &left, &right));
            let at_most = compare(CompareOp::AtMost, &left, &right);
            assert_eq!(at_most, compare(CompareOp::Greater, &left, &right).map(|greater| !greater));
        }
    }
    assert!(answered > 100, "the samples meet in {answered} operations");
}

#[test]
fn any_expression_on_any_values_gives_a_value_or_nothing() {
    let program = program();
    for value in samples() {
        let session = session(vec![Some(value.clone()); super::shop::SLOTS.len()]);
        let scope = Scope::of(&program, &session, session.stack.last(), &[], NOW);
        let one = || boxed(read("订单号"));
        let item = || boxed(at(Root::Item, &[0, 1]));
        let exprs = [
            Expr::Count(one()),
            Expr::Nth(one(), one()),
            Expr::Filter(one(), item()),
            Expr::Fold(Fold::Average, one(), item()),
            Expr::Fold(Fold::Max, one(), boxed(at(Root::Item, &[]))),
            Expr::In(one(), one()),
            Expr::TextContains(one(), one()),
            Expr::Reshape(one(), vec![Some(9), Some(0)]),
            Expr::ReshapeEach(one(), vec![Some(9)]),
            Expr::List(vec![*one(), nothing()]),
            at(super::shop::slot("订单号"), &[7, 7]),
            at(Root::Slot(huashu_dsl::program::SlotId(999)), &[]),
        ];
        for expr in exprs {
            let _ = eval(&expr, &scope);
        }
    }
    let lost = Scope { flow: Some(FlowId(99)), ..Scope::new(&program, NOW) };
    assert_eq!(eval(&read("照片"), &lost), None);
}
