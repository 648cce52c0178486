//! Reads the setup lines: `@时间`, `@模拟` and their kin, as far as they can be read without a program.

use crate::ast::{At, Setup, SetupKind};
use crate::problem::{SETUP, problem};
use crate::text::Cut;
use crate::word;
use huashu_dsl::{Diagnostic, Message};

type Read = fn(Cut<'_>) -> Option<SetupKind>;

/// Each setup: its word, how it is read, and what it looks like in both spellings.
const SETUPS: [(&str, Read, &str, &str); 10] = [
    ("c_time", time, "@时间 2026-11-20 10:00", "@time 2026-11-20 10:00"),
    ("c_channel", |v| named(v).map(|v| SetupKind::Channel(v.name())), "@渠道 站内", "@channel onsite"),
    (
        "c_customer",
        |v| record(v).map(|v| SetupKind::Customer(v.name())),
        "@顾客 {称呼: \"林小姐\"}",
        "@customer {name: \"Lin\"}",
    ),
    (
        "c_session",
        |v| record(v).map(|v| SetupKind::Session(v.name())),
        "@会话 {订单号: \"1234567890123456789\"}",
        "@session {order_no: \"1234567890123456789\"}",
    ),
    (
        "c_shop",
        |v| record(v).map(|v| SetupKind::Shop(v.name())),
        "@店铺 {名称: \"示例小店\"}",
        "@shop {name: \"Demo\"}",
    ),
    (
        "c_mock",
        mock,
        "@模拟 工单.新建 -> {工单号: \"T-0001\"}",
        "@mock ticket.create -> {ticket: \"T-0001\"}",
    ),
    (
        "c_redact",
        |v| named(v).map(|v| SetupKind::Redact(v.name())),
        "@遮住 工单.工单号",
        "@redact ticket.number",
    ),
    ("c_arm", experiment, "@试验 换货挽留 = 甲", "@experiment retention = a"),
    ("c_seed", |v| v.text.parse().ok().map(SetupKind::Seed), "@种子 7", "@seed 7"),
    (
        "c_at",
        |v| at(v).map(SetupKind::At),
        "@到 退货退款.问原因 {订单号: \"1234567890123456789\"}",
        "@at returns.ask_reason {order_no: \"1234567890123456789\"}",
    ),
];

/// Reads `rest`, what stands behind the `@` of `line`.
pub(crate) fn read(line: Cut<'_>, rest: Cut<'_>) -> Result<Setup, Vec<Diagnostic>> {
    for (id, read, zh, en) in SETUPS {
        let Some((_, behind)) = word::begins(rest.text, id) else { continue };
        let value = rest.skip(rest.text.len() - behind.len()).trim();
        let Some(kind) = read(value) else {
            return Err(vec![
                problem(SETUP, line.span(), "这一行设置写得不对", "this setup does not read")
                    .help(Message::new(format!("写成 “{zh}”"), format!("write `{en}`"))),
            ]);
        };
        return Ok(Setup { kind, span: line.span() });
    }
    Err(vec![problem(SETUP, line.span(), "没有这种设置", "there is no such setup").help(Message::new(
        "可以写 @时间 @渠道 @顾客 @会话 @店铺 @模拟 @遮住 @试验 @种子 @到",
        "setups are @time @channel @customer @session @shop @mock @redact @experiment @seed @at",
    ))])
}

fn time(value: Cut<'_>) -> Option<SetupKind> {
    let text: Vec<&str> = value.text.split_whitespace().collect();
    text.join("T").parse().ok().map(SetupKind::Time)
}

fn named(value: Cut<'_>) -> Option<Cut<'_>> {
    (!value.text.is_empty() && !value.text.contains(char::is_whitespace)).then_some(value)
}

fn record(value: Cut<'_>) -> Option<Cut<'_>> {
    value.text.starts_with(['{', '｛']).then_some(value)
}

fn mock(value: Cut<'_>) -> Option<SetupKind> {
    let arrows = ["->", "→", "－＞", "-＞"];
    let (start, arrow) = arrows.iter().filter_map(|a| value.text.find(a).map(|i| (i, *a))).min()?;
    let function = named(value.until(start).trim())?;
    let answer = value.skip(start + arrow.len()).trim();
    (!answer.text.is_empty()).then(|| SetupKind::Mock(function.name(), answer.name()))
}

fn experiment(value: Cut<'_>) -> Option<SetupKind> {
    let equals = value.text.find(['=', '＝'])?;
    let arm = value.skip(equals).after(&["=", "＝"])?.trim();
    Some(SetupKind::Experiment(named(value.until(equals).trim())?.name(), named(arm)?.name()))
}

fn at(value: Cut<'_>) -> Option<At> {
    let end = value.text.find(['{', '｛']).unwrap_or(value.text.len());
    let (path, slots) = (value.until(end).trim(), value.skip(end));
    let dot = path.text.rfind('.')?;
    let flow = named(path.until(dot))?;
    let step = named(path.skip(dot + 1))?;
    Some(At { flow: flow.name(), step: step.name(), slots: (!slots.text.is_empty()).then(|| slots.name()) })
}
