//! Values on their way into a script and out of it, and what of rhai's syntax shops rely on.

use super::*;
use huashu_dsl::value::{Instant, MediaKind, Member, Money};

#[test]
fn names_may_be_chinese_and_numbers_are_exact() {
    assert_eq!(run("let 单价 = 19900; let 件数 = 2; #{值: 单价 * 件数}", &[]), integer(39_800));
    let tenth: rust_decimal::Decimal = rust_decimal::Decimal::new(3, 1);
    assert_eq!(
        run_typed("fn 跑() { #{值: 0.1 + 0.2} }", Type::Number, &[]),
        record(vec![Value::Number(tenth)])
    );
    assert_eq!(run("#{值: if 1.5 > 1 { 1 } else { 2 }}", &[]), integer(1));
    assert_eq!(run_typed("const 档 = 7; fn 跑() { #{值: global::档} }", Type::Integer, &[]), integer(7));
    assert_eq!(run_typed("fn 双(n) { n * 2 } fn 跑() { #{值: 双(4)} }", Type::Integer, &[]), integer(8));
}

/// Every type goes in as the crate's documentation says and comes out as it was.
#[test]
fn every_type_goes_in_and_comes_out() -> Result<(), jiff::Error> {
    let item =
        Type::Record(vec![field("名", Type::Text), field("价", Type::Optional(Box::new(Type::Money)))]);
    let cases = vec![
        (Type::Text, Value::Text("甲".to_owned()), r#""甲""#),
        (Type::Integer, Value::Number(3.into()), "3"),
        (Type::Number, Value::Number(rust_decimal::Decimal::new(1655, 1)), "165.5"),
        (Type::Money, Value::Money(Money(19_900)), "19900"),
        (Type::Date, Value::Date("2026-11-20".parse()?), r#""2026-11-20""#),
        (Type::Time, Value::Time("09:00".parse()?), r#""09:00:00""#),
        (Type::DateTime, Value::DateTime(Instant(1_795_140_000_000)), r#""2026-11-20T10:00:00+08:00""#),
        (Type::Duration, Value::Duration(Millis(90_000)), "90"),
        (Type::Bool, Value::Bool(true), "true"),
        (Type::Named(STATE), Value::Member(Member { ty: STATE, index: 1 }), r#""已签收""#),
        (Type::Media(MediaKind::Image), Value::Media(MediaKind::Image, "a.jpg".to_owned()), r#""a.jpg""#),
        (
            Type::List(Box::new(item)),
            Value::List(vec![Value::Record(vec![Some(Value::Text("袜".to_owned())), None])]),
            r#"[#{"价": (), "名": "袜"}]"#,
        ),
    ];
    for (ty, value, written) in cases {
        let returns = vec![field("值", ty.clone()), field("文", Type::Text)];
        let program = shop(vec![function("跑", vec![field("值", ty)], returns)]);
        let (host, _) =
            Host::load(&program, &[script("fn 跑(值) { #{值: 值, 文: 值.to_debug(), 多余: 1} }")]);
        let run = host.run(&program, &call(vec![Some(value.clone())]), &Journal::default());
        assert_eq!(run, record(vec![value, Value::Text(written.to_owned())]));
    }
    Ok(())
}

#[test]
fn a_result_that_breaks_its_promise_is_named() {
    let cases = [
        (Type::Integer, "#{}", "缺少“值”"),
        (Type::Integer, "#{值: ()}", "缺少“值”"),
        (Type::Integer, r#"#{值: "3"}"#, "“值”应为整数，却是文本“3”"),
        (Type::Money, "#{值: 19.9}", "单位是分"),
        (Type::Named(STATE), r#"#{值: "签收"}"#, "订单状态（待付款、已签收），却是文本“签收”"),
        (Type::DateTime, r#"#{值: "昨天"}"#, "“值”应为时间"),
        (Type::List(Box::new(Type::Text)), r#"#{值: ["甲", 2]}"#, "“值”的第 2 项应为文本，却是数字 2"),
        (Type::Named(TypeId(2)), "#{值: #{}}", "“值”里缺少“全文”"),
        (Type::Text, "42", "应为 #{值}，却是数字 42"),
        (Type::Text, "", "却是空"),
    ];
    for (ty, body, part) in cases {
        let run = run_typed(&format!("fn 跑() {{ {body} }}"), ty, &[]);
        assert_broke(&run, &["plugins/试.rhai：跑 返回的结果", part]);
    }
    assert_eq!(
        run_typed("fn 跑() { #{} }", Type::Optional(Box::new(Type::Text)), &[]),
        Run::Done(Value::Record(vec![None]))
    );
}

#[test]
fn a_script_error_names_script_line_and_what() {
    let text = "fn 跑() {\n  let 单 = #{};\n  单.name.len() + 没有\n}";
    assert_broke(&run_typed(text, Type::Integer, &[]), &["plugins/试.rhai 第 3 行："]);
    assert_broke(&run("没有这个()", &[]), &["没有函数 没有这个"]);
    assert_broke(&run("[1][3]", &[]), &["列表只有 1 项"]);
    assert_broke(&run(r#"throw "库存接口要先登录""#, &[]), &["库存接口要先登录"]);
    assert_broke(&run(r#"http::get("demo", "/../etc")"#, &[]), &["路径"]);
    assert_broke(&run(r#"random::below(0)"#, &[]), &["大于 0"]);
}

#[test]
fn times_are_computed_in_the_shops_zone() {
    let text = r#"fn 跑() { #{值: time::date(time::add("2026-11-20T15:30:00Z", 1800)) + time::at("2026-11-20", "18:00")} }"#;
    let expected = Value::Text("2026-11-212026-11-20T18:00:00+08:00".to_owned());
    assert_eq!(run_typed(text, Type::Text, &[]), record(vec![expected]));
}

#[test]
fn a_script_knows_whom_it_serves() {
    let run = run_typed("fn 跑() { #{值: customer::id()} }", Type::Text, &[]);
    assert_eq!(run, record(vec![Value::Text("demo".to_owned())]));
}

#[test]
fn a_record_is_read_from_json() {
    let program = shop(Vec::new());
    let mut named = field("称呼", Type::Text);
    named.default = Some(Value::Text("亲".to_owned()));
    let fields = [
        named,
        field("手机", Type::Optional(Box::new(Type::Phone))),
        field("单号", Type::List(Box::new(Type::Text))),
    ];
    let read = |json| crate::record_from_json(&program, &fields, json);
    assert_eq!(
        read(r#"{"手机": null, "多": 1}"#),
        Ok(Value::Record(vec![Some(Value::Text("亲".to_owned())), None, Some(Value::List(Vec::new()))]))
    );
    assert_eq!(read(r#"{"单号": [1]}"#), Err("“单号”的第 1 项应为文本，却是数字 1".to_owned()));
    assert!(read("{").is_err_and(|e| e.starts_with("不是 JSON")));
}

#[test]
fn numbers_of_a_response_keep_every_digit() {
    let answer = |body: &str| Answer::Http(HttpResponse { status: 200, body: body.to_owned() });
    for (body, text) in [
        ("12345678901234567890123", "12345678901234567890123"),
        ("18446744073709551615", "18446744073709551615"),
        ("0.12345678901234567890", "0.12345678901234567890"),
        ("1e3", "1000"),
        ("1e400", "1e+400"),
    ] {
        let script = r#"fn 跑() { #{值: http::get("demo", "/x").body.to_string()} }"#;
        let run = run_typed(script, Type::Text, &[answer(body)]);
        assert_eq!(run, Run::Done(Value::Record(vec![Some(Value::Text(text.to_owned()))])), "{body}");
    }
}
