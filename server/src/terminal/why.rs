//! `/why`: what the last message could have meant, what won, and which way the conversation then went.

use super::look::Look;
use huashu_dsl::Sources;
use huashu_dsl::program::{FlowId, Program, SlotId, StepId};
use huashu_engine::{
    Considered, Explanation, Fate, Hurdle, Mark, MatchRule, Meaning, Origin, ReplyPart, Start, Target,
    Verdict, render,
};

/// The answer to `/why`, as text.
#[must_use]
pub fn why(
    program: &Program,
    shown: &Sources,
    look: Look,
    explained: &[Explanation],
    said: &[ReplyPart],
) -> String {
    let considered: Vec<&Considered> = explained.iter().flat_map(|e| &e.considered).collect();
    let path: Vec<String> =
        explained.iter().flat_map(|e| &e.path).map(|mark| walked(program, mark)).collect();
    let mut parts = Vec::new();
    if !considered.is_empty() {
        let head = ["说法", "看作", "把握", "规则", "结果"].map(String::from).to_vec();
        let rows = considered.iter().map(|c| row(program, c));
        parts.push(look.table(&std::iter::once(head).chain(rows).collect::<Vec<_>>()));
    }
    if !path.is_empty() {
        parts.push(format!("  经过：{}", path.join(" → ")));
    }
    if !said.is_empty() {
        let rows: Vec<Vec<String>> = said
            .iter()
            .map(|part| vec![first_words(part), origin(program, part), place(shown, part)])
            .collect();
        parts.push(look.table(&rows));
    }
    if parts.is_empty() { "还没有说过话".into() } else { parts.join("\n") }
}

fn row(program: &Program, considered: &Considered) -> Vec<String> {
    let score = considered.score.map(|s| format!("{}.{:02}", s.0 / 10_000, s.0 % 10_000 / 100));
    vec![
        considered.clause.clone(),
        meaning(program, &considered.meaning),
        score.unwrap_or_else(|| "-".into()),
        rule(considered.rule).into(),
        verdict(considered.verdict).into(),
    ]
}

fn meaning(program: &Program, meaning: &Meaning) -> String {
    match meaning {
        Meaning::Target(Target::Intent(id)) => {
            named("意图", program.intents.get(id.index()).map(|i| i.name.as_str()))
        }
        Meaning::Target(Target::Faq(id)) => {
            named("问答", program.faqs.get(id.index()).map(|f| f.name.as_str()))
        }
        Meaning::Answer(flow, slot, value) => {
            let ty = program.flows.get(flow.index()).and_then(|f| f.slots.get(slot.index())).map(|s| &s.ty);
            let value = ty.map(|ty| render::value(program, value, ty)).unwrap_or_default();
            format!("{} = {value}", slot_name(program, *flow, *slot))
        }
        Meaning::Skip => "跳过".into(),
        Meaning::Done => "选完".into(),
        Meaning::Nothing => "没有意思".into(),
    }
}

fn named(kind: &str, name: Option<&str>) -> String {
    format!("{kind} {}", name.unwrap_or("?"))
}

fn rule(rule: MatchRule) -> &'static str {
    match rule {
        MatchRule::Command => "1 指令",
        MatchRule::Button => "2 按钮",
        MatchRule::StrongAnswer => "3 整句是回答",
        MatchRule::Correction => "4 改口",
        MatchRule::Interrupt => "5 遇到",
        MatchRule::Ranking => "6 触发和问答",
        MatchRule::WeakAnswer => "7 句中有回答",
        MatchRule::Clarify => "8 澄清",
        MatchRule::NoMatch => "9 没听懂",
        MatchRule::GiveUp => "10 问满或兜底",
    }
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Won => "就是它",
        Verdict::TooLate => "前面的规则已经定了",
        Verdict::TooWeak => "把握不够",
        Verdict::TooClose => "和别的分不开",
        Verdict::NotExpected => "这里没有人听它",
        Verdict::Refused => "不合要求",
        Verdict::NotExplicit => "要明说",
    }
}

fn walked(program: &Program, mark: &Mark) -> String {
    match mark {
        Mark::Began(flow, Start::Triggered) => flow_name(program, *flow),
        Mark::Began(flow, Start::Digression) => format!("插入 {}", flow_name(program, *flow)),
        Mark::Began(flow, Start::Called) => format!("进入 {}", flow_name(program, *flow)),
        Mark::Step(flow, step) => step_name(program, *flow, *step),
        Mark::Set(flow, slot, value) => {
            let ty = program.flows.get(flow.index()).and_then(|f| f.slots.get(slot.index())).map(|s| &s.ty);
            let value = value.as_ref().zip(ty).map(|(value, ty)| render::value(program, value, ty));
            format!("{}={}", slot_name(program, *flow, *slot), value.unwrap_or_else(|| "无".into()))
        }
        Mark::Dropped(flow, slot) => format!("作废 {}", slot_name(program, *flow, *slot)),
        Mark::Answered(id) => named("答", program.faqs.get(id.index()).map(|f| f.name.as_str())),
        Mark::Interrupted(id) => named("遇到", program.intents.get(id.index()).map(|i| i.name.as_str())),
        Mark::Skipped(flow, slot) => format!("跳过 {}", slot_name(program, *flow, *slot)),
        Mark::Rewound(flow, step) => format!("退回 {}", step_name(program, *flow, *step)),
        Mark::CorrectionBlock(flow, slot) => format!("更正时 {}", slot_name(program, *flow, *slot)),
        Mark::Arm(id, arm) => {
            format!("试验 {}={arm}", program.experiments.get(id.index()).map_or("?", String::as_str))
        }
        Mark::Ended(flow, outcome) => {
            let name = program.flows.get(flow.index()).and_then(|f| f.outcomes.get(outcome.index()));
            format!("结束 {}", name.map_or("?", String::as_str))
        }
        Mark::BackIn(flow, step) => {
            format!("回到 {} · {}", flow_name(program, *flow), step_name(program, *flow, *step))
        }
        Mark::Unfinished(flow) => format!("{} 没走完", flow_name(program, *flow)),
        Mark::Idle(_) => "没回，先放着".into(),
        Mark::Parked => "先放着".into(),
        Mark::CallFailed(flow, step) => format!("{} 调用出错", step_name(program, *flow, *step)),
        Mark::HandedOff(team) => named("转人工", program.teams.get(team.index()).map(|t| t.name.as_str())),
        Mark::NotExplicit => "要明说".into(),
        Mark::NotUnderstood => "没听懂".into(),
        Mark::Push(push, fate) => {
            let name = program.pushes.get(push.index()).map_or("?", |p| p.name.as_str());
            format!("推送 {name} {}", fated(*fate))
        }
    }
}

fn fated(fate: Fate) -> &'static str {
    match fate {
        Fate::Sent => "发出",
        Fate::Opens(_) => "等到时段",
        Fate::Waits => "等对话结束",
        Fate::Dropped(Hurdle::Duplicate) => "不发：已经在排队",
        Fate::Dropped(Hurdle::Audience) => "不发：不在人群里",
        Fate::Dropped(Hurdle::Window) => "不发：没有时段",
        Fate::Dropped(Hurdle::Cap) => "不发：频次满了",
        Fate::Dropped(Hurdle::Busy) => "不发：正在对话",
        Fate::Dropped(Hurdle::Expired) => "不发：过了有效期",
        Fate::Dropped(Hurdle::Channel) => "不发：渠道不在 渠道优先 里",
    }
}

fn flow_name(program: &Program, flow: FlowId) -> String {
    program.flows.get(flow.index()).map_or("?", |f| f.name.as_str()).to_owned()
}

fn step_name(program: &Program, flow: FlowId, step: StepId) -> String {
    let name = program.flows.get(flow.index()).and_then(|f| f.steps.get(step.index()));
    name.map_or("?", |s| s.name.as_str()).to_owned()
}

fn slot_name(program: &Program, flow: FlowId, slot: SlotId) -> String {
    let name = program.flows.get(flow.index()).and_then(|f| f.slots.get(slot.index()));
    name.map_or("?", |s| s.name.as_str()).to_owned()
}

/// The beginning of a part, enough to recognise it.
fn first_words(part: &ReplyPart) -> String {
    use huashu_engine::ReplyBody;
    let text = match &part.body {
        ReplyBody::Bubble(lines) => lines.first().map(ToString::to_string).unwrap_or_default(),
        ReplyBody::Buttons(buttons) => format!("[按钮 {} 个]", buttons.len()),
        ReplyBody::Card(card) => format!("[卡片] {}", card.title),
        ReplyBody::Carousel(cards) => format!("[卡片 {} 张]", cards.len()),
        ReplyBody::Image(_) => "[图片]".into(),
    };
    let short: String = text.chars().take(16).collect();
    if short.len() < text.len() { format!("{short}…") } else { short }
}

fn origin(program: &Program, part: &ReplyPart) -> String {
    match part.origin {
        Origin::Authored(_) => "流程里写的".into(),
        Origin::Retrieved(id) => named("问答", program.faqs.get(id.index()).map(|f| f.name.as_str())),
    }
}

/// `flows/退货退款.flow:12`
fn place(shown: &Sources, part: &ReplyPart) -> String {
    let Some(source) = shown.get(part.source.source) else { return String::new() };
    let before = source.text.get(..part.source.start as usize).unwrap_or_default();
    format!("{}:{}", source.path, before.matches('\n').count() + 1)
}
