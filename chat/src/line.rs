//! Reads one line of a conversation by its first mark; no line depends on those around it.

use crate::ast::{Bubble, Must, Raw, Recorded, RecordedKind, Setup, Spelling, Wanted};
use crate::problem::{CLOCK, CUSTOMER, EVENT, MARK, MUST, problem};
use crate::text::Cut;
use crate::{setup_line, word};
use huashu_dsl::value::{MediaKind, Millis};
use huashu_dsl::{Diagnostic, Message, Name};

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Line {
    /// Nothing, or a comment.
    Blank,
    /// `== title`
    Title(Name),
    /// `@…`
    Setup(Setup),
    /// `客:` with its bubbles; several pictures may stand on one line.
    Said(Vec<Bubble>),
    /// `客+:`
    SaidMore(Vec<Bubble>),
    /// `客: 点 X`
    Pressed(Name),
    /// `+ 10 分钟`
    Waited(Millis),
    /// `! 事件 E {…}`
    Happened(Name, Option<Raw>),
    /// 必须
    Must(Must),
    /// A recorded line.
    Recorded(Recorded),
}

/// Reads `cut`, a line without its end.
pub(crate) fn read(cut: Cut<'_>) -> Result<Line, Vec<Diagnostic>> {
    let line = cut.trim();
    let Some(first) = line.text.chars().next() else { return Ok(Line::Blank) };
    let rest = line.skip(first.len_utf8());
    match first {
        '#' | '＃' => Ok(Line::Blank),
        '@' | '＠' => setup_line::read(line, rest.trim()).map(Line::Setup),
        '+' | '＋' => waited(line, rest.trim()),
        '!' | '！' => happened(line, rest.trim()),
        '|' | '｜' => Ok(recorded(line, RecordedKind::More, rest)),
        '〔' => Ok(recorded(line, RecordedKind::Trace, rest.before('〕'))),
        '[' | '［' | '【' => rich(line, rest),
        '=' | '＝' => equals(line, rest),
        _ => spelled(line),
    }
}

fn equals(line: Cut<'_>, rest: Cut<'_>) -> Result<Line, Vec<Diagnostic>> {
    if let Some(title) = rest.after(&["=", "＝"]) {
        return Ok(Line::Title(title.trim().name()));
    }
    rest.after(&[">", "＞"])
        .map(|rest| recorded(line, RecordedKind::Effect, rest))
        .ok_or_else(|| unknown(line))
}

fn rich(line: Cut<'_>, rest: Cut<'_>) -> Result<Line, Vec<Diagnostic>> {
    let kinds =
        [("buttons", RecordedKind::Buttons), ("card", RecordedKind::Card), ("image", RecordedKind::Image)];
    for (id, kind) in kinds {
        let behind =
            word::begins(rest.text, id).map(|(_, behind)| rest.skip(rest.text.len() - behind.len()).trim());
        if let Some(text) = behind.and_then(|b| b.after(&["]", "］", "】"])) {
            return Ok(recorded(line, kind, text));
        }
    }
    Err(unknown(line))
}

fn recorded(line: Cut<'_>, kind: RecordedKind, rest: Cut<'_>) -> Line {
    Line::Recorded(Recorded { kind, text: rest.trim().text.to_owned(), span: line.span() })
}

fn spelled(line: Cut<'_>) -> Result<Line, Vec<Diagnostic>> {
    let marks = [("c_user", "+"), ("c_user", ""), ("c_bot", "*"), ("c_bot", "")];
    for (id, sign) in marks {
        let Some(words) = mark(line, id, sign) else { continue };
        return match (id, sign) {
            ("c_bot", "*") => Ok(recorded(line, RecordedKind::AnyBubble, words)),
            ("c_bot", _) => Ok(recorded(line, RecordedKind::Bubble, words)),
            (_, "+") => bubbles(line, words.trim()).map(Line::SaidMore),
            _ => customer(line, words.trim()),
        };
    }
    must(line)
}

/// What stands behind `客:` and its kin, with a full-width colon or sign accepted.
fn mark<'t>(line: Cut<'t>, id: &'static str, sign: &str) -> Option<Cut<'t>> {
    let (_, rest) = word::begins(line.text, id)?;
    let mut rest = line.skip(line.text.len() - rest.len()).trim();
    if !sign.is_empty() {
        rest = rest.after(&[sign, if sign == "+" { "＋" } else { "＊" }])?.trim();
    }
    rest.after(&[":", "："])
}

fn must(line: Cut<'_>) -> Result<Line, Vec<Diagnostic>> {
    for (id, wanted) in [("c_must_not", Wanted::Fails), ("c_must", Wanted::Holds)] {
        let Some((_, rest)) = word::begins(line.text, id) else { continue };
        let text = line.skip(line.text.len() - rest.len()).trim();
        if text.text.is_empty() {
            let zh = "“必须”后面要写条件";
            return Err(vec![problem(MUST, line.span(), zh, "a must needs a condition")]);
        }
        return Ok(Line::Must(Must { wanted, text: text.name(), span: line.span() }));
    }
    Err(unknown(line))
}

fn customer(line: Cut<'_>, words: Cut<'_>) -> Result<Line, Vec<Diagnostic>> {
    let pressed = word::begins(words.text, "c_press")
        .filter(|(_, rest)| rest.starts_with([' ', '\t', '\u{3000}', '“', '"', '「']));
    match pressed {
        Some((_, rest)) => {
            Ok(Line::Pressed(unquoted(words.skip(words.text.len() - rest.len()).trim()).name()))
        }
        None => bubbles(line, words).map(Line::Said),
    }
}

fn unquoted(label: Cut<'_>) -> Cut<'_> {
    [("“", "”"), ("\"", "\""), ("「", "」")]
        .iter()
        .find_map(|(open, close)| label.after(&[open])?.without_end(close))
        .unwrap_or(label)
}

fn bubbles(line: Cut<'_>, words: Cut<'_>) -> Result<Vec<Bubble>, Vec<Diagnostic>> {
    if words.text.is_empty() {
        return Err(vec![
            problem(CUSTOMER, line.span(), "顾客这一句是空的", "the customer says nothing here").help(
                Message::new(
                    "写上顾客说的话；顾客不说话用 “+ 10 分钟”",
                    "write what they say; silence is `+ 10 min`",
                ),
            ),
        ]);
    }
    let mut rest = words;
    let mut media = Vec::new();
    while let Some((bubble, behind)) = one_media(rest) {
        media.push(bubble);
        rest = behind.trim();
    }
    if !rest.text.is_empty() {
        media.push(Bubble::Words(rest.name()));
    }
    Ok(media)
}

fn one_media(words: Cut<'_>) -> Option<(Bubble, Cut<'_>)> {
    let inside = words.after(&["[", "［"])?;
    let kinds = [
        ("ty_image", MediaKind::Image),
        ("ty_voice", MediaKind::Voice),
        ("ty_video", MediaKind::Video),
        ("ty_file", MediaKind::File),
    ];
    let end = inside.text.find([']', '］'])?;
    let (kind, behind) =
        kinds.iter().find_map(|(id, kind)| Some((*kind, word::begins(inside.text, id)?.1)))?;
    let address = inside.until(end).skip(inside.text.len() - behind.len()).trim();
    let close = inside.skip(end);
    Some((Bubble::Media(kind, address.name()), close.after(&["]", "］"])?))
}

fn waited(line: Cut<'_>, time: Cut<'_>) -> Result<Line, Vec<Diagnostic>> {
    duration(time.text).map(Line::Waited).ok_or_else(|| {
        vec![problem(CLOCK, line.span(), "“+” 后面要写多长时间", "`+` needs a length of time").help(
            Message::new(
                "写成 “+ 1 小时 30 分钟”，单位有 秒 分钟 小时 天 周",
                "write `+ 1 h 30 min`; units are s min h d w",
            ),
        )]
    })
}

/// `1 小时 50 分钟`: whole numbers with units of time, summed.
fn duration(text: &str) -> Option<Millis> {
    let units =
        [("u_min", 60_000), ("u_h", 3_600_000), ("u_d", 86_400_000), ("u_w", 604_800_000), ("u_s", 1_000)];
    let mut rest = text.trim();
    let mut sum = 0_i64;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let (number, behind) = rest.split_at_checked(digits)?;
        let behind = behind.trim_start();
        let (millis, after) =
            units.iter().find_map(|(id, millis)| Some((*millis, word::begins(behind, id)?.1)))?;
        sum = sum.checked_add(number.parse::<i64>().ok()?.checked_mul(millis)?)?;
        rest = after.trim_start();
    }
    (sum > 0).then_some(Millis(sum))
}

fn happened(line: Cut<'_>, rest: Cut<'_>) -> Result<Line, Vec<Diagnostic>> {
    let wrong = || {
        vec![problem(EVENT, line.span(), "“!” 后面要写“事件 名字”", "`!` needs `event NAME`").help(
            Message::new(
                "写成 “! 事件 订单.已付款 {金额: 149 元}”",
                "write `! event order.paid {amount: 149 CNY}`",
            ),
        )]
    };
    let (_, behind) = word::begins(rest.text, "c_event").ok_or_else(wrong)?;
    let behind = rest.skip(rest.text.len() - behind.len()).trim();
    let end = behind.text.find(['{', '｛']).unwrap_or(behind.text.len());
    let (name, record) = (behind.until(end).trim(), behind.skip(end));
    if name.text.is_empty() {
        return Err(wrong());
    }
    Ok(Line::Happened(name.name(), (!record.text.is_empty()).then(|| record.name())))
}

fn unknown(line: Cut<'_>) -> Vec<Diagnostic> {
    let first: String = line.text.chars().take(8).collect();
    let found = problem(
        MARK,
        line.span(),
        format!("认不出这一行：“{first}”不是对话文件的行首"),
        format!("no line of a conversation begins with `{first}`"),
    );
    vec![found.help(Message::new(
        "行首只能是 == @ 客: 客+: 店: 店*: | [按钮] [卡片] [图片] 〔 => + ! 必须 必须不 #",
        "a line begins with == @ user: user+: bot: bot*: | [buttons] [card] [image] 〔 => + ! must must_not #",
    ))]
}

/// The spelling a line is written in, if it has words.
pub(crate) fn spelling(line: &str) -> Option<Spelling> {
    let line = line.trim();
    ["c_user", "c_bot", "c_must"].iter().find_map(|id| word::begins(line, id)).map(|(spelling, _)| spelling)
}
