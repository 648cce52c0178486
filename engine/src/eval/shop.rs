//! A small shop built by hand, for tests of what reads programs.

use crate::session::{ConversationId, Frame, FrameId, Held, Phase, Session};
use huashu_dsl::Span;
use huashu_dsl::ast::{CompareOp, Unit};
use huashu_dsl::program::{
    BuiltinTexts, Channelled, EnumMember, Event, Expr, Filter, Flow, FlowId, Global, Hole, Line, Node,
    NodeId, Open, Part, Place, Program, Root, SessionSlot, Setting, SettingId, Slot, SlotId, SlotOrigin,
    Step, StepId, StmtKind, Team, Template, Text, TypeDef, TypeId, TypeKind,
};
use huashu_dsl::value::{Field, Instant, MediaKind, Member, Millis, Money, Type, Value};
use rust_decimal::Decimal;

/// 2026-11-20 10:00 in Shanghai, a Friday.
pub(crate) const NOW: Instant = Instant(1_795_140_000_000);
pub(crate) const HOUR: i64 = 3_600_000;
pub(crate) const DAY: i64 = 24 * HOUR;

/// 退货原因: 质量问题 发错货 不喜欢.
pub(crate) const REASON: TypeId = TypeId(3);
/// 身高 in 厘米.
pub(crate) const HEIGHT: TypeId = TypeId(4);
/// 订单商品 {子单号 商品名 数量 实付}.
pub(crate) const ITEM: TypeId = TypeId(5);

/// Slots of the only flow, in order.
pub(crate) const SLOTS: [&str; 8] = ["订单号", "原因", "照片", "商品", "身高", "地址", "签收时间", "手机"];

pub(crate) fn program() -> Program {
    Program {
        hashes: huashu_dsl::Hashes::default(),
        time_zone: "Asia/Shanghai".to_owned(),
        settings: vec![
            Setting { name: "无理由期".to_owned(), ty: Type::Duration, value: days(7) },
            Setting {
                name: "放假日".to_owned(),
                ty: Type::List(Box::new(Type::Date)),
                value: Value::List(vec![date(2026, 11, 23)]),
            },
        ],
        customer: vec![field("称呼", Type::Text), field("手机", optional(Type::Phone))],
        session_slots: vec![SessionSlot { name: "订单号".to_owned(), ty: Type::Text, keep: Millis(DAY) }],
        teams: vec![
            team("默认组", Vec::new()),
            team("财务组", vec![Open { days: 0b001_1111, from: 9 * 60, to: 18 * 60 }]),
        ],
        types: types(),
        events: vec![Event {
            name: "订单.申请退货".to_owned(),
            fields: vec![field("订单号", Type::Text), field("附图", Type::List(Box::new(Type::Text)))],
        }],
        tracks: Vec::new(),
        functions: Vec::new(),
        tables: Vec::new(),
        texts: vec![bubble()],
        builtin: BuiltinTexts::default(),
        intents: Vec::new(),
        triggered: std::collections::BTreeMap::new(),
        faqs: Vec::new(),
        pushes: Vec::new(),
        experiments: Vec::new(),
        global: Global::default(),
        flows: vec![flow()],
    }
}

/// A text with a variant, a form for 短信, one for English, a line an item and a line under a condition.
fn bubble() -> Text {
    let words = |words: &str| Template { parts: vec![Part::Text(words.to_owned())] };
    let photographed = Expr::Has(Place { root: slot("照片"), fields: Vec::new() });
    let line = |each, template, condition, max| Line { each, template, condition, max };
    let item = Template {
        parts: vec![hole(at(Root::Item, &[1]), None, false, "商品名"), Part::Text("！".to_owned())],
    };
    let sold =
        Expr::Compare(CompareOp::Greater, Box::new(at(Root::Item, &[2])), Box::new(Expr::Const(number("0"))));
    let special = |channels: Vec<u16>, language: Option<&str>, text: &str| Channelled {
        channels,
        language: language.map(str::to_owned),
        template: words(text),
    };
    Text {
        variants: vec![words("甲"), words("乙")],
        lines: vec![
            line(Some(read("商品")), item, Some(sold), Some(2)),
            line(None, words("有图"), Some(photographed), None),
        ],
        special: vec![
            special(Vec::new(), Some("en"), "hello"),
            special(vec![2], None, "短信"),
            special(vec![2], Some("en"), "sms"),
        ],
        span: Span::default(),
    }
}

fn types() -> Vec<TypeDef> {
    let text = |name: &str| field(name, optional(Type::Text));
    vec![
        named("优先级", members(&["普通", "高", "紧急"])),
        named("渠道", members(&["站内", "微信", "短信", "电话"])),
        named("地址", TypeKind::Record(["省", "市", "区", "街道", "门牌", "全文"].map(text).into())),
        named("退货原因", members(&["质量问题", "发错货", "不喜欢"])),
        named("身高", TypeKind::Measure(Unit::Centimetre)),
        named(
            "订单商品",
            TypeKind::Record(vec![
                field("子单号", Type::Text),
                field("商品名", Type::Text),
                field("数量", Type::Integer),
                field("实付", Type::Money),
            ]),
        ),
    ]
}

fn flow() -> Flow {
    let types = [
        Type::Text,
        Type::Named(REASON),
        Type::List(Box::new(Type::Media(MediaKind::Image))),
        Type::List(Box::new(Type::Named(ITEM))),
        Type::Named(HEIGHT),
        Type::Named(TypeId::ADDRESS),
        Type::DateTime,
        Type::Phone,
    ];
    let slot = |(name, ty): (&str, Type)| Slot {
        name: name.to_owned(),
        ty,
        origin: SlotOrigin::Declared,
        default: None,
        input: false,
        output: false,
        from: None,
        save_to: None,
        always_ask: false,
        span: Span::default(),
    };
    let node = |next| Node {
        stmt: StmtKind::Repeat,
        next: NodeId(next),
        step: StepId(0),
        reads: Vec::new(),
        writes: None,
        span: Span::default(),
    };
    Flow {
        name: "退货退款".to_owned(),
        version: 1,
        description: None,
        triggers: Vec::new(),
        outcomes: Vec::new(),
        outcome_type: TypeId(0),
        slots: SLOTS.into_iter().zip(types).map(slot).collect(),
        steps: vec![Step {
            name: "问原因".to_owned(),
            entry: NodeId(0),
            uninterruptible: false,
            span: Span::default(),
        }],
        nodes: vec![node(1), node(1)],
        asks: Vec::new(),
        corrections: Vec::new(),
        migrations: Vec::new(),
        span: Span::default(),
    }
}

/// A session in which the flow runs and asks; its slots hold `values`, in the order of [`SLOTS`].
pub(crate) fn session(values: Vec<Option<Value>>) -> Session {
    let held = |value| Held { value, ..Held::default() };
    let mut slots: Vec<Held> = values.into_iter().map(held).collect();
    slots.resize(SLOTS.len(), Held::default());
    let trail = vec![NodeId(0), NodeId(1)];
    let frame = Frame { trail, ..Frame::new(FrameId(0), FlowId(0), NodeId(1), slots) };
    Session {
        conversation: ConversationId([7; 16]),
        structure: huashu_dsl::Hash::default(),
        channel: 0,
        language: None,
        phase: Phase::Bot,
        greeted: true,
        turn: 3,
        next_frame: 1,
        stack: vec![frame],
        parked: None,
        queued: Vec::new(),
        shared: vec![None],
        variants: Vec::new(),
        arms: Vec::new(),
        misses: 0,
        anger: 0,
        call: None,
        replying: false,
        spoke: false,
        clarifying: Vec::new(),
        pushes: Vec::new(),
        choosing: Vec::new(),
    }
}

pub(crate) fn field(name: &str, ty: Type) -> Field {
    Field { name: name.to_owned(), ty, default: None }
}

pub(crate) fn optional(ty: Type) -> Type {
    Type::Optional(Box::new(ty))
}

fn named(name: &str, kind: TypeKind) -> TypeDef {
    TypeDef { name: name.to_owned(), kind, no_match: None, examples: Vec::new(), span: Span::default() }
}

fn members(names: &[&str]) -> TypeKind {
    let member = |name: &&str| EnumMember { name: (*name).to_owned(), synonyms: Vec::new() };
    TypeKind::Enum(names.iter().map(member).collect())
}

/// A team that rests on the days of the setting 放假日.
pub(crate) fn team(name: &str, open: Vec<Open>) -> Team {
    let holidays = Some(Place { root: Root::Shop(SettingId(1)), fields: Vec::new() });
    Team { name: name.to_owned(), open, holidays, when_closed: None, resumes: false }
}

/// The slot of this name.
pub(crate) fn slot(name: &str) -> Root {
    let index = SLOTS.iter().position(|slot| *slot == name).and_then(|n| u16::try_from(n).ok());
    Root::Slot(SlotId(index.unwrap_or(u16::MAX)))
}

pub(crate) fn read(name: &str) -> Expr {
    at(slot(name), &[])
}

pub(crate) fn at(root: Root, fields: &[u16]) -> Expr {
    Expr::Read(Place { root, fields: fields.to_vec() })
}

pub(crate) fn hole(value: Expr, filter: Option<Filter>, personal: bool, written: &str) -> Part {
    Part::Hole(Hole { value, filter, personal, written: written.to_owned() })
}

pub(crate) fn number(digits: &str) -> Value {
    Value::Number(digits.parse().unwrap_or(Decimal::MAX))
}

pub(crate) fn yuan(minor: i64) -> Value {
    Value::Money(Money(minor))
}

pub(crate) fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

pub(crate) fn days(n: i64) -> Value {
    Value::Duration(Millis(n * DAY))
}

pub(crate) fn date(year: i16, month: i8, day: i8) -> Value {
    Value::Date(jiff::civil::date(year, month, day))
}

pub(crate) fn time(hour: i8, minute: i8) -> Value {
    Value::Time(jiff::civil::time(hour, minute, 0, 0))
}

pub(crate) fn reason(index: u16) -> Value {
    Value::Member(Member { ty: REASON, index })
}

pub(crate) fn picture(address: &str) -> Value {
    Value::Media(MediaKind::Image, address.to_owned())
}

/// A 订单商品.
pub(crate) fn bought(id: &str, name: &str, count: &str, paid: i64) -> Value {
    Value::Record(vec![Some(text(id)), Some(text(name)), Some(number(count)), Some(yuan(paid))])
}
