//! Conversations of a small shop, played: what they show, and what is said when they cannot be.

use crate::{Change, Report, Verdict, parse, run, spelling};
use huashu_dsl::program::Program;
use huashu_dsl::{Settings, SourceId, Sources, compile};
use huashu_engine::intent::Matcher;
use proptest::prelude::{ProptestConfig, proptest};
use std::sync::LazyLock;

type Outcome = Result<(), Box<dyn std::error::Error>>;

static SHOP: LazyLock<Option<(Program, Matcher)>> = LazyLock::new(|| {
    let mut sources = Sources::new();
    sources.add("店.flow", include_str!("shop.flow"));
    let program = compile(&sources, &Settings::default()).program?;
    let matcher = Matcher::new(&program);
    Some((program, matcher))
});

fn file(body: &str) -> String {
    format!("---\nsource: a.chat\ndescription: d\n---\n{body}")
}

fn play(body: &str) -> Result<Vec<Report>, Box<dyn std::error::Error>> {
    let (program, matcher) = SHOP.as_ref().ok_or("the shop does not compile")?;
    let text = file(body);
    let (found, problems) = parse(SourceId(2), &text);
    if let Some(first) = problems.first() {
        return Err(first.message.zh.clone().into());
    }
    Ok(run(program, matcher, &found, spelling(&text)))
}

/// The lines of the last turn that the only conversation reached, none of them recorded before.
fn shown(body: &str) -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let reports = play(body)?;
    let report = reports.first().ok_or("no conversation")?;
    if let Some(first) = report.problems.first() {
        return Err(format!("{} {}", first.code.0, first.message.zh).into());
    }
    let last = report.turns.last().ok_or("no turn")?;
    let line = |change: &Change| match change {
        Change::Extra(shown) => shown.line(crate::spelling(body)),
        other => format!("{other:?}"),
    };
    Ok(last.changes.iter().map(line).collect())
}

fn codes(body: &str) -> Result<Vec<&'static str>, Box<dyn std::error::Error>> {
    Ok(play(body)?.iter().flat_map(|r| &r.problems).map(|d| d.code.0).collect())
}

const MOCK: &str = "@模拟 单.建 -> {编号: \"T1\"}\n";
const AT: &str = "== t\n@到 退货.问原因\n";

#[test]
fn a_write_a_profile_change_and_the_trace_are_shown_in_order() -> Outcome {
    let lines = shown(&format!("{MOCK}@遮住 票.编号\n{AT}客: 破了\n"))?;
    let expected = [
        "=> 单.建(标题: \"退 坏了\", 原因: 坏了)",
        "=> 顾客.积分 = 3",
        "店: 办好了，编号 {票.编号}。",
        "  [按钮] 我要退货",
        "店: 满意吗？",
        "  [按钮] 满意 | 不满意",
        "〔问原因 → 办理 → 评价 · 原因=坏了〕",
    ];
    assert_eq!(lines, expected);
    Ok(())
}

#[test]
fn a_must_sees_what_was_computed_in_a_flow_that_began_and_ended_at_once() -> Outcome {
    let begun = "@顾客 {单号: [\"1\", \"2\"]}\n== t\n! 事件 发货 {单号: \"1\"}\n";
    assert_eq!(codes(&format!("{begun}必须 几单 是 2\n"))?, [""; 0]);
    assert_eq!(codes(&format!("{begun}必须 几单 是 3\n"))?, ["E1011"]);
    Ok(())
}

#[test]
fn a_mistake_in_a_shared_setup_is_found_once() -> Outcome {
    let (program, _) = SHOP.as_ref().ok_or("the shop does not compile")?;
    let text = file("@模拟 单.间 -> 系统错\n== a\n客: 你好\n\n== b\n客: 你好\n");
    let (found, _) = parse(SourceId(2), &text);
    let wrong = crate::shared(program, &found);
    assert_eq!(wrong.len(), 1, "{wrong:?}");
    assert_eq!(crate::shared(program, &parse(SourceId(2), &file("== a\n客: 你好\n")).0), []);
    Ok(())
}

#[test]
fn english_marks_record_in_english() -> Outcome {
    let lines = shown("@mock 单.建 -> 系统错\n== t\n@at 退货.问原因\nuser: 破了\n")?;
    let expected = [
        "=> 单.建(标题: \"退 坏了\", 原因: 坏了) -> system_error",
        "bot: 系统忙。",
        "=> handoff 售后组 note \"系统出错\" priority 高",
        "〔问原因 → 办理 → handed_off · 原因=坏了〕",
    ];
    assert_eq!(lines, expected);
    Ok(())
}

#[test]
fn a_walk_skips_what_may_be_skipped_and_shows_one_question() -> Outcome {
    assert_eq!(shown(AT)?, ["〔@到 问单号 → 问原因〕", "店: 什么原因？", "  [按钮] 坏了 | 不喜欢"]);
    let given = shown(&format!("{MOCK}== t\n@到 退货.评价 {{单号: \"1\", 原因: 不喜欢}}\n"))?;
    assert_eq!(given, ["〔@到 问单号 → 问原因 → 办理 → 评价〕", "店: 满意吗？", "  [按钮] 满意 | 不满意"]);
    Ok(())
}

#[test]
fn without_buttons_they_are_numbered_and_the_number_presses() -> Outcome {
    let lines = shown(&format!("@渠道 短信\n{AT}"))?;
    assert_eq!(lines.last().map(String::as_str), Some("  [按钮] 1 坏了 | 2 不喜欢"));
    let lines = shown(&format!("@渠道 短信\n{MOCK}{AT}客: 点 2\n"))?;
    assert_eq!(lines.last().map(String::as_str), Some("〔问原因 → 办理 → 评价 · 原因=不喜欢〕"));
    let lines = shown(&format!("@渠道 短信\n{MOCK}{AT}客: 点 不喜欢\n客: 点 满意\n客: 点 我要退货\n"))?;
    assert_eq!(lines.first().map(String::as_str), Some("店: 单号？"));
    Ok(())
}

#[test]
fn timers_fire_in_order_on_the_way() -> Outcome {
    let lines = shown(&format!("{AT}+ 3 小时\n"))?;
    assert_eq!(lines, ["店: 还在吗？", "〔问原因 → 没回 · 停着 24 小时〕"]);
    Ok(())
}

#[test]
fn setups_change_the_world_and_later_ones_win() -> Outcome {
    let lines = shown(&format!(
        "@模拟 单.建 -> 超时\n@模拟 单.建 -> {{编号: \"T2\"}}\n{AT}@模拟 单.建 -> {{编号: \"T3\"}}\n客: 破了\n"
    ))?;
    assert_eq!(lines.get(2).map(String::as_str), Some("店: 办好了，编号 T3。"));
    let lines =
        shown(&format!("{MOCK}{AT}  必须 在 退货.问原因\n@模拟 单.建 -> {{编号: \"T4\"}}\n客: 破了\n"))?;
    assert_eq!(lines.get(2).map(String::as_str), Some("店: 办好了，编号 T4。"));
    Ok(())
}

#[test]
fn what_cannot_be_played_says_why() -> Outcome {
    let cases = [
        (format!("{AT}客: 破了\n"), "E1007"),
        (format!("{AT}客: 点 没有的\n"), "E1005"),
        ("@模拟 单.建 -> {编号: 1}\n== t\n".to_owned(), "E1004"),
        ("@模拟 单.建 -> 没有的错\n== t\n".to_owned(), "E1004"),
        ("@模拟 单.没有 -> 超时\n== t\n".to_owned(), "E1004"),
        ("@顾客 {没有: 1}\n== t\n".to_owned(), "E1003"),
        ("@渠道 飞鸽\n== t\n".to_owned(), "E1003"),
        ("@试验 没有 = 甲\n== t\n".to_owned(), "E1003"),
        ("== t\n@到 没有.问原因\n".to_owned(), "E1006"),
        ("== t\n@到 退货.没有\n".to_owned(), "E1006"),
        ("== t\n@到 退货.评价\n".to_owned(), "E1006"),
        ("== t\n! 事件 没有 {}\n".to_owned(), "E1009"),
        ("== t\n! 事件 发货\n".to_owned(), "E1009"),
        (format!("{AT}+ 1 分钟\n店*:\n"), "E1012"),
        (format!("{AT}  必须 意图 是 没有\n"), "E1010"),
        (format!("{AT}  必须 在 退货.评价\n"), "E1011"),
    ];
    for (body, code) in cases {
        assert_eq!(codes(&body)?, [code], "{body}");
    }
    Ok(())
}

#[test]
fn a_missing_mock_prints_the_line_to_paste() -> Outcome {
    let reports = play(&format!("{AT}客: 破了\n"))?;
    let help =
        reports.iter().flat_map(|r| &r.problems).find_map(|d| Some(d.fix.as_ref()?.message.zh.clone()));
    let line = help.as_deref().and_then(|h| h.strip_prefix("加一行：")).ok_or("no line")?;
    assert_eq!(line, "@模拟 单.建 -> {编号: \"…\"}");
    assert_eq!(codes(&format!("{line}\n{AT}客: 破了\n"))?, Vec::<&str>::new());
    Ok(())
}

#[test]
fn musts_hold_or_say_what_is_the_case() -> Outcome {
    let holding = "  必须 原因 是 坏了\n  必须 意图 是 退货\n  必须不 意图 是 问候\n  必须 调用过 单.建 1 次\n  必须不 调用过 单.查\n  必须 统计 办完(原因: 坏了)\n  \
                   必须不 统计 办完(原因: 不喜欢)\n  必须 在 退货.评价\n  必须 重试次数 是 0\n  必须 说 含 \"编号 T1\"\n  必须不 店没说话\n  必须 顾客.积分 是 3\n  必须 把握 不少于 0.5\n";
    let body = format!(
        "{MOCK}== t\n客: 我要退货\n客: 跳过\n客: 破了\n{}",
        holding.replace("  必须 意图 是 退货\n", "").replace("  必须 把握 不少于 0.5\n", "")
    );
    let reports = play(&body)?;
    let problems: Vec<_> = reports.iter().flat_map(|r| &r.problems).map(|d| d.message.zh.clone()).collect();
    assert_eq!(problems, Vec::<String>::new());
    let reports =
        play("== t\n客: 我要退货\n  必须 意图 是 退货\n  必须 把握 不少于 0.8\n  必须 意图 是 问候\n")?;
    let help = reports.iter().flat_map(|r| &r.problems).map(|d| d.fix.as_ref().map(|f| f.message.zh.clone()));
    assert_eq!(help.collect::<Vec<_>>(), [Some("实际是：退货".to_owned())]);
    assert_eq!(reports.first().map(Report::verdict), Some(Verdict::Failed));
    Ok(())
}

#[test]
fn a_must_reads_the_flow_that_just_ended() -> Outcome {
    assert_eq!(
        codes(&format!("{MOCK}{AT}客: 破了\n客: 满意\n  必须 满意\n  必须 原因 是 坏了\n"))?,
        Vec::<&str>::new()
    );
    assert_eq!(codes(&format!("{MOCK}{AT}客: 破了\n客: 满意\n  必须 原因 是 不喜欢\n"))?, ["E1011"]);
    Ok(())
}

#[test]
fn the_report_shows_what_differs_and_nothing_is_accepted_over_a_must() -> Outcome {
    let body = format!("{AT}客: 天气\n店: 旧\n  必须 店没说话\n");
    let text = file(&body);
    let (found, _) = parse(SourceId(2), &text);
    let reports = play(&body)?;
    let report = reports.first().ok_or("no report")?;
    let drawn = crate::render(&found, report, &text, huashu_dsl::Lang::Zh, crate::Colour::Never);
    for line in ["✗ t", "    客: 天气", "  - 店: 旧", "  第 9 行 E1011 必须“店没说话”，可是不成立"]
    {
        assert!(drawn.lines().any(|l| l == line), "{line} in\n{drawn}");
    }
    assert!(drawn.contains("\n  + 店: "), "{drawn}");
    assert_eq!(crate::accept(&text, &found, &reports).map_err(|r| r.failed), Err(vec!["t".to_owned()]));
    Ok(())
}

/// Lines that a conversation may be made of.
const LINES: [&str; 14] = [
    "客: 我要退货",
    "客: 破了",
    "客: 不对，是不喜欢",
    "客: 点 坏了",
    "客: 跳过",
    "客: 取消",
    "客: 转人工",
    "客: 你好",
    "客: [图片 a.jpg]",
    "+ 11 分钟",
    "+ 30 小时",
    "! 事件 发货 {单号: \"1\"}",
    "店: 旧的",
    "@模拟 单.建 -> 超时",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Whatever the customer does, nothing panics; and what was accepted is what is played again.
    #[test]
    fn an_accepted_conversation_passes(lines in proptest::collection::vec(0_usize..LINES.len(), 0..14)) {
        let lines: Vec<_> = lines.iter().filter_map(|i| LINES.get(*i)).copied().collect();
        let body = format!("{MOCK}== t\n{}\n", lines.join("\n"));
        if let Ok(reports) = play(&body) {
            let text = file(&body);
            let (found, _) = parse(SourceId(2), &text);
            if let Ok(new) = crate::accept(&text, &found, &reports) {
                let again = play(new.split_once("---\n@").map(|(_, rest)| format!("@{rest}")).as_deref().unwrap_or_default());
                let verdicts: Vec<_> = again.map(|r| r.iter().map(Report::verdict).collect()).unwrap_or_default();
                assert_eq!(verdicts, [Verdict::Passed], "{new}");
            }
        }
    }
}
