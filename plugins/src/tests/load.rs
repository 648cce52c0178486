//! E0502 and its kin: what is found, and under which characters.

use super::*;
use huashu_dsl::Diagnostic;

/// Loads `text` as the script of `试`, whose signature 查(单号, 有图) stands at 3..6 of source 1.
fn load(text: &str) -> Vec<Diagnostic> {
    let mut signature =
        function("查", vec![field("单号", Type::Text), field("有图", Type::Bool)], Vec::new());
    signature.span = Span { source: SourceId(1), start: 3, end: 6 };
    Host::load(&shop(vec![signature]), &[script(text)]).1
}

/// What stands under a span, where it lies in the script.
fn under<'a>(text: &'a str, diagnostic: &Diagnostic) -> Option<&'a str> {
    let span = diagnostic.span;
    (span.source == SourceId(7)).then(|| text.get(span.start as usize..span.end as usize)).flatten()
}

#[test]
fn findings_point_at_the_characters_that_are_wrong() {
    let cases = [
        ("fn 查(单号, 有图) { }", "", None, ""),
        ("fn 查(单号) { }\nfn 查(单号, 有图) { }", "", None, ""),
        (
            "// fn 查(a)\nfn 别的() { 查(1) }\nprivate fn 查 (单号) { }",
            "E0502",
            Some(" (单号)"),
            "声明了 2 个参数，脚本里是 1 个",
        ),
        ("fn 查询(单号, 有图) { }", "E0502", None, "没有函数“查”"),
        ("fn 查(单号, 有图) {\n  let 甲 = ;\n}", "E0510", Some(";"), "脚本读不懂"),
        ("\u{feff}fn 查(单号, 有图) { }", "", None, ""),
        ("\u{feff}fn 查(单号, 有图) {\n  let 甲 = ;\n}", "E0510", Some(";"), "脚本读不懂"),
        ("\u{feff}let 甲 = ; fn 查(单号, 有图) { }", "E0510", Some(";"), "脚本读不懂"),
        ("fn 查(单号, 有图) {", "E0510", Some(""), "脚本读不懂：这里少了 }"),
    ];
    for (text, code, characters, message) in cases {
        let found = load(text);
        assert_eq!(found.first().map_or("", |d| d.code.0), code, "{text}: {found:?}");
        assert!(found.len() < 2, "{found:?}");
        if let Some(first) = found.first() {
            assert_eq!(under(text, first), characters, "{text}");
            assert!(first.message.zh.contains(message), "{}", first.message.zh);
            assert!(code != "E0502" || first.fix.is_some(), "{first:?}");
        }
    }
}

#[test]
fn a_missing_function_is_found_at_its_signature() {
    let found = load("fn 查询(单号, 有图) { }");
    let place: Vec<Span> = found.iter().map(|d| d.span).collect();
    assert_eq!(place, [Span { source: SourceId(1), start: 3, end: 6 }]);
}

#[test]
fn a_plugin_without_a_script_is_said_once() {
    let program = shop(vec![function("查", Vec::new(), Vec::new()), function("改", Vec::new(), Vec::new())]);
    let (host, found) = Host::load(&program, &[]);
    let said: Vec<&str> = found.iter().map(|d| d.message.zh.as_str()).collect();
    assert_eq!(said, ["插件“试”没有脚本。"]);
    assert_broke(&host.run(&program, &call(Vec::new()), &Journal::default()), &["插件“试”没有能用的脚本"]);
}

#[test]
fn a_script_of_an_undeclared_plugin_is_a_warning() {
    let (source, mut stray) = script("fn 查() { }\n");
    stray.plugin = "仓库".to_owned();
    let program = shop(vec![function("查", Vec::new(), Vec::new())]);
    let found = Host::load(&program, &[script("fn 查() { }"), (source, stray)]).1;
    let codes: Vec<&str> = found.iter().map(|d| d.code.0).collect();
    assert_eq!(codes, ["W0511"]);
}
