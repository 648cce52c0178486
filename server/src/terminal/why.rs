//! `/why`: what the last message was taken for and why, what else it could have been, and which way the conversation then went.

use super::look::Look;
use huashu_dsl::Sources;
use huashu_dsl::program::{FlowId, Program, SlotId, StepId};
use huashu_engine::{
    Considered, Explanation, Fate, Hurdle, Mark, MatchRule, Meaning, Origin, ReplyPart, Start, Target,
    Verdict, render,
};

/// How many of the meanings that did not win are told.
const OTHERS: usize = 4;

/// The answer to `/why`, as text.
#[must_use]
pub fn why(
    program: &Program,
    shown: &Sources,
    look: Look,
    explained: &[Explanation],
    said: &[ReplyPart],
    notes: &[String],
) -> String {
    let considered: Vec<&Considered> = explained.iter().flat_map(|e| &e.considered).collect();
    let path: Vec<String> =
        explained.iter().flat_map(|e| &e.path).map(|mark| walked(program, mark)).collect();
    let mut rows: Vec<[String; 2]> =
        clauses(&considered).iter().flat_map(|(clause, all)| understood(program, clause, all)).collect();
    if !path.is_empty() {
        rows.push(["走了".into(), path.join(" → ")]);
    }
    rows.extend(notes.iter().map(|note| ["出错".into(), note.clone()]));
    rows.extend(said.iter().enumerate().map(|(n, part)| {
        let begins = if n == 0 { "店说" } else { "" };
        [begins.into(), format!("{}  {}{}", first_words(part), origin(program, part), place(shown, part))]
    }));
    if rows.is_empty() {
        return "  还没有发生过什么".into();
    }
    look.table(&rows.into_iter().map(Vec::from).collect::<Vec<_>>())
}

/// What was considered, by clause, in the order in which they were said.
fn clauses<'c>(considered: &[&'c Considered]) -> Vec<(&'c str, Vec<&'c Considered>)> {
    let mut clauses: Vec<(&str, Vec<&Considered>)> = Vec::new();
    for one in considered {
        match clauses.iter_mut().find(|(clause, _)| *clause == one.clause) {
            Some((_, all)) => all.push(one),
            None => clauses.push((&one.clause, vec![one])),
        }
    }
    clauses
}

/// The words, what they were taken for, and what else they could have been.
fn understood(program: &Program, clause: &str, all: &[&Considered]) -> Vec<[String; 2]> {
    let mut rows = Vec::new();
    if !clause.is_empty() {
        rows.push(["顾客说".into(), clause.to_owned()]);
    }
    let heard = |c: &&Considered| matches!(c.verdict, Verdict::Won | Verdict::Refused);
    let (won, lost): (Vec<&Considered>, Vec<_>) = all.iter().copied().partition(heard);
    let taken = won.iter().map(|c| format!("{}（{}）", scored(program, c), because(c)));
    rows.extend(
        taken
            .zip(std::iter::once("听成").chain(std::iter::repeat("和")))
            .map(|(what, mark)| [mark.into(), what]),
    );
    if won.is_empty() {
        rows.push(["听成".into(), "什么也不是".into()]);
    }
    let others =
        lost.iter().take(OTHERS).map(|c| format!("{}（{}）", scored(program, c), verdict(c.verdict)));
    rows.extend(
        others
            .zip(std::iter::once("没选").chain(std::iter::repeat("")))
            .map(|(what, mark)| [mark.into(), what]),
    );
    if lost.len() > OTHERS {
        rows.push([String::new(), format!("还有 {} 个", lost.len() - OTHERS)]);
    }
    rows
}

/// What it would have meant, with how sure the matcher was.
fn scored(program: &Program, considered: &Considered) -> String {
    let score = considered.score.map(|s| format!(" {}%", s.0 / 100));
    format!("{}{}", meaning(program, &considered.meaning), score.unwrap_or_default())
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
        Meaning::Nothing => "没听懂".into(),
    }
}

fn named(kind: &str, name: Option<&str>) -> String {
    format!("{kind} {}", name.unwrap_or("?"))
}

/// Why that rule of the matching order takes it.
fn rule(rule: MatchRule) -> &'static str {
    match rule {
        MatchRule::Command => "整句是“人工”“取消”这样的命令",
        MatchRule::Button => "点了按钮",
        MatchRule::StrongAnswer => "整句就是这个问题的回答",
        MatchRule::Correction => "在改前面说过的",
        MatchRule::Interrupt => "这个问题写了“遇到”它",
        MatchRule::Ranking => "和全店的意图、问答比，它最像",
        MatchRule::WeakAnswer => "别的都不够像，句子里又正好有一个回答",
        MatchRule::Clarify => "有点像，先问清楚",
        MatchRule::NoMatch => "没有一样对得上，再问一次",
        MatchRule::GiveUp => "没有一样对得上，走兜底或问满",
    }
}

/// Why it was taken, or taken for an answer and then refused.
fn because(considered: &Considered) -> String {
    match considered.verdict {
        Verdict::Refused => format!("{}，但{}", rule(considered.rule), verdict(considered.verdict)),
        _ => rule(considered.rule).to_owned(),
    }
}

/// Why it was not taken.
fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Won => "选中",
        Verdict::TooLate => "排在前面的已经选中",
        Verdict::TooWeak => "不够像",
        Verdict::TooClose => "和别的分不开",
        Verdict::NotExpected => "这里没有流程听它",
        Verdict::Refused => "不合要求",
        Verdict::NotExplicit => "要明说才算",
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
        Origin::Authored(_) => String::new(),
        Origin::Retrieved(id) => {
            format!("{}  ", named("问答", program.faqs.get(id.index()).map(|f| f.name.as_str())))
        }
    }
}

/// `flows/退货退款.flow:12`
fn place(shown: &Sources, part: &ReplyPart) -> String {
    let Some(source) = shown.get(part.source.source) else { return String::new() };
    let before = source.text.get(..part.source.start as usize).unwrap_or_default();
    format!("{}:{}", source.path, before.matches('\n').count() + 1)
}
