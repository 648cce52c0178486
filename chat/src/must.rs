//! Reads 必须: what it asks about besides slots, and otherwise a condition of the language.

use crate::ast::Must;
use crate::language;
use crate::problem::{MUST, problem};
use crate::text::Cut;
use crate::word;
use huashu_dsl::ast::{Arg, CompareOp, Expr, ExprKind, Literal};
use huashu_dsl::{Diagnostic, Message, Name};
use rust_decimal::Decimal;

/// What a must asks.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Question {
    /// 意图 是 X
    Intent(CompareOp, Name),
    /// 把握 不少于 0.8
    Confidence(CompareOp, Decimal),
    /// 命中 问答 N
    Hit(Name),
    /// 在 流程.步骤
    In(Name),
    /// 重试次数 是 0
    Tries(CompareOp, Decimal),
    /// 调用过 P.f [N 次]
    Called(Name, Option<usize>),
    /// 统计 N(…)
    Tracked(Name, Vec<Arg>),
    /// 店没说话
    Silent,
    /// 说 含 "…"
    Said(Name),
    /// A condition on slots and roots.
    Condition(Box<Expr>),
}

type Read = fn(Cut<'_>) -> Result<Question, Vec<Diagnostic>>;

const QUESTIONS: [(&str, Read); 9] = [
    ("m_intent", |rest| compared(rest).map(|(op, name)| Question::Intent(op, name.name()))),
    ("m_conf", |rest| number(rest).map(|(op, n)| Question::Confidence(op, n))),
    ("m_hit", hit),
    ("m_in", |rest| dotted(rest).map(Question::In)),
    ("m_tries", |rest| number(rest).map(|(op, n)| Question::Tries(op, n))),
    ("m_called", called),
    ("m_tracked", tracked),
    ("m_silent", |rest| if rest.text.is_empty() { Ok(Question::Silent) } else { Err(malformed(rest)) }),
    ("m_said", said),
];

/// Reads a must.
pub(crate) fn read(must: &Must) -> Result<Question, Vec<Diagnostic>> {
    let text =
        Cut { source: must.text.span.source, at: must.text.span.start as usize, text: &must.text.node };
    for (id, read) in QUESTIONS {
        if let Some(rest) = behind(text, id) {
            return read(rest.trim());
        }
    }
    language::expr(&must.text).map(|expr| Question::Condition(Box::new(expr)))
}

/// What stands behind the word `id`, which ends there: 意图 is no part of 意图数.
fn behind<'t>(text: Cut<'t>, id: &'static str) -> Option<Cut<'t>> {
    let spelled = |spelling| {
        let words = word::word(id, spelling).split(' ');
        words.clone().try_fold(text, |rest, w| rest.trim().after(&[w]))
    };
    let ends =
        |rest: &Cut<'_>| rest.text.chars().next().is_none_or(|c| c.is_whitespace() || "\"“「".contains(c));
    [crate::ast::Spelling::Chinese, crate::ast::Spelling::English].into_iter().filter_map(spelled).find(ends)
}

const COMPARISONS: [(&str, CompareOp); 6] = [
    ("op_isnt", CompareOp::IsNot),
    ("op_is", CompareOp::Is),
    ("op_ge", CompareOp::AtLeast),
    ("op_le", CompareOp::AtMost),
    ("op_gt", CompareOp::Greater),
    ("op_lt", CompareOp::Less),
];

fn compared(rest: Cut<'_>) -> Result<(CompareOp, Cut<'_>), Vec<Diagnostic>> {
    for (id, op) in COMPARISONS {
        if let Some((_, text)) = word::begins(rest.text, id) {
            let value = rest.skip(rest.text.len() - text.len()).trim();
            return if value.text.is_empty() { Err(malformed(rest)) } else { Ok((op, value)) };
        }
    }
    Err(malformed(rest))
}

fn number(rest: Cut<'_>) -> Result<(CompareOp, Decimal), Vec<Diagnostic>> {
    let (op, value) = compared(rest)?;
    let digits = match language::expr(&value.name())?.kind {
        ExprKind::Literal(Literal::Number(digits)) => digits.parse().ok(),
        ExprKind::Literal(Literal::Percent(digits)) => {
            digits.parse::<Decimal>().ok().map(|n| n / Decimal::ONE_HUNDRED)
        }
        _ => None,
    };
    digits.map(|n| (op, n)).ok_or_else(|| malformed(value))
}

fn hit(rest: Cut<'_>) -> Result<Question, Vec<Diagnostic>> {
    let name = word::begins(rest.text, "faq").map(|(_, text)| rest.skip(rest.text.len() - text.len()).trim());
    name.filter(|n| !n.text.is_empty()).map(|n| Question::Hit(n.name())).ok_or_else(|| malformed(rest))
}

fn dotted(rest: Cut<'_>) -> Result<Name, Vec<Diagnostic>> {
    let fits = rest.text.contains('.') && !rest.text.contains(char::is_whitespace);
    if fits { Ok(rest.name()) } else { Err(malformed(rest)) }
}

fn called(rest: Cut<'_>) -> Result<Question, Vec<Diagnostic>> {
    let end = rest.text.find(char::is_whitespace).unwrap_or(rest.text.len());
    let (function, times) = (dotted(rest.until(end))?, rest.skip(end).trim());
    if times.text.is_empty() {
        return Ok(Question::Called(function, None));
    }
    let digits = times
        .text
        .trim_end_matches(word::word("m_times", crate::ast::Spelling::Chinese))
        .trim_end_matches("times")
        .trim();
    digits.parse().map(|n| Question::Called(function, Some(n))).map_err(|_| malformed(times))
}

fn tracked(rest: Cut<'_>) -> Result<Question, Vec<Diagnostic>> {
    if rest.text.is_empty() {
        return Err(malformed(rest));
    }
    if !rest.text.contains(['(', '（']) {
        return Ok(Question::Tracked(rest.name(), Vec::new()));
    }
    let (path, args) = language::parse_call(rest.source, rest.text, rest.span().start)?;
    let name = path.iter().map(|n| n.node.as_str()).collect::<Vec<_>>().join(".");
    Ok(Question::Tracked(Name::new(name, rest.span()), args))
}

fn said(rest: Cut<'_>) -> Result<Question, Vec<Diagnostic>> {
    let inside = [("\"", "\""), ("“", "”"), ("「", "」")]
        .iter()
        .find_map(|(open, close)| rest.after(&[open])?.without_end(close));
    inside.filter(|t| !t.text.is_empty()).map(|t| Question::Said(t.name())).ok_or_else(|| malformed(rest))
}

fn malformed(rest: Cut<'_>) -> Vec<Diagnostic> {
    vec![problem(MUST, rest.span(), "这个必须写得不对", "this must does not read").help(Message::new(
        "可以写 意图 是 X、把握 不少于 0.8、命中 问答 N、在 流程.步骤、重试次数 是 0、调用过 P.f 1 次、统计 N(…)、店没说话、说 含 \"…\"，或一个条件",
        "write intent is X, confidence >= 0.8, matched faq N, at FLOW.STEP, tries is 0, called P.f 1, tracked N(…), silent, said \"…\", or a condition",
    ))]
}
