use super::{Line, LineKind, layout, one_line};
use crate::source::SourceId;

const HERE: SourceId = SourceId(1);

/// The tree as text: two blanks a level, quotes as ‹ and ›.
fn tree(text: &str) -> String {
    fn show(lines: &[Line], depth: usize, out: &mut String) {
        for line in lines {
            let bullet = if line.kind == LineKind::Bullet { "* " } else { "" };
            let text = line.text().replace(super::QUOTE_OPEN, "‹").replace(super::QUOTE_CLOSE, "›");
            out.push_str(&format!("{}{bullet}{text}\n", "  ".repeat(depth)));
            show(&line.children, depth + 1, out);
        }
    }
    let mut out = String::new();
    show(&layout(HERE, text).lines, 0, &mut out);
    out
}

/// What is found, as `code@text under the span`.
fn findings(text: &str) -> Vec<String> {
    let under = |d: &crate::Diagnostic| text.get(d.span.start as usize..d.span.end as usize).unwrap_or("?");
    layout(HERE, text).diagnostics.iter().map(|d| format!("{}@{}", d.code.0, under(d))).collect()
}

#[test]
fn lines_become_blocks() {
    let cases = [
        ("a\n  b\n  c\n    d\ne", "a\n  b\n  c\n    d\ne\n"),
        ("a\n   b\n     c\n\n  # 说明\nd\n", "a\n  b\n    c\nd\n"),
        ("\u{FEFF}a\r\n  b\r\n", "a\n  b\n"),
        ("a\r  b\r\r  # x\r  c\rd\r", "a\n  b\n  c\nd\n"),
        ("a (b,\r\r  # x\n\r\n  c)\rd", "a (b, c)\nd\n"),
        ("a\n\u{3000}b\n  c", "a\n  b\n  c\n"),
        ("a\n\tb\n\t\tc", "a\n  b\n    c\n"),
        ("顾客 {\n  称呼: 文本,\n\n  # 说明\n  手机: 手机号\n}\nb", "顾客 { 称呼: 文本, 手机: 手机号 }\nb\n"),
    ];
    for (text, expected) in cases {
        assert_eq!(tree(text), expected, "{text:?}");
        assert_eq!(findings(text), [""; 0], "{text:?}");
    }
}

#[test]
fn full_width_forms_are_folded_outside_quotes_only() {
    let cases = [
        ("按钮　是　“可以：１２３。”、否　「不行」。", "按钮 是 ‹可以：１２３。›,否 ‹不行›\n"),
        ("说 \"a # b\" # 说明", "说 ‹a # b›\n"),
        ("说 “他说「好」了”", "说 ‹他说「好」了›\n"),
        ("说 “外“内”外”", "说 ‹外“内”外›\n"),
        ("说 \"转“人工”\\\"x\"", "说 ‹转“人工”\\\"x›\n"),
        ("价保天数：整数＝３０＃说明", "价保天数:整数=30\n"),
        ("例句\n  - 我要（退货）！ # 说明\n  - 色号#3、#4", "例句\n  * 我要（退货）！\n  * 色号#3、#4\n"),
        ("规则 含 a/b、c", "规则 含 a/b,c\n"),
        ("规则：数字 = 1 / (2)", "规则:数字 = 1 / (2)\n"),
        ("规则集: 数字 = 10 / (2)", "规则集: 数字 = 10 / (2)\n"),
        ("规则 ／ab／、／c／", "规则 /ab/,/c/\n"),
        ("规则 /a／b/", "规则 /a／b/\n"),
        ("规则 /a(b|\"{2}/、/c/", "规则 /a(b|\"{2}/,/c/\n"),
    ];
    for (text, expected) in cases {
        assert_eq!(tree(text), expected, "{text}");
        assert_eq!(findings(text), [""; 0], "{text}");
    }
}

#[test]
fn what_is_open_is_reported_where_it_opens_and_ends_there() {
    let cases = [
        ("说 “好\n问 x", vec!["E0104@“"], "说 ‹好›\n问 x\n"),
        ("a (b\n c\nd", vec!["E0104@("], "a (b c)\nd\n"),
        ("a (b]", vec!["E0104@]"], "a (b)\n"),
        ("a ([b)", vec!["E0104@["], "a ([b])\n"),
        ("调用 f(b\n  出错 其他\n    说 \"x\"\n", vec!["E0104@("], "调用 f(b)\n  出错 其他\n    说 ‹x›\n"),
        ("顾客 {\n  时限: x,\n  问: y }", vec![], "顾客 { 时限: x, 问: y }\n"),
        ("说 “好\"。", vec!["E0104@\""], "说 ‹好\"。›\n"),
        ("说 \"他说“好”。", vec!["E0104@\""], "说 ‹他说“好”。›\n"),
        ("说 「他说“好”", vec!["E0104@「"], "说 ‹他说“好”›\n"),
        ("说 \"他说好”。", vec!["E0104@”"], "说 ‹他说好”。›\n"),
        ("例句\n  - 退\u{200B}货", vec!["W0105@\u{200B}"], "例句\n  * 退\u{200B}货\n"),
        ("规则 ／ab", vec!["E0104@／"], "规则 /ab/\n"),
        ("a )b", vec!["E0104@)"], "a b\n"),
        ("规则 /ab", vec!["E0104@/"], "规则 /ab/\n"),
        ("a\n    b\n  c", vec!["E0103@c"], "a\n  b\n  c\n"),
        ("  a\nb", vec!["E0103@a"], "a\nb\n"),
        ("a\n  b\n\tc\n \td\n", vec!["E0103@\t"], "a\n  b\n    c\n    d\n"),
        ("a\n  b\n\tc\n    d\n  e\n\t\tf\n", vec!["E0103@\t"], "a\n  b\n    c\n    d\n  e\n    f\n"),
        ("说\u{200B} \"x\"", vec!["W0105@\u{200B}"], "说 ‹x›\n"),
        ("记 рx = ⼀", vec!["W0105@р", "W0105@⼀"], "记 px = 一\n"),
    ];
    for (text, found, expected) in cases {
        assert_eq!(findings(text), found, "{text:?}");
        assert_eq!(tree(text), expected, "{text:?}");
    }
}

#[test]
fn nesting_has_a_limit() {
    let brackets = |n: usize| format!("a {}{}", "(".repeat(n), ")".repeat(n));
    assert_eq!(findings(&brackets(64)), [""; 0]);
    assert_eq!(findings(&brackets(65))[0], "E0104@(");
    let blocks = |n: usize| (0..n).map(|i| format!("{}a\n", " ".repeat(i))).collect::<String>();
    assert_eq!(findings(&blocks(64)), [""; 0]);
    assert_eq!(findings(&blocks(66)), ["E0103@a"]);
    assert_eq!(findings(&brackets(100_000)).len(), 1);
}

#[test]
fn folded_places_lead_back_to_the_source() {
    let (line, _) = one_line(HERE, "　x：“话”、y", 10);
    let text = line.text();
    for (word, source) in [(":", (14, 17)), ("x", (13, 14)), ("y", (29, 30))] {
        let at = text.find(word).unwrap();
        let span = line.at(at, at + word.len());
        assert_eq!((span.start, span.end), source, "{word}");
    }
}
