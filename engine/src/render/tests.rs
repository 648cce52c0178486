//! Golden tests: what each kind of value looks like under each filter, and how bubbles come together.

use super::channel::{Feature, card_lines, numbered, shows};
use super::{card, image, literal, template, text, value};
use crate::effect::{Button, Piece, Press, Rendered};
use crate::eval::Scope;
use crate::eval::shop::{
    DAY, HEIGHT, HOUR, ITEM, NOW, REASON, at, bought, date, days, hole, number, picture, program, read,
    reason, session, time, yuan,
};
use crate::eval::shop::{slot, text as words};
use huashu_dsl::program::{
    self, Expr, Filter, ImageSource, Link, Part, Place, Root, Template, TextId, TypeId,
};
use huashu_dsl::value::{Instant, MediaKind, Millis, Type, Value};

/// An address: 省 市 区 街道 门牌 全文.
fn address(parts: [&str; 6]) -> Value {
    let part = |part: &str| (!part.is_empty()).then(|| words(part));
    Value::Record(parts.map(part).into())
}

fn west_lake() -> Value {
    address(["浙江省", "杭州市", "余杭区", "文一西路", "969号", "浙江省杭州市余杭区文一西路969号"])
}

fn printed(value: &Value, filter: Option<Filter>, personal: bool) -> String {
    let program = program();
    let parts = vec![hole(Expr::Const(value.clone()), filter, personal, "x")];
    template(&Template { parts }, &Scope::new(&program, NOW)).to_string()
}

#[test]
fn filters_print_as_the_language_says() {
    use Filter::{Date, DateTime, Days, Hours, Masked, Money, Raw, ReadBack, Time};
    let moment = || Value::DateTime(Instant(NOW.0 + DAY + 8 * HOUR));
    let length = |millis| Value::Duration(Millis(millis));
    let cases = [
        (yuan(19_900), Money, "199元"),
        (yuan(1_850), Money, "18.5元"),
        (yuan(1_805), Money, "18.05元"),
        (yuan(0), Money, "0元"),
        (yuan(-500), Money, "-5元"),
        (yuan(i64::MIN), Money, "-92233720368547758.08元"),
        (number("18.505"), Money, "18.51元"),
        (Value::List(vec![yuan(500), yuan(1_000)]), Money, "5元、10元"),
        (moment(), Date, "11月21日"),
        (date(2026, 1, 2), Date, "1月2日"),
        (moment(), Time, "18:00"),
        (time(9, 5), Time, "09:05"),
        (moment(), DateTime, "11月21日 18:00"),
        (length(36 * HOUR + 1), Hours, "36"),
        (days(7), Days, "7"),
        (length(9 * DAY - 1), Days, "8"),
        (length(-DAY - HOUR), Days, "-1"),
        (words("13800001111"), Masked, "*******1111"),
        (words("lixiaojie@qq.com"), Masked, "***@qq.com"),
        (west_lake(), Masked, "浙江省杭州市***"),
        (words("13800001111"), ReadBack, "138****1111"),
        (words("lixiaojie@qq.com"), ReadBack, "li***@qq.com"),
        (words("a@qq.com"), ReadBack, "***@qq.com"),
        (words("91330106MA2ABCDE3X"), ReadBack, "9133********BCDE3X"),
        (words("张三"), ReadBack, "张*"),
        (words("张三丰"), ReadBack, "张*丰"),
        (words("张"), ReadBack, "*"),
        (words(""), ReadBack, ""),
        (west_lake(), ReadBack, "浙江省杭州市余杭区文一西路96**"),
        (west_lake(), Raw, "浙江省杭州市余杭区文一西路969号"),
        (address(["浙江省", "杭州市", "", "", "1号", ""]), Raw, "浙江省杭州市1号"),
        (words("13800001111"), Raw, "13800001111"),
        (Value::List(vec![words("13800001111"), words("13900002222")]), Masked, "*******1111、*******2222"),
    ];
    for (value, filter, expected) in cases {
        assert_eq!(printed(&value, Some(filter), true), expected, "{value:?}|{filter:?}");
    }
}

#[test]
fn values_print_without_a_filter() {
    let cases = [
        (words("针织衫"), "针织衫"),
        (number("0.90"), "0.9"),
        (number("100"), "100"),
        (yuan(19_900), "199元"),
        (Value::Bool(true), "是"),
        (Value::Bool(false), "否"),
        (reason(1), "发错货"),
        (reason(9), ""),
        (date(2026, 11, 21), "2026-11-21"),
        (time(18, 0), "18:00"),
        (Value::DateTime(NOW), "2026-11-20 10:00"),
        (Value::DateTime(Instant(i64::MAX)), ""),
        (Value::Duration(Millis(DAY + HOUR + 90_000)), "1天1小时1分钟30秒"),
        (Value::Duration(Millis(0)), "0秒"),
        (Value::List(vec![words("甲"), words("乙")]), "甲、乙"),
        (Value::List(Vec::new()), ""),
        (bought("1", "针织衫", "1", 100), "1"),
        (picture("a.jpg"), "[图片]"),
    ];
    for (value, expected) in cases {
        assert_eq!(printed(&value, None, false), expected, "{value:?}");
    }
    assert_eq!(
        printed(&words("13800001111"), None, true),
        "*******1111",
        "personal data is masked by itself"
    );
}

#[test]
fn values_are_data() {
    assert_eq!(printed(&words("{订单号}\n第二行\u{202e}\u{7}"), None, false), "{订单号} 第二行  ");
}

#[test]
fn each_hole_keeps_its_path_and_what_is_not_there_prints_nothing() {
    let program = program();
    let session = session(vec![Some(words("1234"))]);
    let scope = Scope::of(&program, &session, session.stack.last(), &[], NOW);
    let parts = vec![
        Part::Text("单号 ".to_owned()),
        hole(read("订单号"), None, false, "订单号"),
        hole(read("身高"), None, false, "身高"),
    ];
    let expected = [
        Piece::Words("单号 ".to_owned()),
        Piece::Value("1234".to_owned(), "订单号".to_owned()),
        Piece::Value(String::new(), "身高".to_owned()),
    ];
    assert_eq!(template(&Template { parts }, &scope).0, expected);
}

#[test]
fn a_declared_type_gives_units_names_and_addresses() {
    let program = program();
    let items = Value::List(vec![bought("1", "针织衫", "1", 1), bought("2", "牛仔裤", "1", 1)]);
    let mut values = vec![None; 8];
    for (n, value) in [(3, items), (4, number("165")), (5, west_lake())] {
        values.splice(n..=n, [Some(value)]);
    }
    let session = session(values);
    let scope = Scope::of(&program, &session, session.stack.last(), &[], NOW);
    let print = |name, filter| {
        template(&Template { parts: vec![hole(read(name), filter, false, name)] }, &scope).to_string()
    };
    assert_eq!(print("身高", None), "165厘米");
    assert_eq!(print("商品", None), "针织衫、牛仔裤");
    assert_eq!(print("地址", Some(Filter::Raw)), "浙江省杭州市余杭区文一西路969号");
}

#[test]
fn values_in_traces_and_in_recorded_calls() {
    let program = program();
    let list = |ty: Type| Type::List(Box::new(ty));
    let photos = Value::List(vec![picture("a.jpg"), picture("b.jpg")]);
    let items = Value::List(vec![bought("1", "针织衫", "1", 1), bought("2", "牛仔裤", "1", 1)]);
    let cases = [
        (words("T-0001"), Type::Text, "T-0001", "\"T-0001\""),
        (words("说\"好\""), Type::Text, "说\"好\"", "“说\"好\"”"),
        (number("165"), Type::Named(HEIGHT), "165厘米", "165 厘米"),
        (yuan(19_900), Type::Money, "199元", "199 元"),
        (days(7), Type::Duration, "7天", "7 天"),
        (reason(0), Type::Named(REASON), "质量问题", "质量问题"),
        (Value::Bool(true), Type::Bool, "是", "是"),
        (photos, list(Type::Media(MediaKind::Image)), "[2 张]", "[2 张]"),
        (items, list(Type::Named(ITEM)), "[针织衫、牛仔裤]", "[2 项]"),
        (Value::List(vec![words("a"), words("b")]), list(Type::Text), "[a、b]", "[\"a\", \"b\"]"),
        (
            bought("1", "针织衫", "1", 100),
            Type::Named(ITEM),
            "针织衫",
            "{子单号: \"1\", 商品名: \"针织衫\", 数量: 1, 实付: 1 元}",
        ),
        (Value::DateTime(NOW), Type::DateTime, "2026-11-20 10:00", "2026-11-20 10:00"),
    ];
    for (one, ty, trace, call) in cases {
        assert_eq!(value(&program, &one, &ty), trace);
        assert_eq!(literal(&program, &one, &ty), call);
    }
}

#[test]
fn a_bubble_has_its_variant_or_its_form_and_the_lines_that_hold() {
    let program = program();
    let items = ["针织衫", "赠品", "牛仔裤", "袜"].iter().zip(["1", "0", "1", "1"]);
    let items = items.map(|(name, count)| bought("1", name, count, 1)).collect();
    let session = session(vec![None, None, Some(Value::List(vec![picture("a")])), Some(Value::List(items))]);
    let scope = Scope::of(&program, &session, session.stack.last(), &[], NOW);
    let lines = |scope: &Scope<'_>, variant| -> Vec<String> {
        text(TextId(0), scope, variant).iter().map(ToString::to_string).collect()
    };
    assert_eq!(lines(&scope, 0), ["甲", "针织衫！", "牛仔裤！", "有图"]);
    let empty = Scope::new(&program, NOW);
    assert_eq!(lines(&empty, 1), ["乙"]);
    assert_eq!(lines(&empty, 2), ["甲"], "round again");
    let english = Scope { language: Some("en-GB"), ..Scope::new(&program, NOW) };
    assert_eq!(lines(&english, 0), ["hello"]);
    let sms = Scope { channel: 2, ..Scope::new(&program, NOW) };
    assert_eq!(lines(&sms, 0), ["短信"]);
    let both = Scope { channel: 2, language: Some("EN"), ..Scope::new(&program, NOW) };
    assert_eq!(lines(&both, 0), ["sms"]);
    assert_eq!(text(TextId(9), &empty, 0), Vec::<Rendered>::new());
}

#[test]
fn cards_carry_addresses_whose_values_stay_in_their_part() {
    let program = program();
    let session = session(vec![Some(words("T/1?a=b c")), None, None, Some(words("shop://item/K01?x=1"))]);
    let scope = Scope::of(&program, &session, session.stack.last(), &[], NOW);
    let of = |parts| Template { parts };
    let words = |text: &str| Part::Text(text.to_owned());
    let order = || hole(read("订单号"), None, false, "订单号");
    let link = |label: &str, parts| Link { label: of(vec![words(label)]), address: of(parts) };
    let filled = card(
        &program::Card {
            title: of(vec![words("退货进度")]),
            image: Some(ImageSource::Address(of(vec![words("asset://"), order()]))),
            body: Some(of(vec![words("工单 "), order()])),
            links: vec![
                link("查看", vec![words("shop://after-sale/"), order()]),
                link("去", vec![hole(read("商品"), None, false, "商品")]),
            ],
        },
        &scope,
    );
    assert_eq!(filled.image.as_deref(), Some("asset://T%2F1%3Fa=b%20c"));
    let lines: Vec<String> = card_lines(&filled).iter().map(ToString::to_string).collect();
    let expected =
        ["退货进度", "工单 T/1?a=b c", "查看 shop://after-sale/T%2F1%3Fa=b%20c", "去 shop://item/K01?x=1"];
    assert_eq!(lines, expected);
}

#[test]
fn a_picture_is_where_its_value_says() {
    let program = program();
    let session = session(vec![Some(words("1234")), None, Some(picture("https://img/1.jpg"))]);
    let scope = Scope::of(&program, &session, session.stack.last(), &[], NOW);
    let source = |name| ImageSource::Value(Place { root: slot(name), fields: Vec::new() });
    assert_eq!(image(&source("照片"), &scope).as_deref(), Some("https://img/1.jpg"));
    assert_eq!(image(&source("订单号"), &scope), None);
    assert_eq!(image(&source("手机"), &scope), None);
}

#[test]
fn a_channel_without_buttons_gets_numbers() {
    let rich: Vec<bool> = (0..5).map(|channel| shows(channel, Feature::Buttons)).collect();
    assert_eq!(rich, [true, true, false, false, false]);
    let label = |text: &str| Rendered(vec![Piece::Words(text.to_owned())]);
    let button = |text| Button { label: label(text), press: Press::Words };
    let lines: Vec<String> =
        numbered(&[button("下单"), button("问问客服")], 1).iter().map(ToString::to_string).collect();
    assert_eq!(lines, ["1 下单", "2 问问客服"]);
}

#[test]
fn an_unknown_type_prints_the_plain_value() {
    let program = program();
    assert_eq!(value(&program, &number("5"), &Type::Named(TypeId(99))), "5");
    let scope = Scope::new(&program, NOW);
    let parts = vec![hole(at(Root::Param(0), &[]), None, false, "值")];
    let params = [Some(words("质量问题"))];
    assert_eq!(template(&Template { parts }, &scope.with_params(&params)).to_string(), "质量问题");
}
