#![expect(clippy::disallowed_methods, reason = "the cases are files, so that a case is added by adding one")]

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use proptest::prelude::*;

use crate::ast::{ExprKind, Item, Literal, StmtKind, Template, TemplatePart, TextBody};
use crate::diagnostic::{Diagnostic, Lang};
use crate::keywords;
use crate::render::{Color, render};
use crate::source::{SourceId, Sources};

const HERE: SourceId = SourceId(1);

static SHIPPED: LazyLock<Vec<(PathBuf, String)>> = LazyLock::new(|| flows("flows"));

/// The `.flow` files of a folder of the repository, by name.
fn flows(folder: &str) -> Vec<(PathBuf, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder);
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<_> = entries.filter(|path| path.extension().is_some_and(|e| e == "flow")).collect();
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), std::fs::read_to_string(path).unwrap())).collect()
}

/// The debug form of a tree without its places.
fn shape(tree: &impl std::fmt::Debug) -> String {
    let places = regex::Regex::new(r"Span \{[^}]*\}").unwrap();
    places.replace_all(&format!("{tree:#?}"), "_").into_owned()
}

#[test]
fn every_shipped_flow_is_read_without_a_finding() {
    let shipped: Vec<_> = ["flows", "dsl/tests-data"].into_iter().flat_map(flows).collect();
    assert!(shipped.len() >= 12, "{}", shipped.len());
    for (path, text) in shipped {
        let (file, diagnostics) = super::parse(HERE, &text);
        assert!(diagnostics.is_empty(), "{}: {diagnostics:#?}", path.display());
        assert!(!file.items.is_empty(), "{}", path.display());
    }
}

#[test]
fn both_spellings_give_one_tree() {
    let text = |folder, name| flows(folder).into_iter().find(|(p, _)| p.ends_with(name)).unwrap().1;
    let (zh, _) = super::parse(HERE, &text("flows", "退货退款.flow"));
    let (en, _) = super::parse(HERE, &text("dsl/tests-data", "returns_en.flow"));
    pretty_assert(&shape(&zh.items), &shape(&en.items));
}

fn pretty_assert(left: &str, right: &str) {
    for (number, (l, r)) in left.lines().zip(right.lines()).enumerate() {
        assert_eq!(l, r, "line {number} of the tree");
    }
    assert_eq!(left.lines().count(), right.lines().count());
}

/// Every `.flow` of `tests-data/syntax` beside what is found in it, as a merchant reads it; in English where the name of the
/// file is. `HUASHU_ACCEPT=1` writes the expectations anew; read them before you commit them.
#[test]
fn broken_files_are_explained() {
    let cases = flows("dsl/tests-data/syntax");
    assert!(!cases.is_empty());
    for (path, text) in cases {
        let mut sources = Sources::new();
        let id = sources.add(path.file_name().unwrap().to_string_lossy(), text.clone());
        let (_, diagnostics) = super::parse(id, &text);
        let english = path.file_stem().is_some_and(|stem| stem.is_ascii());
        let lang = if english { Lang::En } else { Lang::Zh };
        let found = render(&sources, &diagnostics, lang, Color::Never);
        let expectation = path.with_extension("expected");
        if std::env::var_os("HUASHU_ACCEPT").is_some() {
            std::fs::write(&expectation, &found).unwrap();
        }
        let expected = std::fs::read_to_string(&expectation).unwrap_or_default();
        assert_eq!(found, expected, "{}", path.display());
        assert!(!found.is_empty(), "{} is not broken", path.display());
    }
}

/// The edit of a fix, made alone, takes its finding away.
#[test]
fn fixes_mend_what_they_are_for() {
    let mut made = 0;
    for (path, text) in flows("dsl/tests-data/syntax") {
        let (_, diagnostics) = super::parse(HERE, &text);
        for d in &diagnostics {
            let Some(fix) = d.fix.as_ref().filter(|fix| !fix.edits.is_empty()) else { continue };
            let mended = crate::mend::edited(&text, &fix.edits);
            let (_, left) = super::parse(HERE, &mended);
            let same = left.iter().any(|l| l.span.start == d.span.start && l.message == d.message);
            assert!(!same, "{}: {} is still found in {mended}", path.display(), d.message.zh);
            made += 1;
        }
    }
    assert!(made > 30, "{made}");
}

/// Code compares ids of the table, never a spelling of it: no arm and no `==` holds a keyword.
#[test]
fn no_code_compares_with_a_spelling() {
    fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                sources(&path, found);
            } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("tests.rs") {
                found.push(path);
            }
        }
    }
    let mut paths = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut paths);
    assert!(paths.len() > 80, "{}", paths.len());
    let compared = regex::Regex::new(r#"(?:"([^"]+)" (?:=>|\|))|(?:[!=]= "([^"]+)")"#).unwrap();
    let mut wrong = Vec::new();
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for found in compared.captures_iter(code) {
            let word = found.get(1).or(found.get(2)).map_or("", |m| m.as_str());
            if !word.is_ascii() && keywords::spelled(word).next().is_some() {
                wrong.push(format!("{}: {word}", path.display()));
            }
        }
    }
    assert_eq!(wrong, [""; 0]);
}

fn expr(text: &str) -> Result<String, Vec<Diagnostic>> {
    super::parse_expr(HERE, text, 0).map(|e| show(&e))
}

/// An expression with every bracket written.
fn show(e: &crate::ast::Expr) -> String {
    let names = |path: &crate::ast::Path| path.iter().map(|n| n.node.clone()).collect::<Vec<_>>().join(".");
    let all = |es: &[crate::ast::Expr]| es.iter().map(show).collect::<Vec<_>>().join(", ");
    match &e.kind {
        ExprKind::Literal(Literal::Bool(b)) => b.to_string(),
        ExprKind::Literal(literal) => format!("{literal:?}").replace('"', ""),
        ExprKind::Text(t) => format!("{:?}", t.parts),
        ExprKind::Path(p) => names(p),
        ExprKind::Has(p, no) => format!("{}{}", if *no { "no " } else { "has " }, names(p)),
        ExprKind::Not(e) => format!("not({})", show(e)),
        ExprKind::And(a, b) => format!("({} & {})", show(a), show(b)),
        ExprKind::Or(a, b) => format!("({} | {})", show(a), show(b)),
        ExprKind::Compare(op, a, b) => format!("({} {op:?} {})", show(a), show(b)),
        ExprKind::OneOf(a, es, no) => format!("({} {}[{}])", show(a), if *no { "not" } else { "" }, all(es)),
        ExprKind::In(a, b, no) => format!("({} {}in {})", show(a), if *no { "not " } else { "" }, show(b)),
        ExprKind::Contains(a, b, no) => {
            format!("({} {}has {})", show(a), if *no { "not " } else { "" }, show(b))
        }
        ExprKind::Arith(op, a, b) => format!("({} {op:?} {})", show(a), show(b)),
        ExprKind::List(es) => format!("[{}]", all(es)),
        ExprKind::Record(fields) => {
            let fields = fields.iter().map(|(n, e)| format!("{}={}", n.node, show(e)));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
        }
        ExprKind::Function(f, es) => format!("{f:?}({})", all(es)),
        ExprKind::Now => "now".into(),
        ExprKind::Today => "today".into(),
    }
}

#[test]
fn expressions_bind_as_documented() {
    let cases = [
        ("a 并且 b 或者 c 并且 d", "((a & b) | (c & d))"),
        ("a + b * 2 - c 大于 0 元", "(((a Add (b Mul Number(2))) Sub c) Greater Money(0, CNY))"),
        ("类型 是 换货、退货 并且 有 尺码", "((类型 [换货, 退货]) & has 尺码)"),
        ("a 不是 b, c 或者 没有 d", "((a not[b, c]) | no d)"),
        ("不是(a 是 b 或者 c)", "not(((a Is b) | c))"),
        ("f 属于 [A、B]", "(f in [A, B])"),
        ("名 不包含 “x”", "(名 not has [Text(\"x\")])"),
        ("t 早于 2026-11-11 09:00", "(t Before DateTime(2026-11-11, 09:00))"),
        ("t 不少于 现在 - 7天", "(t AtLeast (now Sub Duration(7, Day)))"),
        ("shop.x is no", "(店铺.x Is false)"),
        ("x >= 50% and y < 165 cm", "((x AtLeast Percent(50)) & (y Less Measure(165, Centimetre)))"),
        ("合计(车.商品, 小计) 不超过 -3.5", "(Sum(车.商品, 小计) AtMost Number(-3.5))"),
        ("挑选(l, a 是 b 并且 c)", "Filter(l, ((a Is b) & c))"),
        (
            "{a: 199元, b: [图片 k01.jpg], c: [\"1\"]}",
            "{a=Money(199, CNY), b=Image(k01.jpg), c=[[Text(\"1\")]]}",
        ),
        ("current.called", "当前.被调用"),
        ("team.售前组.open", "人工组.售前组.在班"),
        ("是否 是 是", "(是否 Is true)"),
    ];
    for (text, expected) in cases {
        assert_eq!(expr(text).as_deref(), Ok(expected), "{text}");
    }
}

#[test]
fn a_piece_of_a_conversation_is_placed_in_its_source() {
    let text = "必须 原因 是 质量 ？";
    let found = super::parse_expr(HERE, "原因 是 质量 ？", 7).unwrap_err();
    let span = found.first().unwrap().span;
    assert_eq!(text.get(span.start as usize..span.end as usize), Some("？"));

    let (path, args) = super::parse_call(HERE, "工单.新建(标题：“退 1”，原因)", 9).unwrap();
    assert_eq!(path.iter().map(|n| n.node.as_str()).collect::<Vec<_>>(), ["工单", "新建"]);
    assert_eq!((path[0].span.start, path[1].span.start), (9, 16));
    assert_eq!(
        args.iter().map(|a| a.name.as_ref().map(|n| n.node.as_str())).collect::<Vec<_>>(),
        [Some("标题"), None]
    );
}

/// The lines of the conversations in a folder and below it.
fn lines_of_conversations(folder: &Path) -> Vec<String> {
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths
        .flat_map(|path| match path.is_dir() {
            true => lines_of_conversations(&path),
            false => std::fs::read_to_string(path).unwrap().lines().map(str::to_owned).collect(),
        })
        .collect()
}

#[test]
fn values_in_shipped_conversations_are_read() {
    let lines = lines_of_conversations(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/conversations"));
    let mut seen = 0;
    for line in lines.iter().filter(|line| line.starts_with(['@', '!']) && line.contains('{')) {
        let (_, value) = line.split_once('{').unwrap();
        assert_eq!(super::parse_expr(HERE, &format!("{{{value}"), 0).err(), None, "{line}");
        seen += 1;
    }
    assert!(seen > 20, "{seen}");
}

#[test]
fn words_of_a_rule_and_synonyms_may_stand_in_quotes() {
    let text =
        "语言版本 1\n类型 码 选项\n  小码: \"S、小\"、小 号\n意图 a\n  规则 含 “退 货”、b 不含 \"#c\"\n";
    let (file, found) = super::parse(HERE, text);
    assert_eq!(found, []);
    let [Item::Type(decl), Item::Intent(intent)] = file.items.as_slice() else { panic!("{file:?}") };
    let crate::ast::TypeDeclKind::Enum(members) = &decl.kind else { panic!("{decl:?}") };
    assert_eq!(members[0].1.iter().map(|s| s.node.as_str()).collect::<Vec<_>>(), ["S、小", "小 号"]);
    let rule = crate::ast::Rule::Words { any: vec!["退 货".into(), "b".into()], none: vec!["#c".into()] };
    assert_eq!(intent.rules[0].node, rule);
}

fn said(text: &str) -> (Template, Vec<Diagnostic>) {
    let (file, diagnostics) =
        super::parse(HERE, &format!("语言版本 1\n流程 F 版本 1\n  步骤 S\n    说 {text}\n"));
    let Some(Item::Flow(flow)) = file.items.into_iter().next() else { panic!("no flow") };
    let StmtKind::Say(say) = &flow.steps[0].block[0].kind else { panic!("no say") };
    let TextBody::Literal(template) = &say.text.body else { panic!("no text") };
    (template.clone(), diagnostics)
}

#[test]
fn templates_hold_text_and_holes() {
    let cases = [
        ("\"a{订单.状态}b{金额|元}\"", "a⟨订单.状态⟩b⟨金额|元⟩"),
        ("“{ shop.名称 }”", "⟨店铺.名称⟩"),
        ("\"{x|money}｜{x｜掩码}\"", "⟨x|元⟩｜⟨x|掩码⟩"),
        (r#""\{x\} \"引\" \\ \n""#, "{x} \"引\" \\ n"),
        ("\"\"", ""),
        ("\"１２：、。\"", "１２：、。"),
    ];
    for (text, expected) in cases {
        let (template, diagnostics) = said(text);
        assert!(diagnostics.is_empty(), "{text}: {diagnostics:?}");
        let parts = template.parts.iter().map(|part| match part {
            TemplatePart::Text(text) => text.clone(),
            TemplatePart::Hole(path, filter) => {
                let path: Vec<_> = path.iter().map(|n| n.node.as_str()).collect();
                let filter = filter.as_ref().map(|f| format!("|{}", f.node)).unwrap_or_default();
                format!("⟨{}{filter}⟩", path.join("."))
            }
        });
        assert_eq!(parts.collect::<String>(), expected, "{text}");
    }
}

#[test]
fn too_many_operators_are_refused_not_followed() {
    let chain = |n: usize| expr(&vec!["a"; n].join(" + "));
    assert!(chain(200).is_ok());
    let found = chain(100_000).unwrap_err();
    assert_eq!((found.len(), found[0].code.0), (1, "E0101"));
    let nested = format!("{}a{}", "(".repeat(64), ")".repeat(64));
    assert_eq!(expr(&nested).as_deref(), Ok("a"));
}

/// Every place named lies in the text, on whole characters, and rendering what was found works.
fn places_are_whole(text: &str) {
    let mut sources = Sources::new();
    let id = sources.add("x.flow", text);
    let (_, diagnostics) = super::parse(id, text);
    for d in &diagnostics {
        let spans = d
            .labels
            .iter()
            .map(|l| l.span)
            .chain([d.span])
            .chain(d.fix.iter().flat_map(|f| &f.edits).map(|e| e.span));
        for span in spans {
            assert!(sources.slice(span).is_some(), "{d:?} in {text:?}");
        }
    }
    assert_eq!(render(&sources, &diagnostics, Lang::Zh, Color::Never).is_empty(), diagnostics.is_empty());
}

proptest! {
    #[test]
    fn any_expression_is_read_without_panic(text in "[是不大于小并且或者有没(),、\\[\\]{}:.+*/ 0-9a-z元天%“”\"-]{0,80}") {
        let (line, _) = crate::layout::one_line(HERE, &text, 7);
        prop_assert!(line.span.end as usize <= 7 + text.len());
        for d in super::parse_expr(HERE, &text, 7).err().into_iter().flatten() {
            let range = (d.span.start as usize - 7)..(d.span.end as usize - 7);
            prop_assert!(text.get(range).is_some(), "{:?}", d);
        }
    }

    #[test]
    fn any_text_is_read_without_panic(text in "\\PC{0,200}") {
        places_are_whole(&text);
    }

    #[test]
    fn lines_of_marks_and_words_are_read_without_panic(
        parts in proptest::collection::vec(prop::sample::select(vec![
            "流程", "步骤", "说", "问", "按钮", "如果", "是", "x", "“", "”", "\"", "{", "}", "(", ")", "[", "]", "\n", "\n  ", "\n    ",
            "\t", "　", "、", "。", "：", "#", "-", "/", "规则", "例句", "意图", "全局", "第", "1", "次", "%", "\\", "|", "\r\n", "\u{E000}", "\u{E001}", "表", "来自", "=",
        ]), 0..60)
    ) {
        places_are_whole(&parts.concat());
    }

    #[test]
    fn mutated_flows_are_read_without_panic(which in 0..100usize, at in 0.0..1.0f64, gone in 0..12usize, new in "\\PC{0,3}") {
        let (_, text) = &SHIPPED[which % SHIPPED.len()];
        let chars: Vec<char> = text.chars().collect();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a place in a file")]
        let cut = (at * chars.len() as f64) as usize;
        let rest = chars.iter().skip(cut + gone);
        let mutated: String = chars.iter().take(cut).copied().chain(new.chars()).chain(rest.copied()).collect();
        places_are_whole(&mutated);
    }
}

/// What is certain is mended by a machine: of each line, the fix, whether it is sure, and what it makes of the line.
#[test]
fn a_fix_is_sure_only_where_nothing_else_can_be_meant() {
    let cases = [
        ("如果 原因 是 质量问题 或 急", "如果 原因 是 质量问题 、 急", false),
        ("算 我的 是否 = 1", "算 我的 是否 = 1", false),
        ("算 总数 是 1", "算 总数 = 1", true),
        ("算 总数是 = 1", "算 总数是 = 1", false),
        ("如果 有 备注 那么", "如果 有 备注 ", true),
        ("如果 有 备注 时间 早于 现在", "如果 有 备注 时间 早于 现在", false),
        ("算 重 = 3千克", "算 重 = 3公斤", true),
        ("算 重 = 3 KG", "算 重 = 3 公斤", true),
        ("算 重 = 3斤", "算 重 = 1.5 公斤", false),
        ("算 路 = 3千米", "算 路 = 3千米", false),
        ("算 价 = 3千元", "算 价 = 3000元", true),
        ("算 数 = 2万", "算 数 = 20000", true),
        ("重说一遍", "重说 一遍", false),
        ("转到收尾 ", "转到收尾", false),
        ("如果原因 是 质量问题", "如果 原因 是 质量问题", true),
        ("- 重说", "重说", true),
        ("- 重说 一遍", "重说 一遍", false),
        ("如果 数量 是 1,000", "如果 数量 是 1000", true),
        ("如果 数量 是 1,100", "如果 数量 是 1100", false),
        ("如果 数量 是 1、100", "如果 数量 是 1、100", false),
        ("如果 数量 是 1, 100", "如果 数量 是 1, 100", false),
        ("如果 数量 是 2026,100", "如果 数量 是 2026,100", false),
        ("按 数量 分\n      -1", "按 数量 分\n      (-1)", true),
        ("按 数量 分\n      - 1", "按 数量 分\n      (-1)", false),
        ("按 数量 分\n      -1、-2", "按 数量 分\n      (-1)、-2", true),
    ];
    let head = "语言版本 1\n流程 退货 版本 1\n  步骤 一\n    ";
    for (line, mended, sure) in cases {
        let text = format!("{head}{line}\n      重说\n");
        let (_, found) = super::parse(HERE, &text);
        let fix = found.iter().filter(|d| d.code.0 == "E0101").find_map(|d| d.fix.as_ref());
        let edits = fix.map(|fix| fix.edits.clone()).unwrap_or_default();
        let after = crate::mend::edited(&text, &edits);
        let after = after.strip_prefix(head).and_then(|rest| rest.strip_suffix("\n      重说\n"));
        assert_eq!(after.map(str::trim_end), Some(mended.trim_end()), "{line}: {found:#?}");
        let certain = fix.is_some_and(|fix| fix.certainty == crate::diagnostic::Certainty::Sure);
        assert_eq!(certain, sure, "{line}: {found:#?}");
    }
}

/// A file keeps to one language, and so does what is said of it, whatever a line begins with.
#[test]
fn a_fix_is_in_the_language_of_the_file() {
    let cases = [
        ("语言版本 1\n设定\n  x: 时长 = 2 日\n", "天"),
        ("language_version 1\nsettings\n  超时: duration = 2 days\n", "d"),
        ("语言版本 1\n流程 f 版本 1\n  步骤 s\n    如果 x = y\n      重说\n", "是"),
        ("language_version 1\nflow 退 version 1\n  step 一\n    if 原因 = 坏\n      repeat\n", "is"),
    ];
    for (text, right) in cases {
        let (_, found) = super::parse(HERE, text);
        let fixes: Vec<_> = found.iter().filter_map(|d| d.fix.as_ref()).flat_map(|fix| &fix.edits).collect();
        assert!(fixes.iter().any(|edit| edit.text.trim() == right), "{text}: {found:#?}");
    }
}

#[test]
fn words_are_composed_whether_or_not_they_stand_in_quotes() {
    let text = "语言版本 1\n意图 甲\n  例句\n    - cafe\u{301}\n  规则 含 cafe\u{301}、\"cafe\u{301}\"\n类型 乙 选项\n  丙: cafe\u{301}\n";
    let (file, found) = super::parse(HERE, text);
    assert!(found.is_empty(), "{found:#?}");
    let tree = format!("{file:?}");
    assert!(!tree.contains('\u{301}') && tree.matches("café").count() == 4, "{tree}");
}

#[test]
fn what_may_stand_once_is_told_so() {
    let cases = [
        "说 \"x\"\n      另起 逐个 列 \"x\" 如果 甲 如果 乙",
        "说 \"x\"\n      另起 \"x\" 最多 2 行 最多 5 行",
        "问 甲 \"x\"\n      按钮 来自 列 显示 \"x\" 取 甲 取 乙",
        "问 甲 \"x\"\n      按钮 来自 列 显示 \"x\" 如果 甲 如果 乙",
        "问 甲 \"x\"\n      按钮 来自 列 显示 \"x\" 最多 2 个 最多 3 个",
    ];
    for line in cases {
        let (_, found) =
            super::parse(HERE, &format!("语言版本 1\n流程 退货 版本 1\n  步骤 一\n    {line}\n"));
        assert_eq!(found.iter().map(|d| d.code.0).collect::<Vec<_>>(), ["E0408"], "{line}: {found:#?}");
    }
}
